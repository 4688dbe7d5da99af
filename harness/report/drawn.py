"""What was drawn ahead of a run's end, and what of it is still true of the whole run. Draws nothing.

::

    pages/    the pages of plays, as they stand in a report, with all that they lead to
    lines     what results.json says of these plays, one after the other
    index     of which run, then a line for each play: its digest, its files, where its line lies

A line of the index is written when all that it tells of is there, so that whatever became of the writer, what it says
holds. A page is taken where the play is in every way what it was when it was drawn, nobody did anything about it, and
nothing came in its time that nobody waited for. All else is drawn anew, and everything where evidence was changed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec

from harness.evidence.reading import TORN
from harness.language import spoken
from harness.report.html_acts import on_play
from harness.report.model import Play, Run
from harness.report.strays import strays, told_to

PAGES: Final = "pages"
LINES: Final = "lines"
INDEX: Final = "index"


class Head(msgspec.Struct, frozen=True):
    """Of which run pages were drawn: the digest of all that they show of it, with so many `requirements`."""

    run: str
    requirements: int


class Drawn(msgspec.Struct, frozen=True, gc=False):
    """A play that was drawn: its digest, its files below ``pages/``, and where its line begins and how long it is."""

    play: str
    files: list[str]
    at: int
    size: int


_encoder = msgspec.json.Encoder(order="deterministic", enc_hook=lambda _: None)  # what fetches an exchange says nothing


def _digest(said: Any) -> str:
    return hashlib.blake2b(_encoder.encode(said), digest_size=16).hexdigest()


def digest_of(play: Play) -> str:
    """What tells a play from itself as it is after one more word in the ledger, "" where it holds what is no text."""
    try:
        return _digest(play)
    except UnicodeEncodeError:  # half a pair, which a participant can send
        return ""


def head_of(run: Run, *, whole: bool, requirements: int = -1) -> Head:
    """All of a run that a play's page shows, with the first `requirements` of its catalogue, or all that it has."""
    known = [each.requirement for each in run.coverage][: None if requirements < 0 else requirements]
    told = (run.name, run.started, run.zone, run.versions, run.command, run.participants, known, spoken(), whole)
    return Head(_digest(told), len(known))


class DrawnAhead:
    """What was drawn ahead of the end of `run`, in `folder`, and is still true; `now` is what counts of the run.

    `whole` says how its pages are drawn. Nothing where there is no such folder.
    """

    def __init__(self, folder: Path, run: Run, now: Run, *, whole: bool) -> None:
        self._folder = folder
        known = _known(folder, run, whole=whole) if all(TORN in fault for fault in run.faults) else {}
        self._lines: Mapping[int, Drawn] = dict(_true(known, run, now, folder / PAGES)) if known else {}

    def move(self, target: Path) -> None:
        """Make the pages the beginning of the report at `target`, which is not there; all others are left out."""
        if not self._lines:
            return
        pages = self._folder / PAGES
        wanted = {name for one in self._lines.values() for name in one.files}
        for place, _, names in os.walk(pages, topdown=False):
            below = Path(place).relative_to(pages).as_posix()
            for name in names:
                if f"{below}/{name}" not in wanted:
                    Path(place, name).unlink()
            with suppress(OSError):
                Path(place).rmdir()  # which takes none in which something is left
        pages.rename(target)

    def line(self, number: int) -> bytes | None:
        """The line of ``results.json`` of the play with this number, None where the play has to be drawn."""
        one = self._lines.get(number)
        if one is None:
            return None
        with (self._folder / LINES).open("rb", buffering=0) as file:
            file.seek(one.at)
            return file.read(one.size)


def _known(folder: Path, run: Run, *, whole: bool) -> dict[str, Drawn]:
    """All that was drawn, by the digest of the play; nothing where it was drawn of the run as it is not."""
    read = msgspec.json.Decoder(Drawn).decode
    try:
        first, *lines = (folder / INDEX).read_bytes().split(b"\n")[:-1]  # behind the last is nothing, or a torn line
        head = msgspec.json.decode(first, type=Head)
        if head == head_of(run, whole=whole, requirements=head.requirements):
            return {one.play: one for one in map(read, lines)}
    except (OSError, ValueError):
        pass
    return {}


def _true(known: Mapping[str, Drawn], run: Run, now: Run, pages: Path) -> Iterator[tuple[int, Drawn]]:
    addresses = told_to(now.plays) if now.unexpected else {}
    for number, (play, counted) in enumerate(zip(run.plays, now.plays, strict=True)):
        drawn = known.get(digest_of(play)) if counted is play else None
        if drawn is None or on_play(now, play) or strays(play, now.unexpected, addresses):
            continue
        if all((pages / name).is_file() for name in drawn.files):  # who was removing them may have been killed
            yield number, drawn
