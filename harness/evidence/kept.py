"""Fetches exchanges and bodies from the files in which a writer kept them. Knows how a line tells of an exchange."""

from __future__ import annotations

import dataclasses
import functools
import os
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.evidence.decoding import Crossed, parsed
from harness.evidence.exchange import Exchange, Message, Tls
from harness.evidence.ledger import MESSAGES, digest

NOTHING = digest(b"")
AT_HAND = 200  # exchanges of a play, in memory, since its page asks for each several times
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
        self._lines = Pieces(path)
        self.bodies = Bodies(path.parent.parent / "bodies" / f"{path.stem}.bin", faults)
        self._play, self._at_hand = "", dict[Place, Exchange]()

    def crossing(self, line: dict[str, Any], place: Place | None = None) -> Crossing:
        """The crossing that `line` tells of; what it lacks or has too much of is raised.

        Where the `place` of the line is given, its exchange is fetched from there when it is asked for.
        """
        exchange = self.exchange(line)
        if place is None:
            return Crossing.of(line["play"], line["step"], exchange)
        load = functools.partial(self._fetched, line["play"], place)
        body = line["request"]["body"]["sha256"] if exchange.request.body else NOTHING
        arrival = exchange.request.at, exchange.address, body
        return Crossing(line["play"], line["step"], load, exchange.id, arrival, exchange.ended)

    def plain(self, line: Crossed, place: Place, words: dict[str, str], *, seen: bool) -> Crossing:
        """The crossing that `line` at `place` tells of; its bodies are looked at unless they are `seen` elsewhere.

        Of its texts each that is among `words` is that one.
        """
        body = line.request.body.sha256 if seen or self.look_at(line) else NOTHING
        texts = line.play, line.id, line.address, body
        play, name, address, body = map(words.setdefault, texts, texts)
        load = functools.partial(self._fetched, play, place)
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

    def _fetched(self, play: str, place: Place) -> Exchange:
        """The exchange at `place`. Those of one play at a time stay at hand."""
        if play != self._play or len(self._at_hand) >= AT_HAND:
            self._play, self._at_hand = play, {}
        at_hand = self._at_hand  # another thread may be about to ask for another play's
        if place not in at_hand:
            at_hand[place] = self.exchange(parsed(self._lines.piece(*place)))
        return at_hand[place]

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
        self._name, self._pieces, self._faults = path.name, Pieces(path), faults
        self._broken: set[tuple[str, int]] = set()

    def kept(self, place: dict[str, Any]) -> bytes:
        """The body at `place`: its ``sha256``, where it begins (``at``) and its ``size`` in bytes."""
        return self.found(str(place["sha256"]), int(place["at"]), int(place["size"]))

    def found(self, name: str, at: int, size: int) -> bytes:
        """The body of this digest, from the byte `at` on."""
        if (name, at) in self._broken:
            return b""
        told = f"bodies/{self._name}: the {size} bytes at {at}"
        try:
            content = self._pieces.piece(at, size) if size else b""
        except OSError as error:
            return self._nothing(name, at, f"{told} cannot be read ({error.strerror}); shown as empty")
        if digest(content) != name:
            return self._nothing(name, at, f"{told} are not what the ledger says: changed afterwards? Shown as empty")
        return content

    def _nothing(self, name: str, at: int, fault: str) -> bytes:
        self._broken.add((name, at))
        self._faults.append(fault)
        return b""


class Pieces:
    """A file from which pieces are fetched. It is opened at the first and stays so, for there are half a million."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1

    def piece(self, at: int, size: int) -> bytes:
        """As many of `size` bytes from the byte `at` on as there are. Raises OSError; safe in a forked process too."""
        if self._descriptor < 0:
            self._descriptor = os.open(self._path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            weakref.finalize(self, os.close, self._descriptor)
        there = os.fstat(self._descriptor).st_size
        return os.pread(self._descriptor, min(size, there), at)
