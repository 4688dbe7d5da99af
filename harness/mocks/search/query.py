"""A search as data: clauses, includes, order, page (FHIR R4 3.1.1.4, 3.1.1.5). Knows neither its spelling nor SQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from harness.mocks.search.parameters import SearchParameter
from harness.mocks.search.values import Stretch

MOST_ALTERNATIVES = 200
MOST_PER_PAGE = 1000
PER_PAGE = 20
CURSOR = "_cursor"
CHAIN, HAS = ".", "_has"
"""The modifiers, ours alone, of clauses whose values are a `Link`."""


class Unsearchable(Exception):
    """A search that cannot be answered as it stands: `code` is an issue-type, `parameter` the one at fault."""

    def __init__(self, code: str, parameter: str, reason: str) -> None:
        super().__init__(f"{parameter}: {reason}")
        self.code, self.parameter, self.reason = code, parameter, reason


@dataclass(frozen=True, slots=True)
class Token:
    """``system|code``: `system` None where any will do, empty where none must be; `code` None for any in the system."""

    system: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class When:
    """A date that is compared by its prefix (``ge``)."""

    prefix: str
    stretch: Stretch


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that is compared by its prefix: from `low` up to and without `high`, since it has so many digits.

    A quantity may have a `system`, None where any will do, and a `code`, empty where any will do.
    """

    prefix: str
    number: float
    low: float
    high: float
    system: str | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """Within so many kilometres of a point, in degrees."""

    latitude: float
    longitude: float
    kilometres: float


@dataclass(frozen=True, slots=True)
class Link:
    """The resources of a type that `clause` finds: those that are referred to, or those that refer.

    `url` is the number of the search parameter by which those who are referred to have a canonical, 0 where they have
    none.
    """

    resource_type: str
    clause: Clause
    url: int = 0


Value = str | bool | Token | When | Amount | Near | Link


@dataclass(frozen=True, slots=True)
class Clause:
    """One parameter of a search: it holds if any of its `values` does.

    With the modifier `CHAIN` its reference leads to a resource of a `Link`; with `HAS`, whose parameter belongs to
    another type, a resource of a `Link` refers by it.
    """

    parameter: SearchParameter
    modifier: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Include:
    """``_include`` and ``_revinclude``: follow `parameter` of a resource type, forwards or backwards.

    Only to resources of the type `target`, where it is not empty; `iterate`: also from what was included.
    """

    parameter: SearchParameter
    reverse: bool
    target: str = ""
    iterate: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """One part of ``_sort``."""

    parameter: SearchParameter
    descending: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A search of one resource type. All `clauses` hold together. `used` are the names and values that counted.

    `after` and `until` are a cursor's: the key of the last resource of the page before, and of the newest that counts;
    `after_values` are what the last resource was sorted by. `elements` and `summary` say what is shown of a resource,
    `total` whether all are counted.
    """

    resource_type: str
    clauses: tuple[Clause, ...] = ()
    includes: tuple[Include, ...] = ()
    per_page: int = PER_PAGE
    after: int = 0
    until: int | None = None
    used: tuple[tuple[str, str], ...] = field(default=())
    order: tuple[Order, ...] = ()
    after_values: tuple[str | float | None, ...] = ()
    elements: tuple[str, ...] = ()
    summary: Literal["", "true", "text", "data", "count"] = ""
    total: bool = True
