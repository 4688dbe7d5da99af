"""Reads a run's ledger back, checks its chain, and says what is torn or broken. Changes nothing."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.evidence import record
from harness.evidence.exchange import Exchange, Message, Tls
from harness.evidence.ledger import digest
from harness.evidence.seals import newest, seals

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

TORN = "is torn and was dropped"
CUT_OFF = "no scenario had waited for it when the run was cut off"


@dataclass(frozen=True, slots=True)
class Crossing:
    """An exchange and where in the play it stands; `play` is "" for a message that no scenario waited for."""

    play: str
    step: int
    exchange: Exchange


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
    pictures: dict[str, tuple[_Bodies, dict[str, Any]]] = field(default_factory=dict)

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
        known = {_arrival(one.exchange) for one in self.crossings}
        return [one for one in self.held if _arrival(one) not in known]

    @property
    def unexpected(self) -> tuple[Exchange, ...]:
        """What no scenario waited for, or had taken when the run was cut off, in the order in which it came."""
        told = [one.exchange for one in self.crossings if not one.play]
        left = [
            dataclasses.replace(one, initiator="", responder="", failure=one.failure or CUT_OFF) for one in self.left
        ]
        return tuple(sorted([*told, *left], key=lambda one: one.request.at))


def _arrival(exchange: Exchange) -> tuple[float, str, bytes]:
    return exchange.request.at, exchange.address, exchange.request.body


def read(folder: Path) -> Evidence:
    """Everything in the run's folder. A UsageError when it is no run at all.

    Fields and kinds that a newer harness wrote are left out in silence; what lacks a field, or is broken, is left out
    and told in `faults`.
    """
    files = sorted((folder / "ledger").glob("*.jsonl"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    if not files:
        found = "a folder without one" if folder.is_dir() else "a file" if folder.exists() else "no such folder"
        raise UsageError(f"{folder}: expected the folder of a run, with ledger/*.jsonl in it; found {found}")
    evidence = Evidence(folder)
    bodies: dict[str, bytes] = {}
    begins = {each.digest for each in seals(folder)}
    for path in files:
        here = _Bodies(folder / "bodies" / f"{path.stem}.bin", bodies, evidence.faults)
        for number, line in _lines(path, evidence.faults, begins):
            try:
                _take(line, evidence, here)
            except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
                evidence.faults.append(f"{path.name}: line {number} is not what its kind wants ({error}); left out")
    return evidence


def of_lines(folder: Path, lines: Iterable[tuple[str, dict[str, Any]]]) -> Evidence:
    """What some lines of the run in `folder` say, each with its writer; `read` would say the same of no others."""
    evidence = Evidence(folder)
    bodies: dict[str, bytes] = {}
    for writer, line in lines:
        here = _Bodies(folder / "bodies" / f"{writer}.bin", bodies, evidence.faults)
        try:
            _take(line, evidence, here)
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
            evidence.faults.append(f"{writer}.jsonl: a line is not what its kind wants ({error}); left out")
    return evidence


def _lines(path: Path, faults: list[str], begins: Set[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The lines of a file, which begins anew or at one of the seals `begins`."""
    previous = ""
    with path.open("rb") as file:
        for number, content in enumerate(file, 1):
            if not content.endswith(b"\n"):
                faults.append(f"{path.name}: line {number} {TORN} (the writer was stopped in it)")
                return
            before, previous = previous, digest(content)
            try:
                line = json.loads(content.decode("utf-8", "surrogatepass"))
            except (ValueError, RecursionError):
                line = None
            if not isinstance(line, dict):
                faults.append(f"{path.name}: line {number} cannot be read; it is left out")
                continue
            follows = line.get("prev") == before or (number == 1 and line.get("prev") in begins)
            if line.get("n") != number or not follows:
                faults.append(f"{path.name}: line {number} does not follow the line before it: changed afterwards?")
            yield number, line


def _take(line: dict[str, Any], evidence: Evidence, bodies: _Bodies) -> None:
    kind = line.pop("kind", "")
    if kind == "exchange":
        evidence.crossings.append(_crossing(line, bodies))
    elif kind == "held":
        evidence.held.append(_crossing(line, bodies).exchange)
    elif kind in KINDS:
        for picture in line.get("pictures") or () if kind == record.Act.kind else ():
            evidence.pictures[picture["body"]["sha256"]] = bodies, picture["body"]
        evidence.records.append(record_of(kind, line))


def record_of(kind: str, line: dict[str, Any]) -> record.Record:
    """The record of this `kind` (one of `KINDS`) in a line; a TypeError where a field is missing."""
    names = {field.name for field in dataclasses.fields(KINDS[kind])}
    made: record.Record = KINDS[kind](**{name: value for name, value in line.items() if name in names})
    return made


def _crossing(line: dict[str, Any], bodies: _Bodies) -> Crossing:
    names = {field.name for field in dataclasses.fields(Exchange)}
    fields = {name: value for name, value in line.items() if name in names}
    for part in ("request", "response", "forwarded_request", "forwarded_response"):
        fields[part] = fields.get(part) and _message(fields[part], line["id"], bodies)
    if tls := fields.get("tls"):
        fields["tls"] = Tls(tls["version"], tls["cipher"], bytes.fromhex(tls["certificate"]))
    return Crossing(line["play"], line["step"], Exchange(**fields))


def _message(fields: dict[str, Any], exchange: str, bodies: _Bodies) -> Message:
    return Message(
        sender=fields["sender"],
        head=fields["head"].encode("latin-1"),
        body=bodies.kept(fields["body"]),
        at=fields["at"],
        wire=fields["wire"] and bodies.kept(fields["wire"]),
        start=fields["start"],
        headers=tuple((name, value) for name, value in fields["headers"]),
        exchange=exchange,
    )


class _Bodies:
    """The bodies that one writer kept. What is missing or was changed is empty, and told.

    `read` holds, by digest, what was read of any writer, so that what is kept twice is in memory once.
    """

    def __init__(self, path: Path, read: dict[str, bytes], faults: list[str]) -> None:
        self._path, self._read, self._faults = path, read, faults

    def kept(self, place: dict[str, Any]) -> bytes:
        """The body at `place`: its ``sha256``, where it begins (``at``) and its ``size`` in bytes."""
        name, at, size = str(place["sha256"]), int(place["at"]), int(place["size"])
        if name not in self._read:
            told = f"bodies/{self._path.name}: the {size} bytes at {at}"
            try:
                content = self._bytes(at, size) if size else b""
            except OSError as error:
                return self._nothing(f"{told} cannot be read ({error.strerror}); shown as empty")
            if digest(content) != name:
                return self._nothing(f"{told} are not what the ledger says: changed afterwards? Shown as empty")
            self._read[name] = content
        return self._read[name]

    def _bytes(self, at: int, size: int) -> bytes:
        with self._path.open("rb") as file:
            there = os.fstat(file.fileno()).st_size
            file.seek(at)
            return file.read(min(size, there))

    def _nothing(self, fault: str) -> bytes:
        if fault not in self._faults:
            self._faults.append(fault)
        return b""
