"""Reads a run's ledger back, checks its chain, and says what is torn or broken. Changes nothing."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.evidence import record
from harness.evidence.covered import Covered, covered, lasts
from harness.evidence.exchange import Exchange
from harness.evidence.kept import Bodies, Crossing, Place, Writer, arrival_of
from harness.evidence.ledger import digest
from harness.evidence.order import files_of
from harness.evidence.seals import newest

KINDS: dict[str, type[Any]] = {
    kind.kind: kind
    for kind in (
        record.Start,
        record.Step,
        record.Finding,
        record.NotChecked,
        record.Wait,
        record.Made,
        record.Ending,
        record.NotPlayed,
        record.Fact,
        record.Act,
    )
}

NAMES = {kind: frozenset(field.name for field in dataclasses.fields(noun)) for kind, noun in KINDS.items()}
_BEGINNING = re.compile(rb'\{"n":(?P<n>\d+),"prev":"(?P<prev>[0-9a-f]*)","kind":"(?P<kind>[a-z-]+)"')
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
    evidence = Evidence(folder, faults=[*sealed.faults, *(f"{one.name} is no file; it is left out" for one in strays)])
    words: dict[str, str] = {}
    for path in files:
        writer = Writer(path, evidence.faults)
        for number, place, line in _lines(path, evidence.faults, sealed, leaving=leaving):
            try:
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
            _take(line, evidence, Writer(folder / "ledger" / f"{writer}.jsonl", evidence.faults), words=words)
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
            evidence.faults.append(f"{writer}.jsonl: a line is not what its kind wants ({error}); left out")
    return evidence


def _lines(
    path: Path, faults: list[str], sealed: Covered, *, leaving: Collection[str]
) -> Iterator[tuple[int, Place, dict[str, Any]]]:
    """The lines of a file, which begins anew or at one of the seals of `sealed`, each with its number and place."""
    previous, end, begins, wanted = "", 0, sealed.begins, lasts(sealed.marks.get(path.name, ()))
    with path.open("rb") as file:
        for number, content in enumerate(file, 1):
            if not content.endswith(b"\n"):
                faults.append(f"{path.name}: line {number} {TORN} (the writer was stopped in it)")
                return
            before, previous = previous, digest(content)
            begin, end = end, end + len(content)
            line = _left(content, leaving) or _parsed(content)
            if not isinstance(line, dict):
                faults.append(f"{path.name}: line {number} cannot be read; it is left out")
                continue
            follows = line.get("prev") == before or (number == 1 and line.get("prev") in begins)
            if line.get("n") != number or not follows:
                faults.append(f"{path.name}: line {number} does not follow the line before it: changed afterwards?")
            if wanted.get(number, {previous}) != {previous}:
                faults.append(f"{path.name}: up to line {number} it is not what was sealed: changed afterwards?")
            if line.get("kind") not in leaving:
                yield number, (begin, len(content)), line


def _left(content: bytes, leaving: Collection[str]) -> dict[str, Any] | None:
    """The number, the link and the kind of a line that is not wanted: all that has to be known of it."""
    found = _BEGINNING.match(content) if leaving else None
    if found is None or found["kind"].decode() not in leaving:
        return None
    return {"n": int(found["n"]), "prev": found["prev"].decode(), "kind": found["kind"].decode()}


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return None


def _take(
    line: dict[str, Any], evidence: Evidence, writer: Writer, *, words: dict[str, str], place: Place | None = None
) -> None:
    kind = line.pop("kind", "")
    if kind == "exchange":
        evidence.crossings.append(writer.crossing(line, place))
    elif kind == "held":
        evidence.held.append(writer.exchange(line))
    elif kind in KINDS:
        for picture in line.get("pictures") or () if kind == record.Act.kind else ():
            evidence.pictures[picture["body"]["sha256"]] = writer.bodies, picture["body"]
        evidence.records.append(record_of(kind, {name: _once(value, words) for name, value in line.items()}))


def record_of(kind: str, line: dict[str, Any]) -> record.Record:
    """The record of this `kind` (one of `KINDS`) in a line; a TypeError where a field is missing."""
    made: record.Record = KINDS[kind](**{name: value for name, value in line.items() if name in NAMES[kind]})
    return made


def _once(value: Any, words: dict[str, str]) -> Any:
    """`value`; a text that was met before is that one, for most of what a great run says it says many times."""
    return words.setdefault(value, value) if type(value) is str else value
