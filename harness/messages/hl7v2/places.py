"""Places in an HL7 v2 message, in HL7's own words: ``PID-3[2].4.2``. Knows their spelling, not what is there."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from harness.errors import UsageError

SPELLING = re.compile(
    r"(?P<segment>[A-Z][A-Z0-9]{2})(?:\[(?P<occurrence>[1-9]\d*)\])?"
    r"(?:-(?P<field>[1-9]\d*)(?:\[(?P<repetition>[1-9]\d*)\])?"
    r"(?:\.(?P<component>[1-9]\d*)(?:\.(?P<subcomponent>[1-9]\d*))?)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: everything is counted from 1, and 0 says that nothing so deep is meant.

    `occurrence` counts the segments of that name. Without `repetition`, the first is meant where one value is.
    """

    segment: str
    occurrence: int = 1
    field: int = 0
    repetition: int = 0
    component: int = 0
    subcomponent: int = 0

    def __str__(self) -> str:
        """``OBX[3]-5[2].1.2``; the first segment of its name carries no number."""
        text = self.segment + (f"[{self.occurrence}]" if self.occurrence > 1 else "")
        if self.field:
            text += f"-{self.field}" + (f"[{self.repetition}]" if self.repetition else "")
        if self.component:
            text += f".{self.component}" + (f".{self.subcomponent}" if self.subcomponent else "")
        return text

    def at(self, component: int, subcomponent: int = 0) -> Place:
        """A part of this field or repetition: ``place("PID-3[2]").at(4, 2)`` is ``PID-3[2].4.2``."""
        return replace(self, component=component, subcomponent=subcomponent)

    @property
    def location(self) -> tuple[str, ...]:
        """The components of an ERL, ERR-2 from 2.5 on (v2.5 2A.28): ``QPD^1^3^1^1`` for ``QPD-3[1].1``."""
        numbers = (self.occurrence, self.field, self.repetition, self.component, self.subcomponent)
        if self.component and not self.repetition:
            numbers = (self.occurrence, self.field, 1, self.component, self.subcomponent)
        deepest = max(number for number, part in enumerate(numbers) if part)
        return (self.segment, *(str(part) for part in numbers[: deepest + 1]))


@lru_cache(maxsize=4096)
def place(text: str) -> Place:
    """The place that `text` names. Raises UsageError where it names none."""
    found = SPELLING.fullmatch(text)
    if found is None:
        raise UsageError(f"{text!r} is no place in an HL7 v2 message: expected the like of PID-3[2].4.2 or OBX[3]-5")
    parts = {name: int(part) for name, part in found.groupdict().items() if part and name != "segment"}
    return Place(found["segment"], **parts)
