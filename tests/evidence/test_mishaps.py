"""What is left of a run when the machine does not play along: no room, or no time to say goodbye."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.errors import EvidenceLost
from harness.evidence.ledger import Ledger
from harness.evidence.reading import read
from harness.evidence.record import Act, Picture, Step
from tests.seen import answer, crossed, request

WRITES_UNTIL_KILLED = """
import sys
from pathlib import Path
from harness.evidence.ledger import Ledger
from harness.evidence.record import Act, Picture, Step
from tests.seen import answer, crossed, request

ledger = Ledger(Path(sys.argv[1]), writer="main")
for number in range(1, 1_000_000):
    ledger.add(Step("play", number, "when", "x" * 5000, 1.0))
    ledger.add_exchange(crossed(request("GET", "/"), answer(str(number).encode() * 1000)))
    print(number, flush=True)
"""


def step(number: int, size: int = 100) -> Step:
    return Step("play", number, "when", "x" * size, 1.0)


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    resource = pytest.importorskip("resource", reason="this system has no limit on the size of files to run into")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fill(ledger: Ledger) -> int:
    for number in range(1, 100_000):
        try:
            ledger.add(step(number))
        except EvidenceLost:
            return number - 1
    pytest.fail("the ledger never noticed that there is no room")


def test_a_line_without_room_is_told_with_what_to_do(ledger: Ledger) -> None:
    with no_file_larger_than(10_000), pytest.raises(EvidenceLost) as lost:
        ledger.add(step(1, size=20_000))

    assert "main.jsonl: the evidence could not be written down (File too large)" in str(lost.value)
    assert "Make room, then go on with `harness run --resume`." in str(lost.value)


def test_what_was_written_before_there_was_no_room_is_kept(ledger: Ledger, run: Path) -> None:
    with no_file_larger_than(10_000):
        written = fill(ledger)
    evidence = read(run)

    assert [one.number for one in evidence.records] == list(range(1, written + 1))  # type: ignore[union-attr]
    assert evidence.faults == []


def test_writing_goes_on_when_there_is_room_again(ledger: Ledger, run: Path) -> None:
    with no_file_larger_than(10_000):
        written = fill(ledger)
    ledger.add(step(written + 1))
    evidence = read(run)

    assert (len(evidence.records), evidence.faults) == (written + 1, [])


def test_a_body_without_room_leaves_nothing_behind(ledger: Ledger, run: Path) -> None:
    with no_file_larger_than(10_000), pytest.raises(EvidenceLost, match="bodies"):
        ledger.add_exchange(crossed(request("GET", "/"), answer(b"x" * 20_000)))

    assert (run / "bodies" / "main.bin").read_bytes() == b""


def test_half_a_body_stands_in_nobodys_way(run: Path) -> None:
    (run / "bodies").mkdir(parents=True)
    (run / "bodies" / "main.bin").write_bytes(b"half a bo")
    ledger = Ledger(run)
    ledger.add_exchange(crossed(request("GET", "/"), answer(b"a whole one")))
    ledger.close()

    assert read(run).crossings[0].exchange.response.body == b"a whole one"  # type: ignore[union-attr]


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can make a tiny disk, and only on Linux")
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount anything")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_told_and_what_was_written_is_kept(tiny_disk: Path) -> None:
    ledger = Ledger(tiny_disk / "run")
    written = fill(ledger)
    ledger.close()
    evidence = read(tiny_disk / "run")

    assert written > 100
    assert (len(evidence.records), evidence.faults) == (written, [])


def test_what_was_written_before_a_kill_can_be_read(run: Path) -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", WRITES_UNTIL_KILLED, str(run)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as writer:
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(20)]
        writer.kill()
    evidence = read(run)

    assert min(len(evidence.records), len(evidence.crossings)) >= int(said[-1])
    assert all(crossing.exchange.response.body for crossing in evidence.crossings)  # type: ignore[union-attr]
    assert [fault for fault in evidence.faults if "is torn and was dropped" not in fault] == []


def test_an_act_without_room_leaves_nothing_of_its_pictures(run: Path) -> None:
    ledger = Ledger(run, writer="review")
    act, picture = Act("1", "comment", "Wanjiru", "mentor", 1.0, text="x" * 5000), Picture("a", "image/png", b"x" * 900)
    with no_file_larger_than(1000), pytest.raises(EvidenceLost):
        ledger.add_act(act, [picture])
    assert (run / "bodies" / "review.bin").read_bytes() == b""

    ledger.add_act(act, [picture])
    assert read(run).picture(read(run).acts[0].pictures[0]["body"]["sha256"]) == b"x" * 900
