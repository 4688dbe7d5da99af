"""Reads a run's ledger back, checks its chain, and says what is torn or broken. Changes nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.evidence import record
from harness.evidence.beside import Beside
from harness.evidence.chain import Chain
from harness.evidence.covered import Covered, covered
from harness.evidence.decoding import KINDS, Crossed, Line, line_in, record_of, shared, timely
from harness.evidence.exchange import Exchange
from harness.evidence.kept import BUFFER, Bodies, Crossing, Place, Writer, arrival_of
from harness.evidence.order import files_of
from harness.evidence.seals import newest
from harness.evidence.unswept import unswept

TORN = "is torn and was dropped"
CUT_OFF = "no scenario had waited for it when the run was cut off"


@dataclass(slots=True)
class Evidence:
    """All that a run wrote down, in the order of each writer. `faults` says, in words, what could not be read.

    `held` arrived and was kept for a play that may want it. `pictures` leads from a picture's SHA-256 to where it lies.
    """

    folder: Path
    records: list[record.Record] = field(default_factory=list)
    crossings: list[Crossing] = field(default_factory=list)
    held: list[Exchange] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    pictures: dict[str, tuple[Bodies, dict[str, Any]]] = field(default_factory=dict)

    def picture(self, sha256: str) -> bytes:
        """A picture that somebody gave with an act; empty where it is not there or was changed, which is told."""
        if sha256 not in self.pictures:
            return b""
        bodies, place = self.pictures[sha256]
        return bodies.kept(place)

    def fact(self, topic: str) -> dict[str, Any]:
        """The newest snapshot called `topic`, or nothing."""
        return next(reversed(self.facts(topic)), {})

    def facts(self, topic: str) -> list[dict[str, Any]]:
        """Every snapshot called `topic`, each writer's in their order."""
        return [one.content for one in self.records if isinstance(one, record.Fact) and one.topic == topic]

    @property
    def acts(self) -> list[record.Act]:
        """What people did about the run, in the order in which they did it; what was withdrawn is among them."""
        return sorted((one for one in self.records if isinstance(one, record.Act)), key=lambda one: one.at)

    @property
    def seal(self) -> str:
        """The newest seal, by its name alone, "" where there is none; `verification` looks whether it holds."""
        return newest(self.folder)

    @property
    def is_whole(self) -> bool:
        """Whether all is there that was written, but for a last line that the writer was stopped in."""
        return all(TORN in fault for fault in self.faults)

    @property
    def left(self) -> list[Exchange]:
        """What is still held: nobody had taken it, or shown it as unexpected, when the run was cut off."""
        known = {one.arrival for one in self.crossings}
        return [one for one in self.held if arrival_of(one) not in known]

    @property
    def unexpected(self) -> tuple[Exchange, ...]:
        """What no scenario waited for, or had taken when the run was cut off, in the order in which it came."""
        told = [one.exchange for one in self.crossings if not one.play]
        left = [
            dataclasses.replace(one, initiator="", responder="", failure=one.failure or CUT_OFF) for one in self.left
        ]
        return tuple(sorted([*told, *left], key=lambda one: one.request.at))


@unswept()
def read(folder: Path, *, leaving: Collection[str] = ()) -> Evidence:
    """Everything in the run's folder. A UsageError when it is no run at all.

    Fields and kinds that a newer harness wrote are left out in silence; what lacks a field, or is broken, is left out
    and told in `faults`. Lines of the kinds in `leaving` (``exchange``, ``step``…) are left unread, which is quicker by
    far; that one of them was changed is told all the same.
    """
    files = files_of(folder)
    if not files:
        found = "a folder without one" if folder.is_dir() else "a file" if folder.exists() else "no such folder"
        raise UsageError(f"{folder}: expected the folder of a run, with ledger/*.jsonl in it; found {found}")
    sealed = covered(folder)
    strays = sorted({*(folder / "ledger").glob("*.jsonl")} - {*files})
    gone = sorted({*sealed.marks} - {one.name for one in (*files, *strays)})
    faults = [*sealed.faults, *(f"{one.name} is no file; it is left out" for one in strays)]
    faults += [f"{name}, which was sealed, is gone" for name in gone]
    with Beside(files if "exchange" not in leaving else (), sealed) as beside:
        evidence = _read(Evidence(folder, faults=[*faults]), files, sealed, leaving=leaving, seen=beside.ends)
    if beside.ends and not beside.all_whole:  # what is wrong has its place among the other faults
        evidence = _read(Evidence(folder, faults=faults), files, sealed, leaving=leaving, seen={})
    return evidence


def _read(
    evidence: Evidence,
    files: Iterable[Path],
    sealed: Covered,
    *,
    leaving: Collection[str],
    seen: Mapping[Path, int],
) -> Evidence:
    """`evidence` with all that the files say; up to a byte of each, chains and plain bodies are `seen` elsewhere."""
    words: dict[str, str] = {}
    for path in files:
        end = seen.get(path, 0)
        writer = Writer(path, evidence.faults)
        for number, place, line in _lines(path, evidence.faults, sealed, leaving=leaving, seen=end):
            try:
                if isinstance(line.said, Crossed):
                    evidence.crossings.append(writer.plain(line.said, place, words, seen=sum(place) <= end))
                else:
                    _take(line, evidence, writer, place=place, words=words)
            except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
                told = f"{path.name}: line {number}"
                evidence.faults.append(f"{told} is not what its kind wants ({error}); left out")
    return evidence


def of_lines(folder: Path, lines: Iterable[tuple[str, dict[str, Any]]]) -> Evidence:
    """What some lines of the run in `folder` say, each with its writer; `read` would say the same of no others."""
    evidence = Evidence(folder)
    words: dict[str, str] = {}
    for writer, line in lines:
        try:
            told = Line(0, "", line.pop("kind", ""), line)
            _take(told, evidence, Writer(folder / "ledger" / f"{writer}.jsonl", evidence.faults), words=words)
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
            evidence.faults.append(f"{writer}.jsonl: a line is not what its kind wants ({error}); left out")
    return evidence


def _lines(
    path: Path, faults: list[str], sealed: Covered, *, leaving: Collection[str], seen: int
) -> Iterator[tuple[int, Place, Line]]:
    """The lines of a file, each with its number and place; those up to a byte are `seen` to follow elsewhere."""
    chain, end = Chain(path, sealed), 0
    with path.open("rb", buffering=BUFFER) as file:
        for content in file:
            if not content.endswith(b"\n"):
                faults.append(f"{path.name}: line {chain.number + 1} {TORN} (the writer was stopped in it)")
                break
            begin, end = end, end + len(content)
            line = line_in(content, leaving)
            if end <= seen:
                chain.passes(content)
            elif told := chain.faults(content, line):
                faults += told
            if line is not None and line.kind not in leaving:
                yield chain.number, (begin, len(content)), line
    faults += chain.ended()


def _take(line: Line, evidence: Evidence, writer: Writer, *, words: dict[str, str], place: Place | None = None) -> None:
    said = line.said
    if not isinstance(said, dict):
        if said is not None and not isinstance(said, Crossed):
            evidence.records.append(shared(timely(said), words))
    elif line.kind == "exchange":
        told = {name: words.setdefault(said[name], said[name]) for name in ("play", "id", "address")}
        evidence.crossings.append(writer.crossing(said | told, place))
    elif line.kind == "held":
        evidence.held.append(writer.exchange(said))
    elif line.kind in KINDS:
        for picture in said.get("pictures") or () if line.kind == record.Act.kind else ():
            evidence.pictures[picture["body"]["sha256"]] = writer.bodies, picture["body"]
        evidence.records.append(shared(timely(record_of(line.kind, said)), words))
