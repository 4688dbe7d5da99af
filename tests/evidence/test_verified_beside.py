"""Evidence that another process looks at, and what is told where it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.evidence.beside import cores
from harness.evidence.ledger import Ledger
from harness.evidence.record import Fact
from harness.evidence.verified_beside import VerifiedBeside

FORKED = pytest.mark.skipif(cores() < 2 or not hasattr(os, "fork"), reason="one core, or nothing to fork")
ALONE = """
import os, signal, sys
from pathlib import Path
from multiprocessing import active_children
from harness.evidence.verified_beside import VerifiedBeside

looking = VerifiedBeside(Path(sys.argv[1]), least=1)
print(looking.is_beside)
if sys.argv[2:]:
    [child.kill() for child in active_children()]
print(len(looking.changes))
"""


LEFT = """
import sys
from pathlib import Path
from multiprocessing import active_children
from harness.evidence.verified_beside import VerifiedBeside

with VerifiedBeside(Path(sys.argv[1]), least=1):
    print(len(active_children()))
print(len(active_children()))
"""


@pytest.fixture(params=[0, 1])
def changed(run: Path, request: pytest.FixtureRequest) -> int:
    """How many changes there are in the run: a line of its two that was changed, or none."""
    ledger = Ledger(run)
    for number in range(2):
        ledger.add(Fact("run", {"format": number}))
    ledger.close()
    if request.param:
        file = run / "ledger" / "main.jsonl"
        file.write_bytes(file.read_bytes().replace(b'"format":0', b'"format":7'))
    return int(request.param)


def test_for_little_this_process_looks(run: Path, changed: int) -> None:
    looking = VerifiedBeside(run)
    assert (looking.is_beside, len(looking.changes)) == (False, changed)


def test_for_more_the_same_is_told(run: Path, changed: int) -> None:
    assert len(VerifiedBeside(run, least=1).changes) == changed


@FORKED
@pytest.mark.parametrize("killed", [(), ("killed",)])
def test_another_process_looks_and_where_it_cannot_this_one(run: Path, changed: int, killed: tuple[str, ...]) -> None:
    words = [sys.executable, "-c", ALONE, str(run), *killed]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    assert (done.stdout.split(), done.stderr) == (["True", str(changed)], "")


@FORKED
def test_nobody_has_to_ask_what_was_found(run: Path, changed: int) -> None:
    words = [sys.executable, "-c", ALONE.rpartition("print")[0], str(run)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    assert (done.stdout.split(), done.stderr, changed in (0, 1)) == (["True"], "", True)


@FORKED
def test_where_nobody_asks_nobody_looks_on(run: Path, changed: int) -> None:
    words = [sys.executable, "-c", LEFT, str(run)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    assert (done.stdout.split(), done.stderr, changed in (0, 1)) == (["1", "0"], "", True)


def test_no_run_is_a_mistake_of_whoever_asks(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        VerifiedBeside(tmp_path).changes  # noqa: B018 - that it can be asked is what is asked
