"""The library against a client registry, measured in the process that plays it alone.

``python -m benchmarks.harness_client FHIR-BASE FOLDER`` prints one JSON object: exchanges, checks (findings), and the
seconds wall, unwaited (wall less the waits for the server) and processor. It is pytest with the settings of
``harness run``. What is loaded late (XML, for one) belongs to the start-up, so the library is played twice and the
second time counts; without its first play, which looks at the participant's health.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from benchmarks.waiting import Clocks
from harness import folders
from harness.commands import launch
from harness.evidence.reading import Evidence, read
from harness.evidence.record import Ending, Finding


class Meter:
    """Looks at the clocks when the first play is over, and when all are."""

    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self.begun: tuple[float, ...] = ()
        self.ended: tuple[float, ...] = ()

    def pytest_runtest_logfinish(self) -> None:
        """A play is over."""
        self.begun = self.begun or self._clocks.read()

    def pytest_sessionfinish(self) -> None:
        """All are."""
        self.ended = self._clocks.read()


def main(base: str, folder: Path) -> None:
    """Play twice, measure the second time."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    clocks = Clocks()
    _played(Meter(clocks), base, folder / "warm")
    meter = Meter(clocks)
    evidence = _played(meter, base, folder / "measured")
    endings = [one for one in evidence.records if isinstance(one, Ending)]
    if broken := [one.traceback for one in endings if one.traceback]:
        sys.exit("\n".join(broken))
    counted = {
        "exchanges": sum(one.play != endings[0].play for one in evidence.crossings),
        "checks": sum(isinstance(one, Finding) and one.play != endings[0].play for one in evidence.records),
    }
    names = ("wall", "unwaited", "processor")
    taken = {name: end - begin for name, begin, end in zip(names, meter.begun, meter.ended, strict=True)}
    print(json.dumps({**counted, **taken}))


def _played(meter: Meter, base: str, folder: Path) -> Evidence:
    words = [
        *launch.settings(),
        *("--run-dir", str(folder), "--against", f"client_registry={base}", "--as", "Peer", str(folders.scenarios())),
    ]
    pytest.main(words, plugins=[meter])
    return read(folder)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
