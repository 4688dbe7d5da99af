"""The codes that a question is about, wherever it has them. Knows parameters and places, judges no code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from harness.conformance.looking import objects, text
from harness.conformance.terminology.operations.asked import Asked
from harness.conformance.terminology.operations.problems import wrong

_MOST = 100


@dataclass(frozen=True, slots=True)
class Sought:
    """One code to be looked at. `at` is where it stands: ``Coding.``, ``CodeableConcept.coding[0].`` or empty."""

    system: str
    version: str
    code: str
    display: str
    at: str = ""

    def place(self, element: str) -> str:
        """Where an element of it stands."""
        return f"{self.at}{element}"

    @property
    def shown(self) -> str:
        """For a message."""
        return f"{self.system}{'|' if self.version else ''}{self.version}#{self.code}"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about: one code, or all those of a `concept`. `infers`: its system is left to the value set."""

    codings: tuple[Sought, ...]
    concept: dict[str, Any] | None = None
    infers: bool = False


def question(asked: Asked, *, system: str = "system") -> Question:
    """The codes in the parameters. Unanswered (400) where there are none, or more than one way of telling them."""
    ways = [name for name in ("code", "coding", "codeableConcept") if name in asked]
    if len(ways) != 1:
        found = " and ".join(ways) if ways else "none of them"
        raise wrong(f"One of code, coding and codeableConcept has to be given; found {found}")
    concept = asked.thing("codeableConcept")
    if concept is not None:
        codings = tuple(_sought(coding, f"CodeableConcept.coding[{at}].") for at, coding in objects(concept, "coding"))
        if not 0 < len(codings) <= _MOST:
            raise wrong(f"A codeableConcept has from one to {_MOST} codings here; found {len(codings)}")
        return Question(codings, concept)
    coding = asked.thing("coding")
    if coding is not None:
        return Question((_sought(coding, "Coding."),))
    version = asked.text("systemVersion") or asked.text("version")
    alone = Sought(asked.text(system), version, asked.text("code"), asked.text("display"))
    if not alone.code:
        raise wrong("The parameter code is empty")
    infers = not alone.system and asked.flag("inferSystem") is True
    if not alone.system and not infers:
        raise wrong(f"A code needs a {system}, or inferSystem=true")
    return Question((alone,), infers=infers)


def _sought(coding: dict[str, Any], at: str) -> Sought:
    return Sought(text(coding, "system"), text(coding, "version"), text(coding, "code"), text(coding, "display"), at)


def answered(found: Sequence[tuple[str, str, Any]]) -> dict[str, Any]:
    """A Parameters resource of names, elements and values; those without a value are left out."""
    rows = [{"name": name, element: value} for name, element, value in found if value not in ("", None)]
    return {"resourceType": "Parameters", "parameter": rows}
