"""One segment of an HL7 v2 message, in the text that it came in. Knows where its fields are, not what they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace

from harness.messages.hl7v2.separators import Separators

HEADERS = frozenset({"MSH", "BHS", "FHS"})  # their field 1 is the separator itself (HL7 v2.5 2.15.9.1)


@dataclass(frozen=True, slots=True)
class Segment:
    r"""`fields` as they stand in the message, escapes and all; field 0 is the name, so that HL7's numbers are ours.

    `end` is what ended it: ``\r`` in a message that is right, and whatever came in another; empty where nothing did.
    """

    fields: tuple[str, ...]
    end: str = "\r"

    @property
    def name(self) -> str:
        """``PID``; in a message that is wrong, whatever stands before the first separator."""
        return self.fields[0]

    @property
    def is_header(self) -> bool:
        """Whether its fields 1 and 2 hold separators."""
        return self.fields[0] in HEADERS and len(self.fields) > 1

    def text(self, separators: Separators) -> str:
        """The segment as it stands in the message, without its end."""
        if self.is_header:
            return f"{self.fields[0]}{self.fields[1]}{separators.field.join(self.fields[2:])}"
        return separators.field.join(self.fields)

    def field(self, number: int) -> str:
        """Field `number` as it stands in the message; empty where the segment is shorter."""
        return self.fields[number] if number < len(self.fields) else ""

    def with_field(self, number: int, text: str) -> Segment:
        """The segment with `text` as field `number`, empty ones before it where it was shorter."""
        fields = [*self.fields, *[""] * (number + 1 - len(self.fields))]
        fields[number] = text
        return replace(self, fields=tuple(fields))


def read_segment(text: str, separators: Separators, end: str = "\r") -> Segment:
    """The segment that `text` holds."""
    name, *fields = text.split(separators.field)
    if name in HEADERS and fields:
        return Segment((name, separators.field, *fields), end)
    return Segment((name, *fields), end)
