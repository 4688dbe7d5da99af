"""Which of a concept's names is shown (BCP 47, RFC 4647; R4 terminologies.html#displayLanguage). Knows names, no codes.

Languages are wanted in an order, as in ``Accept-Language``. Without ``*;q=0`` any other will do where none is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from harness.conformance.looking import objects, text
from harness.conformance.terminology.operations.problems import wrong

_RANGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*|\*", re.ASCII)
_USAGE = "http://terminology.hl7.org/CodeSystem/designation-usage"
_DESCRIPTION = "http://hl7.org/fhir/StructureDefinition/coding-sctdescid"
"""The only extension of a designation that is passed on: which description of SNOMED CT it is."""
USED_AS_DISPLAY = {"system": _USAGE, "code": "display"}
"""How a display is told among designations."""


@dataclass(frozen=True, slots=True)
class Name:
    """One way to call a concept. `own` tells the code system's or value set's display from a designation."""

    language: str
    value: str
    own: bool = False
    row: dict[str, Any] = field(default_factory=dict)

    @property
    def as_designation(self) -> dict[str, Any]:
        """As ``ValueSet.expansion.contains.designation``."""
        if self.own:
            language = {"language": self.language} if self.language else {}
            return {**language, "use": USED_AS_DISPLAY, "value": self.value}
        made = {name: part for name, part in self.row.items() if name in ("language", "use", "value")}
        told = [one for _, one in objects(self.row, "extension") if text(one, "url") == _DESCRIPTION]
        return {**({"extension": told} if told else {}), **made}


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages that were asked for: `said` so, `ranges` best first; `strict` ones have no substitute."""

    said: str = ""
    ranges: tuple[str, ...] = ()
    strict: bool = False

    def choose(self, names: Sequence[Name]) -> Name | None:
        """The name to show of `names`, of which the first is the usual one; None where there is none to be shown."""
        for wanted in self.ranges:
            if found := next(self.matching(names, wanted), None):
                return found
        usual = next((name for name in names if name.own), None)
        return None if usual and usual.language and self.strict and self.ranges else usual

    def matching(self, names: Sequence[Name], wanted: str) -> Iterator[Name]:
        """The names in one language, displays first."""
        fitting = [name for name in names if speaks(name.language, wanted)]
        yield from sorted(fitting, key=lambda name: not name.own)

    def spoken(self, names: Sequence[Name]) -> list[Name]:
        """The names in any of the languages asked for; all of them where none is."""
        if not self.ranges:
            return list(names)
        return [name for wanted in self.ranges for name in self.matching(names, wanted)]


def speaks(language: str, wanted: str) -> bool:
    """Whether a name in `language` is one in the `wanted`: ``de-CH`` is ``de``, and does for ``de-AT``."""
    have, want = language.lower(), wanted.lower()
    return bool(have) and (have == want or have.startswith(f"{want}-") or want.startswith(f"{have}-"))


@lru_cache(maxsize=256)
def languages(said: str) -> Languages:
    """What an ``Accept-Language`` or a displayLanguage says. Unanswered (400) for what is no list of languages."""
    weighed: list[tuple[float, str]] = []
    for part in said.split(",") if said.strip() else ():
        range_, *parameters = (piece.strip() for piece in part.split(";"))
        if not _RANGE.fullmatch(range_):
            raise wrong(f"{said[:60]!r} is no list of languages")
        weighed.append((_weight(parameters), range_))
    wanted = [range_ for weight, range_ in sorted(weighed, key=lambda one: -one[0]) if weight > 0 and range_ != "*"]
    return Languages(said, tuple(wanted), (0.0, "*") in weighed)


def _weight(parameters: list[str]) -> float:
    for name, _, value in (one.partition("=") for one in parameters):
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                raise wrong(f"{value[:20]!r} is no weight of a language") from None
    return 1.0
