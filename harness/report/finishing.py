"""The end of a run: its results, its pages, and the file that says which run is the newest. Runs nothing."""

from __future__ import annotations

import os
import shutil
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from harness import __version__
from harness.errors import UsageError
from harness.evidence.sealing import seal as sealed
from harness.evidence.verified_beside import VerifiedBeside
from harness.report.ahead import DRAWING, DRAWN, discard
from harness.report.assembly import read_run
from harness.report.html import FOLDER, draw_run
from harness.report.model import Run
from harness.report.results import NAME
from harness.report.turns import in_turn


@in_turn
def finish(folder: Path, *, seal: bool = False, whole: bool | None = None, ahead: bool = False) -> tuple[Run, Path]:
    """Draw the run in `folder`, write its results.json, and let ``latest`` beside it name it.

    With `seal` its evidence is sealed first, where the run came to an end; `whole` as `draw_run` has it. With `ahead`,
    which is for whoever has just played it, what was drawn while it was played is taken where it is still true; it is
    gone afterwards in any case. Returns the run and the path of the report's first page. Raises UsageError for a folder
    without a run.
    """
    with VerifiedBeside(folder) if seal else nullcontext() as looking:
        run = read_run(folder)
        if looking and not run.cut_off:
            run = _sealed(run, folder, looking)
    try:
        page = draw_run(run, folder / FOLDER, whole=whole, ahead=folder / DRAWN if ahead else None)
    finally:
        discard(folder, DRAWN, *(() if run.cut_off else (DRAWING,)))  # of one that goes on, somebody draws
    part = folder / f"{NAME}.{os.getpid()}"
    shutil.copyfile(page.with_name(NAME), part)
    part.replace(folder / NAME)
    _name_latest(folder.resolve(), played=seal)
    return run, page


def _sealed(run: Run, folder: Path, looking: VerifiedBeside) -> Run:
    """`run` with its seal; with the reason among its faults where it cannot have one."""
    try:
        return replace(run, seal=sealed(folder, versions={"harness": __version__}, changes=looking.changes))
    except UsageError as wrong:
        return replace(run, faults=(*run.faults, *wrong.mistakes))


def _name_latest(folder: Path, *, played: bool) -> None:
    """``latest`` is a file with the run's path: a symbolic link is not to be had everywhere.

    A run that was not `played` just now, only drawn, does not take the place of a newer one.
    """
    latest = folder.parent / "latest"
    if not played and latest.is_file():
        named = Path(os.fsdecode(latest.read_bytes()).strip())
        if named.name > folder.name and named.is_dir():
            return
    part = folder.parent / f".latest-{os.getpid()}"
    part.write_bytes(os.fsencode(f"{folder}\n"))
    part.replace(latest)
