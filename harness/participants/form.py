"""What a file that names participants may hold: its tables, the keys of each, what each key takes. Reads none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from harness.participants.raw import Raw
from harness.participants.shape import EXPECTED, TABLES, File, Table

if TYPE_CHECKING:
    from harness.participants.mistakes import Mistake

Shape = TypeVar("Shape", bound=File)
Keys = tuple[str, ...]
ANY = "*"


def _nothing(_: Raw, __: Path) -> Iterable[Mistake]:
    return ()


@dataclass(frozen=True, slots=True)
class Form(Generic[Shape]):
    """A kind of file, `shape` its whole.

    `tables` leads from the names that lead to a table to its shape; where any name will do it is ``*``. `expected` says
    in words what a key takes: by its name, or by its table and its name (``endpoints.hl7v2``, ``headers.*``).
    `between` finds what is wrong between tables of its own, besides those of participants; paths are read from the
    folder that it is given. `begin` says how to begin such a file, `elsewhere` which keys stand in another kind of
    file, and what to say of them.
    """

    shape: type[Shape]
    tables: Mapping[Keys, type[Table]]
    expected: Mapping[str, str]
    begin: str
    between: Callable[[Raw, Path], Iterable[Mistake]] = _nothing
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    def keys(self, *table: str) -> tuple[str, ...]:
        """The keys that the table at this place takes; none where it is no table of ours."""
        found = self.tables.get(table) or self.tables.get((*table[:-1], ANY))
        return tuple(found.model_fields) if found else ()

    def takes(self, names: Keys) -> str:
        """What the key at `names` takes, in words that follow "expected"."""
        for end in range(len(names), 0, -1):
            *_, outer, inner = ("", *names[:end])
            for name in (f"{outer}.{inner}", f"{outer}.{ANY}", inner):
                if name in self.expected:
                    return self.expected[name]
        return "no such value"


_OF_AN_EVENT = "this belongs to the file of an event, and stands in no file of participants; name it with --event"

PARTICIPANTS = Form(
    File,
    TABLES,
    EXPECTED,
    begin='[[participants]] and name = "…" under it (fixtures/participants/example.toml is one to copy)',
    elsewhere=dict.fromkeys(("event", "tracks", "mentors", "hours", "national", "mentor"), _OF_AN_EVENT),
)
"""A file of participants alone."""
