"""An HL7 v2 message decoded for people: each value with its place and what HL7 calls it. Knows no protocol."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from harness.messages.hl7v2 import dictionary
from harness.messages.hl7v2.message import Message
from harness.messages.hl7v2.places import Place


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
        for number in range(1, len(segment.fields)):
            field = Place(segment.name, seen[segment.name], number)
            for where in _leaves(message, field):
                if value := message.get(where):
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


def _leaves(message: Message, field: Place) -> Iterator[Place]:
    """The places of a field that have no parts. A number that could only be 1 is left out of them."""
    if field.segment in ("MSH", "BHS", "FHS") and field.field in (1, 2):
        yield field
        return
    marks = message.separators
    repetitions = message.places(field)
    for repetition in repetitions:
        there = repetition if len(repetitions) > 1 else field
        for component in _numbers(message.raw(repetition), marks.component):
            part = replace(there, component=component)
            deeper = tuple(_numbers(message.raw(replace(part, component=component or 1)), marks.subcomponent))
            for number in deeper:
                yield replace(part, component=component or (1 if number else 0), subcomponent=number)


def _numbers(raw: str, separator: str) -> range:
    """1, 2, … for each part of `raw`, or only 0 where it has one."""
    count = raw.count(separator) if separator else 0
    return range(1, count + 2) if count else range(1)
