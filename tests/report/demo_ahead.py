"""Has a demonstration run drawn ahead of its end, and looks at what became of that."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from harness.evidence.ledger import Ledger
from harness.report import finish
from harness.report.ahead import DRAWING, DRAWN, WORTH_IT, Ahead
from harness.report.assembly import read_run


def files(folder: Path) -> dict[str, bytes]:
    """What is in `folder`, folders too."""
    there = sorted(folder.rglob("*"))
    return {one.relative_to(folder).as_posix(): one.read_bytes() if one.is_file() else b"" for one in there}


def told(run: Path, folder: str = DRAWING) -> int:
    """How many plays are drawn so far."""
    index = run / folder / "index"
    return max(index.read_bytes().count(b"\n") - 1, 0) if index.exists() else 0


def until(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + 240  # who draws ahead has the cores when nobody else wants them
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def ended(run: Path) -> int:
    return sum(one.played and not one.interrupted for one in read_run(run).plays)


def drawn_ahead(run: Path, *, plays: int = WORTH_IT, wait_for: int = 0) -> None:
    """Have all of `run` that has ended drawn beside it, or so many plays."""
    wanted = wait_for or ended(run)
    ahead = Ahead(run, plays)
    until(lambda: told(run) == wanted)
    ahead.end(keep=True)


def taken(run: Path, *, whole: bool | None = None) -> int:
    """Draw `run` with what was drawn ahead; how many pages of plays were taken from there."""
    before = {one.stem: one.stat().st_mtime_ns for one in (run / DRAWN / "pages" / "plays").iterdir()}
    _, page = finish(run, ahead=True, whole=whole)
    after = {one.stem: one.stat().st_mtime_ns for one in (page.parent / "plays").iterdir()}
    return sum(after.get(name) == at for name, at in before.items())


def is_as_drawn_anew(run: Path, *, whole: bool | None = None) -> bool:
    """Whether the report, and all else in the folder, is what `harness report` makes of the run."""
    report = files(run)
    finish(run, whole=whole)
    return report == files(run)


def gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{process}/stat").exists() and ") Z " in Path(f"/proc/{process}/stat").read_text()


@contextmanager
def more(run: Path, writer: str = "main") -> Iterator[Ledger]:
    """What is written in the run's ledger then."""
    with closing(Ledger(run, writer=writer)) as ledger:
        yield ledger
