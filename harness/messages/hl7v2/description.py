"""An HL7 v2 message decoded for people: each value with its place and what HL7 calls it. Knows no protocol."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harness.messages.hl7v2 import dictionary
from harness.messages.hl7v2.message import Message
from harness.messages.hl7v2.places import Place
from harness.messages.hl7v2.segments import HEADERS
from harness.messages.hl7v2.separators import Separators


@dataclass(frozen=True, slots=True)
class Value:
    """A value that is there: where, what HL7 calls the place ("" where it has no name), and the value unescaped."""

    where: Place
    name: str
    value: str


def values(message: Message) -> Iterator[Value]:
    """Every value that is not empty, in the order of the message, down to the subcomponents."""
    version = message.get("MSH-12")
    seen: dict[str, int] = {}
    for segment in message.segments:
        seen[segment.name] = seen.get(segment.name, 0) + 1
        for number, field in enumerate(segment.fields[1:], 1):
            for where, raw in _leaves(Place(segment.name, seen[segment.name], number), field, message.separators):
                if value := message.said(where, raw):
                    yield Value(where, dictionary.name_of(version, where), value)


def text(message: Message) -> str:
    """The values as lines, each segment apart; control characters are shown by name so that a terminal stays sane."""
    lines: list[str] = []
    before = ("", 0)
    for one in values(message):
        if lines and (one.where.segment, one.where.occurrence) != before:
            lines.append("")
        before = (one.where.segment, one.where.occurrence)
        shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in one.value)
        lines.append(f"{one.where!s:14} {shown}" + (f"   ({one.name})" if one.name else ""))
    return "\n".join(lines)


def _leaves(field: Place, text: str, marks: Separators) -> Iterator[tuple[Place, str]]:
    """The places of a field that have no parts, and what stands there; a number that could only be 1 is left out."""
    if not text:
        return
    if field.segment in HEADERS and field.field in (1, 2):
        yield field, text
        return
    repetitions = _parts(text, marks.repetition)
    for repetition, repeated in enumerate(repetitions, 1):
        there = field.segment, field.occurrence, field.field, repetition if len(repetitions) > 1 else 0
        components = _parts(repeated, marks.component)
        for component, part in enumerate(components, 1):
            pieces = _parts(part, marks.subcomponent)
            for number, piece in enumerate(pieces, 1):
                deeper = number if len(pieces) > 1 else 0
                yield Place(*there, component if deeper or len(components) > 1 else 0, deeper), piece


def _parts(text: str, separator: str) -> list[str]:
    return text.split(separator) if separator else [text]
