"""What came of a message: how many figures were taken, and what was refused and why. Knows no protocol."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MOST_TOLD = 100
"""Conflicts that are told one by one."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What is wrong with a record: where it stands, what it is about, and why that is not taken."""

    where: str
    object: str
    words: str
    index: int = -1


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts of figures, and conflicts. A `refusal` is the HTTP status where nothing of a message is kept, else 0."""

    imported: int = 0
    updated: int = 0
    ignored: int = 0
    deleted: int = 0
    conflicts: tuple[Conflict, ...] = ()
    refusal: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """The counts by their names in DHIS2's import summary."""
        return {one: getattr(self, one) for one in ("imported", "updated", "ignored", "deleted")}

    @property
    def status(self) -> str:
        """``SUCCESS``, ``WARNING`` where some were not taken, ``ERROR`` where none was."""
        taken = self.imported + self.updated + self.deleted
        return "SUCCESS" if not self.conflicts else "WARNING" if taken else "ERROR"


def refused(status: int, conflicts: Iterable[Conflict], *, ignored: int = 0) -> Outcome:
    """Nothing is kept."""
    return Outcome(ignored=ignored, conflicts=tuple(conflicts)[:MOST_TOLD], refusal=status)
