"""Reads the fields of a message once each, and refuses what is wrong with one. Knows places, not what stands there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from harness.messages import hl7v2
from harness.messages.hl7v2 import NULL, Fault, Message, Place, Separators
from harness.messages.hl7v2.segments import Segment

MOST_REPETITIONS = 200
"""Of one field; what is more is no patient."""

STANDARD = Separators()


class Rejection(Exception):
    """A message that is not taken: MSA-1 (``AE`` or ``AR``), and what is wrong with it."""

    def __init__(self, code: str, *faults: Fault) -> None:
        super().__init__("; ".join(one.text for one in faults))
        self.code, self.faults = code, faults


def refused(code: str, where: Place | str, text: str) -> Rejection:
    """An AE for a fault of table 0357 at one place."""
    there = hl7v2.place(where) if isinstance(where, str) else where
    return Rejection("AE", Fault(code, there, text))


@dataclass(frozen=True, slots=True)
class Value:
    """One repetition of a field, as it stands in its message."""

    text: str
    where: Place
    marks: Separators = STANDARD
    codec: str = "ascii"

    def get(self, component: int = 1, subcomponent: int = 1) -> str:
        """The value of a part, unescaped, without space around it; empty where there is none, or a NULL."""
        part = _part(_part(self.text, self.marks.component, component), self.marks.subcomponent, subcomponent)
        value = self.marks.unescaped(part, self.codec).strip()
        return "" if value == NULL else value

    @property
    def standard(self) -> str:
        """The same with HL7's own separators."""
        return _rewritten(self.text, self, ((self.marks.component, "^"), (self.marks.subcomponent, "&")))


def values(message: Message, where: Place | str) -> list[Value]:
    """Every repetition of a field that says something. Raises Rejection where there are too many."""
    there = hl7v2.place(where) if isinstance(where, str) else where
    text = message.raw(replace(there, repetition=0, component=0, subcomponent=0))
    mark = message.separators.repetition
    count = text.count(mark) + 1 if mark else 1
    if count > MOST_REPETITIONS:
        raise refused("102", there, f"{there} has {count} repetitions, {MOST_REPETITIONS} are the most")
    parts = text.split(mark) if mark else [text]
    found = (
        Value(part, replace(there, repetition=number), message.separators, message.charset.codec)
        for number, part in enumerate(parts, start=1)
    )
    marks = message.separators.component + message.separators.subcomponent
    return [one for one in found if one.text.strip(marks + " ")]


def is_null(message: Message, where: Place | str) -> bool:
    """Whether a field says that its value is to be deleted."""
    return message.raw(where).strip() == NULL


def rewritten(segment: Segment, marks: Separators, codec: str) -> Segment:
    """`segment` with HL7's own separators in place of `marks`."""
    if marks == STANDARD:
        return segment
    steps = ((marks.repetition, "~"), (marks.component, "^"), (marks.subcomponent, "&"))
    anything = Value("", Place(segment.name), marks, codec)
    return Segment((segment.name, *(_rewritten(one, anything, steps) for one in segment.fields[1:])))


def _rewritten(text: str, value: Value, steps: tuple[tuple[str, str], ...]) -> str:
    if not steps:
        return STANDARD.escaped(value.marks.unescaped(text, value.codec)) if value.marks != STANDARD else text
    (mark, standard), *rest = steps
    parts = text.split(mark) if mark else [text]
    return standard.join(_rewritten(one, value, tuple(rest)) for one in parts)


def _part(text: str, separator: str, number: int) -> str:
    parts = text.split(separator, number) if separator else [text]
    return parts[number - 1] if number <= len(parts) else ""
