"""Fetches exchanges and bodies from the files in which a writer kept them. Knows how a line tells of an exchange."""

from __future__ import annotations

import dataclasses
import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from harness.evidence.decoding import Crossed, parsed
from harness.evidence.exchange import Exchange, Message, Tls
from harness.evidence.ledger import MESSAGES, digest

NOTHING = digest(b"")
AT_HAND = 32  # exchanges of a writer, in memory, since a page asks for one several times
NAMES = frozenset(field.name for field in dataclasses.fields(Exchange))
BUFFER = 1 << 18
"""How many bytes of a ledger are fetched at a time: a great run's has hundreds of millions."""
Place = tuple[int, int]
"""Where a line begins in its file, and how long it is, in bytes."""
Arrival = tuple[float, str, str]


@dataclass(frozen=True, slots=True)
class Crossing:
    """An exchange and where in the play it stands; `play` is "" for a message that no scenario waited for.

    The exchange with its bytes is fetched from the disk by `load` whenever it is asked for, so that the crossings of a
    great run have room in memory. `id` is its own, `arrival` when its request came, to which address, and the digest of
    its body; it was over when it `ended`.
    """

    play: str
    step: int
    load: Callable[[], Exchange] = field(compare=False)
    id: str
    arrival: Arrival
    ended: float

    @classmethod
    def of(cls, play: str, step: int, exchange: Exchange) -> Crossing:
        """The crossing of an exchange that is at hand."""
        return cls(play, step, lambda: exchange, exchange.id, arrival_of(exchange), exchange.ended)

    @property
    def exchange(self) -> Exchange:
        """What crossed."""
        return self.load()

    @property
    def at(self) -> float:
        """When its request came, in Unix seconds."""
        return self.arrival[0]


def arrival_of(exchange: Exchange) -> Arrival:
    """What tells one message that came from another."""
    return exchange.request.at, exchange.address, digest(exchange.request.body)


class Writer:
    """What one process wrote: its lines at `path`, its bodies beside them. What is wrong goes to `faults`, in words."""

    def __init__(self, path: Path, faults: list[str]) -> None:
        self._path = path
        self.bodies = Bodies(path.parent.parent / "bodies" / f"{path.stem}.bin", faults)
        self._at_hand = functools.lru_cache(AT_HAND)(self._fetched)

    def crossing(self, line: dict[str, Any], place: Place | None = None) -> Crossing:
        """The crossing that `line` tells of; what it lacks or has too much of is raised.

        Where the `place` of the line is given, its exchange is fetched from there when it is asked for.
        """
        exchange = self.exchange(line)
        if place is None:
            return Crossing.of(line["play"], line["step"], exchange)
        load = functools.partial(self._at_hand, place)
        body = line["request"]["body"]["sha256"] if exchange.request.body else NOTHING
        arrival = exchange.request.at, exchange.address, body
        return Crossing(line["play"], line["step"], load, exchange.id, arrival, exchange.ended)

    def plain(self, line: Crossed, place: Place, words: dict[str, str], *, seen: bool) -> Crossing:
        """The crossing that `line` at `place` tells of; its bodies are looked at unless they are `seen` elsewhere.

        Of its texts each that is among `words` is that one.
        """
        body = line.request.body.sha256 if seen or self.look_at(line) else NOTHING
        load = functools.partial(self._at_hand, place)
        texts = line.play, line.id, line.address, body
        play, name, address, body = map(words.setdefault, texts, texts)
        return Crossing(play, line.step, load, name, (line.request.at, address, body), line.ended)

    def look_at(self, line: Crossed) -> bool:
        """Look at all bodies that `line` names, so that it is told what is wrong; whether its request has one."""
        places = (place for one in line.messages for place in (one.body, one.wire) if place)
        first, *_ = [self.bodies.found(one.sha256, one.at, one.size) for one in places]
        return bool(first)

    def exchange(self, line: dict[str, Any]) -> Exchange:
        """The exchange that `line` tells of, with its bytes."""
        fields = {name: value for name, value in line.items() if name in NAMES}
        for part in MESSAGES:
            fields[part] = fields.get(part) and self._message(fields[part], line["id"])
        if tls := fields.get("tls"):
            fields["tls"] = Tls(tls["version"], tls["cipher"], bytes.fromhex(tls["certificate"]))
        return Exchange(**fields)

    def _fetched(self, place: Place) -> Exchange:
        at, size = place
        with self._path.open("rb") as file:
            file.seek(at)
            content = file.read(size)
        with self.bodies.opened():
            return self.exchange(parsed(content))

    def _message(self, fields: dict[str, Any], exchange: str) -> Message:
        return Message(
            sender=fields["sender"],
            head=fields["head"].encode("latin-1"),
            body=self.bodies.kept(fields["body"]),
            at=fields["at"],
            wire=fields["wire"] and self.bodies.kept(fields["wire"]),
            start=fields["start"],
            headers=tuple((name, value) for name, value in fields["headers"]),
            exchange=exchange,
        )


class Bodies:
    """The bodies that one writer kept. What is missing or was changed is empty, and told once, in `faults`."""

    def __init__(self, path: Path, faults: list[str]) -> None:
        self._path, self._faults = path, faults
        self._broken: set[tuple[str, int]] = set()
        self._file: BinaryIO | None = None

    @contextmanager
    def opened(self) -> Iterator[None]:
        """While it lasts the file is opened once, for all bodies that are fetched."""
        if self._file is not None or not self._path.is_file():
            yield
            return
        with self._path.open("rb", buffering=0) as self._file:
            try:
                yield
            finally:
                self._file = None

    def kept(self, place: dict[str, Any]) -> bytes:
        """The body at `place`: its ``sha256``, where it begins (``at``) and its ``size`` in bytes."""
        return self.found(str(place["sha256"]), int(place["at"]), int(place["size"]))

    def found(self, name: str, at: int, size: int) -> bytes:
        """The body of this digest, from the byte `at` on."""
        if (name, at) in self._broken:
            return b""
        told = f"bodies/{self._path.name}: the {size} bytes at {at}"
        try:
            content = self._bytes(at, size) if size else b""
        except OSError as error:
            return self._nothing(name, at, f"{told} cannot be read ({error.strerror}); shown as empty")
        if digest(content) != name:
            return self._nothing(name, at, f"{told} are not what the ledger says: changed afterwards? Shown as empty")
        return content

    def _bytes(self, at: int, size: int) -> bytes:
        with self._path.open("rb") if self._file is None else nullcontext(self._file) as file:
            there = os.fstat(file.fileno()).st_size
            file.seek(at)
            return file.read(min(size, there))

    def _nothing(self, name: str, at: int, fault: str) -> bytes:
        self._broken.add((name, at))
        self._faults.append(fault)
        return b""
