"""From the bytes of a line to what it says. Knows the kinds of lines; follows no chain and opens no file.

A great run has half a million lines. Those that are as this harness writes them go straight into records, by msgspec,
nearly three times as quickly as through a dictionary; all others are read forgivingly, as newer harnesses left them.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Collection
from operator import attrgetter
from typing import Any, Literal, NamedTuple, get_type_hints

import msgspec

from harness.evidence import record

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
EVERYTHING = frozenset(KINDS) | {"exchange", "held"}
"""Every kind of line: those that are records, and those that hold what crossed."""
NAMES = {kind: tuple(field.name for field in dataclasses.fields(noun)) for kind, noun in KINDS.items()}


class _Place(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    sha256: str
    at: int
    size: int


class _Message(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    sender: str
    head: str
    start: str
    headers: list[tuple[str, str]]
    body: _Place
    wire: _Place | None
    at: int | float  # as it stands there, since that is what tells two that came apart


class _Tls(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    version: str
    cipher: str
    certificate: str


class Crossed(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """What a line of the kind ``exchange`` says, where it is in every way as this harness writes it."""

    n: int
    prev: str
    kind: Literal["exchange"]
    play: str
    step: int
    id: str
    transaction: str
    initiator: str
    responder: str
    address: str
    ended: int | float
    request: _Message
    response: _Message | None
    forwarded_request: _Message | None
    forwarded_response: _Message | None
    tls: _Tls | None
    peer: str
    failure: str
    failure_kind: str
    captured_at: str
    protocol: str
    base: str

    def __post_init__(self) -> None:
        """A ValueError where a text stands for bytes and cannot: the line is no exchange then."""
        for message in self.messages:
            if not message.head.isascii():
                message.head.encode("latin-1")
        if self.tls:
            bytes.fromhex(self.tls.certificate)

    @property
    def messages(self) -> list[_Message]:
        """The messages that crossed, in the order in which an exchange has them."""
        of_all = self.request, self.response, self.forwarded_request, self.forwarded_response
        return [one for one in of_all if one]


_NOUNS = {kind: noun for kind, noun in KINDS.items() if noun is not record.Act} | {"exchange": Crossed}
_DECODERS = {kind.encode(): msgspec.json.Decoder(noun).decode for kind, noun in _NOUNS.items()}
# A longer number than 18 digits is read forgivingly: Python refuses to read thousands of them.
_BEGINNING = re.compile(rb'\{"n":(?P<n>\d{1,18}),"prev":"(?P<prev>[0-9a-f]*)","kind":"(?P<kind>[a-z-]+)"')
_TEXTS = {  # a fact is told a few times, and an act is a person's
    noun: tuple(name for name, hint in get_type_hints(noun).items() if hint is str)
    for noun in KINDS.values()
    if noun not in (record.Fact, record.Act)
}
_TEXTS_OF = {noun: attrgetter(*names) for noun, names in _TEXTS.items()}
_PUT_IN = {noun: tuple(getattr(noun, name).__set__ for name in names) for noun, names in _TEXTS.items()}
LATEST = 253_402_214_400.0  # the last day that a calendar of Python has, in seconds since 1970
_TIMES = {"run": "started", "end": "at"}
_ANY = msgspec.json.Decoder()
_BROKEN = (msgspec.MsgspecError, ValueError, RecursionError)


class Line(NamedTuple):
    """A line of a ledger: its number, the digest of the line before it, its kind, and what it says.

    That is a record, what crossed, or the fields where it is neither or none as this harness writes them; None if it
    was left.
    """

    n: Any
    prev: Any
    kind: Any
    said: record.Record | Crossed | dict[str, Any] | None


def line_in(content: bytes, leaving: Collection[str] = ()) -> Line | None:
    """What the bytes of a line say, None where they cannot be read; of the kinds in `leaving` only the beginning."""
    begun = _BEGINNING.match(content)
    if begun is None:
        return _forgivingly(content)
    n, prev, word = begun.groups()
    kind = word.decode()
    if kind in leaving:
        return Line(int(n), prev.decode(), kind, None)
    if decode := _DECODERS.get(word):
        try:
            return Line(int(n), prev.decode(), kind, decode(content))
        except _BROKEN:
            pass
    return _forgivingly(content)


def parsed(content: bytes) -> Any:
    """The JSON in `content`, None where it is none."""
    try:
        return _ANY.decode(content)
    except _BROKEN:
        pass
    try:  # halves of pairs, and numbers that are none, are JSON for Python alone
        return json.loads(content.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return None


def record_of(kind: str, line: dict[str, Any]) -> record.Record:
    """The record of this `kind` (one of `KINDS`) in a line; a TypeError where a field is missing or wrong."""
    known = {name: line[name] for name in NAMES[kind] if name in line}
    made: record.Record
    if KINDS[kind] is record.Act:
        made = KINDS[kind](**known)
        return made
    try:
        made = msgspec.convert(known, KINDS[kind])
    except msgspec.ValidationError as wrong:
        raise TypeError(str(wrong)) from wrong
    return made


def timely(made: record.Record) -> record.Record:
    """`made`, where its time is one that a calendar has; a ValueError where not."""
    at = getattr(made, "at", 0.0)
    if isinstance(made, record.Fact) and (name := _TIMES.get(made.topic)):
        at = made.content.get(name) or 0.0
    if not isinstance(at, int | float) or not abs(at) < LATEST:
        raise ValueError(f"expected a time in seconds, found {at!r}")
    return made


def shared(made: record.Record, words: dict[str, str]) -> record.Record:
    """`made`; of its texts, each that was met before is that one, for most of what a great run says it says often."""
    noun = type(made)
    if noun in _TEXTS:
        for put_in, value in zip(_PUT_IN[noun], _TEXTS_OF[noun](made), strict=True):
            if value:
                put_in(made, words.setdefault(value, value))  # nobody has seen it yet: it may change
    return made


def _forgivingly(content: bytes) -> Line | None:
    fields = parsed(content)
    if not isinstance(fields, dict):
        return None
    return Line(fields.get("n"), fields.get("prev"), fields.pop("kind", ""), fields)
