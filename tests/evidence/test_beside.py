"""Bodies that are looked at in another process; what it looks at is asked here, in this one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.evidence.beside import WORTH_IT, Beside, are_whole, cores
from harness.evidence.covered import Covered
from harness.evidence.ledger import Ledger
from harness.evidence.reading import read
from harness.evidence.record import Fact
from tests.seen import answer, crossed, request

FORKED = pytest.mark.skipif(cores() < 2 or not hasattr(os, "fork"), reason="one core, or nothing to fork")
SEALED = Covered([])
ALONE = """
import sys
from pathlib import Path
from harness.evidence.beside import Beside
from harness.evidence.covered import covered

file = Path(sys.argv[1])
with Beside([file], covered(file.parent.parent), least=1) as beside:
    pass
print(len(beside.ends), beside.all_whole)
"""


def bodies(file: Path) -> Path:
    return file.parent.parent / "bodies" / "main.bin"


@pytest.fixture
def file(run: Path) -> Path:
    """A fact, and an exchange with a body, written down and closed."""
    ledger = Ledger(run)
    ledger.add(Fact("run", {"format": 2}))
    ledger.add_exchange(crossed(request("GET", "/"), answer(b"a body")))
    ledger.close()
    return run / "ledger" / "main.jsonl"


def test_bodies_that_are_whole_are_known_to_be(file: Path) -> None:
    assert are_whole({file: file.stat().st_size}, SEALED)


@pytest.mark.parametrize("left", [b"b body", b"a bo"])
def test_a_body_that_is_another_is_seen(file: Path, left: bytes) -> None:
    bodies(file).write_bytes(left)
    assert not are_whole({file: file.stat().st_size}, SEALED)


def test_a_line_that_does_not_follow_is_seen(file: Path) -> None:
    file.write_bytes(b"".join(reversed(file.read_bytes().splitlines(keepends=True))))
    assert not are_whole({file: file.stat().st_size}, SEALED)


def test_lines_that_came_later_are_not_looked_at(file: Path) -> None:
    bodies(file).unlink()
    assert are_whole({file: len(file.read_bytes().splitlines(keepends=True)[0])}, SEALED)


def test_for_little_no_process_is_begun(file: Path) -> None:
    with Beside([file], SEALED) as beside:
        assert not beside.ends
    assert not beside.all_whole


@FORKED
@pytest.mark.parametrize("whole", [True, False])
def test_another_process_tells_whether_bodies_are_whole(file: Path, whole: bool) -> None:
    if not whole:
        bodies(file).unlink()
    done = subprocess.run([sys.executable, "-c", ALONE, str(file)], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["1", str(whole)]


@FORKED
def test_another_process_does_not_outlive_a_mishap_here(tmp_path: Path, file: Path) -> None:
    os.mkfifo(tmp_path / "endless")
    with pytest.raises(KeyError), Beside([tmp_path / "endless", file], SEALED, least=1) as beside:
        raise KeyError
    assert not beside.all_whole


@pytest.mark.parametrize("changed", [False, True])
def test_of_much_the_same_is_told_as_of_little(run: Path, file: Path, changed: bool) -> None:
    ledger = Ledger(run, writer="much")
    ledger.add(Fact("much", {"text": "a" * WORTH_IT}))
    ledger.close()
    if changed:
        bodies(file).write_bytes(b"b body")
    evidence = read(run)
    assert [one.exchange.response.body for one in evidence.crossings] == [b"" if changed else b"a body"]  # type: ignore[union-attr]
    assert [fault[:38] for fault in evidence.faults] == ["bodies/main.bin: the 6 bytes at 0 are n"[:38]] * changed
