"""The process that draws plays while a run goes on (`ahead` begins it): each when it has ended, once. Judges nothing.

It follows the ledger, keeps of each play that goes on what was said of it, and lets go of that when it is drawn, so
that it needs as little memory at the end of a great run as at its beginning. It has the cores while nobody else wants
them, and ends when its stdin does. What it cannot draw as it would be drawn at the end, it leaves.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec

from harness.evidence import reading
from harness.evidence.acts import Standing
from harness.evidence.decoding import EVERYTHING
from harness.evidence.following import Follower, Line
from harness.evidence.record import Ending, Fact, first_name
from harness.language import SPOKEN, speaking
from harness.report.ahead import DRAWING, KEEP
from harness.report.assembly import assemble, plays_of, scenarios_of
from harness.report.bodies import Bodies
from harness.report.drawn import INDEX, LINES, PAGES, Drawn, digest_of, head_of
from harness.report.html_plays import GREAT, PlayPages
from harness.report.html_site import Site
from harness.report.model import Play, Run
from harness.report.moments import times_in
from harness.report.results import line_of

GLANCE: Final = 0.2
"""Seconds between two looks at the ledger."""
RESERVE: Final = 1_000_000_000
"""Bytes of the disk that are left to the evidence: where there is less room, nothing is drawn ahead."""


class _Kept(Bodies):
    """Bodies that are noted in `files`, also those that are there already."""

    def __init__(self, report: Path, files: list[str]) -> None:
        super().__init__(report)
        self._files = files

    def keep(self, body: bytes) -> str:
        path = super().keep(body)
        self._files.append(path)
        return path


class _Noted(Site):
    """A site that notes in `files` what belongs to the play in hand."""

    def __init__(self, run: Run, folder: Path) -> None:
        super().__init__(run, folder)
        self.files: list[str] = []
        self.bodies = _Kept(folder, self.files)

    def write(self, path: str, content: bytes | Iterable[bytes]) -> Path:
        self.files.append(path)
        return super().write(path, content)


class Drawing:
    """Draws into `target` the plays of the run in `folder`, of which there will be so many `plays`."""

    def __init__(self, folder: Path, target: Path, plays: int) -> None:
        facts = reading.read(folder, leaving=EVERYTHING - {Fact.kind})
        run = replace(assemble(facts), plays=(), unexpected=(), standing=Standing(()))
        whole = plays < GREAT
        self._scenarios = scenarios_of(facts)
        self._site = _Noted(run, target / PAGES)
        self._pages = PlayPages(self._site, whole=whole)
        self._follower = Follower(folder)
        self._going_on: dict[str, list[Line]] = defaultdict(list)
        self._over: set[str] = set()
        self._slugs: set[str] = set()
        self._lines = (target / LINES).open("wb")
        self._index = (target / INDEX).open("wb")
        self._note(head_of(run, whole=whole))

    def news(self) -> Iterator[None]:
        """Draw what ended since the last time; after each line of the ledger it can be left for good."""
        for line in self._follower.news():
            play = first_name(str(line.fields.get("play") or ""))
            if play and play not in self._over:
                self._going_on[play].append(line)
                if line.kind == Ending.kind:
                    self._over.add(play)
                    self._end(self._going_on.pop(play))
            yield

    def close(self) -> None:
        """Draw no more."""
        self._lines.close()
        self._index.close()

    def _end(self, lines: Iterable[Line]) -> None:
        evidence = self._follower.said(lines)
        for play in () if evidence.faults else plays_of(evidence, self._scenarios):
            if play.slug not in self._slugs and _named(play) <= self._site.requirements.keys():
                self._slugs.add(play.slug)
                self._draw(play)

    def _draw(self, play: Play) -> None:
        if shutil.disk_usage(self._site.folder.parent).free < RESERVE:
            raise OSError(errno.ENOSPC, "what room there is is for the evidence")
        if not (digest := digest_of(play)):
            return
        self._site.files.clear()
        with times_in(self._site.run.zone):
            self._pages.write(play)
        line = line_of(play, play, self._site.run.standing)
        at = self._lines.tell()
        self._lines.write(line)
        self._lines.flush()
        self._note(Drawn(digest, self._site.files, at, len(line)))

    def _note(self, said: msgspec.Struct) -> None:
        self._index.write(msgspec.json.encode(said) + b"\n")
        self._index.flush()


def _named(play: Play) -> set[str]:
    """The requirements that a play's page names: of one that is not in the catalogue, only the whole run can tell."""
    findings = (*play.findings, *(one for attempt in play.earlier for one in attempt.findings))
    said = {one.requirement for one in findings} | {one.requirement for one in play.unchecked}
    return said | {step.requirement for step in play.steps if step.requirement}


def main(folder: Path, plays: int) -> None:
    """Draw until stdin ends; where nobody said by then that the pages are wanted, or anything went wrong, remove them.

    What went wrong is told nobody: it happens again, and is told, when the run is drawn.
    """
    target, heard, over = folder / DRAWING, bytearray(), threading.Event()
    threading.Thread(target=_listen, args=(heard, over), daemon=True).start()
    whole = False
    target.mkdir()  # where another is still about to remove its own, nothing here is ours to remove
    try:
        _give_way()
        with closing(Drawing(folder, target, plays)) as drawing:
            _draw_until(over, drawing)
        whole = True
    finally:
        if not (whole and heard == KEEP):
            shutil.rmtree(target, ignore_errors=True)


def _give_way() -> None:
    """Have the cores only while nobody else wants them, as far as the system has such a thing."""
    with suppress(OSError, AttributeError):
        os.nice(19)
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))  # who wakes up does not wait for its turn to end


def _draw_until(over: threading.Event, drawing: Drawing) -> None:
    while not over.wait(GLANCE):
        for _ in drawing.news():
            if over.is_set():
                return


def _listen(heard: bytearray, over: threading.Event) -> None:
    """Hear what is said on stdin to its end: whoever began this has said it, or is gone."""
    while said := os.read(0, 64):
        heard += said
    over.set()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began this says when it ends
    with speaking(os.environ.get(SPOKEN, "")):
        main(Path(sys.argv[1]), int(sys.argv[2]))
