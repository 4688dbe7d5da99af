"""What an expansion is to be like (R4 valueset-operation-expand.html). Knows parameters, no value set."""

from __future__ import annotations

from dataclasses import dataclass

from harness.conformance.terminology.operations.asked import Asked
from harness.conformance.terminology.operations.languages import Languages


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an expansion is to be like. `count` is None where no page is asked for."""

    languages: Languages
    filter: tuple[str, ...]
    offset: int
    count: int | None
    active: bool
    nested: bool
    selectable: bool
    designations: bool
    wanted: tuple[tuple[str, str], ...]
    excluded: tuple[str, ...]
    properties: tuple[str, ...]

    @property
    def paged(self) -> bool:
        """Whether only a part is wanted."""
        return self.count is not None or self.offset > 0


def wishes(asked: Asked, languages: Languages) -> Wishes:
    """What the parameters say. Unanswered (400) for a value that a parameter cannot have."""
    asked.date("date")
    asked.flag("excludePostCoordinated")
    designations = asked.texts("designation")
    return Wishes(
        languages=languages,
        filter=tuple(asked.text("filter").casefold().split()),
        offset=asked.number("offset") or 0,
        count=asked.number("count"),
        active=asked.flag("activeOnly") is True,
        nested=asked.flag("excludeNested") is not True,
        selectable=asked.flag("excludeNotForUI") is True,
        designations=asked.flag("includeDesignations") is True or bool(designations),
        wanted=tuple((one_.rpartition("|")[0], one_.rpartition("|")[2]) for one_ in designations),
        excluded=tuple(asked.texts("exclude-system")),
        properties=tuple(asked.texts("property")),
    )
