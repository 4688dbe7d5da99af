"""A pair whose run is cut off: what came unprompted before that is not lost when it goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.evidence.exchange import Exchange
from harness.evidence.reading import read
from harness.evidence.record import Finding
from harness.scenario.recording import Recording
from tests.scenario.pairs import Pair, a_pair, tells
from tests.scenario.plays_v2 import played, stage, verdicts, written
from tests.scenario.test_audit import TEXT


@pytest.fixture
def pair() -> Iterator[Pair]:
    with a_pair() as made:
        yield made


class CutsOff:
    """Pulls the plug once the feed has crossed and the registry has told of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def crossed(self, exchange: Exchange) -> None:
        limit = time.monotonic() + 5
        while exchange.transaction == "ITI-104" and not read(self._folder).held and time.monotonic() < limit:
            time.sleep(0.02)
        raise KeyboardInterrupt

    def found(self, finding: Finding) -> None:
        """Nothing."""


@contextmanager
def cut_off(folder: Path, pair: Pair) -> Iterator[None]:
    with stage(folder, list(pair.cast.values()), watcher=CutsOff(folder / "run")) as on:
        tells(pair, on)
        with pytest.raises(KeyboardInterrupt):
            played(written(folder, TEXT), pair.cast, on)
    yield


def test_what_was_told_before_a_run_was_cut_off_is_there_when_it_goes_on(tmp_path: Path, pair: Pair) -> None:
    with cut_off(tmp_path, pair):
        recording = Recording(read(tmp_path / "run"), go_on=True)
    with stage(tmp_path, list(pair.cast.values()), recording=recording) as on:
        ending, findings = played(written(tmp_path, TEXT), pair.cast, on)
    assert (ending.verdict, verdicts(findings)["20-01a"]) == ("PASS", "PASS")


def test_what_was_told_before_a_run_was_cut_off_is_shown_as_long_as_nobody_took_it(tmp_path: Path, pair: Pair) -> None:
    with cut_off(tmp_path, pair):
        left = read(tmp_path / "run").unexpected
    assert [(one.protocol, one.failure) for one in left] == [
        ("http", "no scenario had waited for it when the run was cut off")
    ]
