"""Codes for scenarios: a country's vaccines, minted anew for every run, and FHIR R4's own genders. Knows no service.

What is minted is loaded once into a terminology service that may be written to. Where it may only be read from, a play
goes on with what comes with FHIR R4 itself, as far as that can show what is asked.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from harness import folders
from harness.errors import Inconclusive
from harness.messages.fhir import Resource
from harness.scenario.play import current

_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]
_LOADED = (
    *("CodeSystem-stock", "CodeSystem-vaccines-1", "CodeSystem-vaccines-2"),
    *("ValueSet-vaccines-1", "ValueSet-vaccines-2"),
    *("ConceptMap-stock", "ConceptMap-vaccines-1", "ConceptMap-vaccines-2", "ValueSet-sealed"),
)
"""What is loaded, in this order: what others speak of comes first."""


@dataclass(frozen=True, slots=True)
class Translation:
    """What a concept map makes of `code`: another code of the code system `system`, and how the two are related."""

    code: str
    to: str
    system: str
    equivalence: str


@dataclass(frozen=True, slots=True)
class Codes:
    """A code system, a value set of it and a concept map from it, by their canonicals, and what is known of them.

    `members` are the codes of the value set with their displays, `outsider` is a code that it has not, `unmapped` one
    that the map has not. `filtered` is found by the text `filter`. `source` and `target` are the value sets that the
    map leads from and to, `oid` is the value set's. `resources` have to be loaded; none for what comes with FHIR.
    """

    system: str
    value_set: str
    concept_map: str
    members: Mapping[str, str]
    outsider: str
    filter: str
    filtered: str
    translation: Translation
    unmapped: str
    source: str
    target: str
    oid: str
    resources: tuple[Resource, ...] = ()

    @property
    def member(self) -> str:
        """One of the members: that which the map translates."""
        return self.translation.code

    @property
    def display(self) -> str:
        """What that one is called."""
        return self.members[self.member]

    @property
    def question(self) -> str:
        """What a translation is asked with (SVCM 2:3.101), the code left out."""
        return f"url={self.concept_map}&source={self.source}&target={self.target}&system={self.system}"

    def resource(self, kind: str, ending: str = "vaccines-2") -> Resource:
        """One of `resources`: of a type, with an id that ends so."""
        return next(one for one in self.resources if one["resourceType"] == kind and one["id"].endswith(ending))


GENDERS = Codes(
    system="http://hl7.org/fhir/administrative-gender",
    value_set="http://hl7.org/fhir/ValueSet/administrative-gender",
    concept_map="http://hl7.org/fhir/ConceptMap/cm-administrative-gender-v2",
    members={"male": "Male", "female": "Female", "other": "Other", "unknown": "Unknown"},
    outsider="no-such-gender",
    filter="female",
    filtered="female",
    translation=Translation("male", "M", "http://terminology.hl7.org/CodeSystem/v2-0001", "equal"),
    unmapped="no-such-gender",
    source="http://hl7.org/fhir/ValueSet/administrative-gender",
    target="http://terminology.hl7.org/ValueSet/v2-0001",
    oid="2.16.840.1.113883.4.642.3.1",
)
"""What every server that knows FHIR R4 4.0.1 has."""

SEALED, SEALED_MEMBERS = "sealed", ("bcg", "measles")
"""The value set of the vaccines that is loaded expanded, and its codes."""

EARLIER, EARLIER_MEMBERS, EARLIER_DISPLAY = "1.0.0", ("bcg", "polio"), "Tuberculosis vaccine"
"""The version of the vaccines before the newest, the codes of its value set, and what it called the first of them."""

FRENCH, RETIRED, NEW, HEADING, CONDITIONAL = "Vaccin BCG", "smallpox", "measles", "vaccine", "opv"
"""Of the vaccines: a name in French; the codes that are out of use, new, abstract, and translated on a condition."""


def vaccines() -> Codes:
    """The vaccines of a national schedule, with names and an OID that only this run has."""
    return _vaccines(current().stage.seed)


@lru_cache(maxsize=4)
def _vaccines(seed: str) -> Codes:
    chance = random.Random(f"{seed}|vaccines")
    mark = "".join(chance.choice(_SYLLABLES) for _ in range(4)).capitalize()
    oid = f"2.25.{chance.getrandbits(96)}"
    home = f"http://harness.example.org/{mark}"
    return Codes(
        system=f"{home}/CodeSystem/vaccines",
        value_set=f"{home}/ValueSet/vaccines",
        concept_map=f"{home}/ConceptMap/vaccines",
        members={
            "bcg": "BCG vaccine",
            "polio": "Polio vaccine",
            "opv": "Oral polio vaccine",
            "measles": "Measles vaccine",
            "smallpox": "Smallpox vaccine",
        },
        outsider="no-such-vaccine",
        filter="Measles",
        filtered="measles",
        translation=Translation("bcg", "V01", f"{home}/CodeSystem/stock", "equivalent"),
        unmapped="measles",
        source=f"{home}/ValueSet/vaccines",
        target=f"{home}/ValueSet/stock",
        oid=f"{oid}.2.1",
        resources=tuple(_written(name, mark, oid) for name in _LOADED),
    )


def _written(name: str, mark: str, oid: str) -> Resource:
    text = (folders.fixtures() / "codes" / "vaccines" / f"{name}.json").read_text(encoding="utf-8")
    resource: Resource = json.loads(text.replace("{mark}", mark).replace("{oid}", oid))
    return resource


def may_be_asked(codes: Codes) -> tuple[str, ...]:
    """Parameters of an expansion that a consumer may send, and that few repositories know."""
    return (
        *("date=2026-06-01", "excludeNotForUI=true", "excludePostCoordinated=true"),
        *(f"check-system-version={codes.system}|{EARLIER}", "designation=urn:ietf:bcp:47|fr"),
    )


def descriptions(codes: Codes) -> Iterator[str]:
    """A question of ITI-60 by each parameter that finds the value set of the vaccines."""
    told, oid = codes.resource("ValueSet"), codes.oid
    yield f"id={oid}"
    yield f"DisplayNameContains={told['title']}"
    yield f"DefinitionContains={told['description']}"
    yield f"SourceContains={told['publisher']}&id={oid}"


def backwards(codes: Codes) -> str:
    """The question by which the translation of `codes` is asked for from its end."""
    known = codes.translation
    turned = f"url={codes.concept_map}&source={codes.target}&target={codes.source}&system={known.system}"
    return f"{turned}&code={known.to}&reverse=true"


def route(codes: Codes) -> str:
    """What a translation of the vaccines depends on: how they are given."""
    return codes.system.replace("/vaccines", "/route")


def searches(found: Resource) -> Iterator[str]:
    """A search by each parameter that has to be known for its type, as it has to find `found`; strings left out."""
    url, kind = found["url"], found["resourceType"]
    yield f"url={url}"
    yield f"_id={found['id']}"
    yield from (f"{name}={found[name]}&url={url}" for name in ("status", "version") if name in found)
    yield from (f"identifier={one.get('system', '')}|{one.get('value', '')}" for one in _several(found, "identifier"))
    if kind == "CodeSystem":
        yield f"system={url}"
    yield from (f"{name}={value}&url={url}" for name, value in _ends(found))


def _ends(found: Resource) -> Iterator[tuple[str, str]]:
    """What a value set is made of, and what a concept map leads from and to, by the parameters that look for it."""
    included = _several(found["compose"], "include") if isinstance(found.get("compose"), dict) else []
    yield from (("reference", one["system"]) for one in included[:1] if "system" in one)
    for end in ("source", "target"):
        yield from ((f"{end}-system", one[end]) for one in _several(found, "group")[:1] if end in one)
        if f"{end}Uri" in found:
            yield f"{end}-uri", found[f"{end}Uri"]


def texts(found: Resource) -> Iterator[tuple[str, str]]:
    """Each string by which `found` has to be found: parameter and text."""
    yield from ((name, _escaped(str(found[name]))) for name in ("name", "title", "description") if name in found)


def moments(found: Resource) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Searches by ``_lastUpdated`` that have to find `found`, one for each prefix, and some that must not.

    Inconclusive where it does not say when it was changed.
    """
    at = str(found.get("meta", {}).get("lastUpdated", ""))
    if not at:
        reason = f"{found['url']} does not say when it was changed (meta.lastUpdated), which a service need not tell"
        raise Inconclusive(reason, caused_by="terminology_service")
    day, url = date.fromisoformat(at[:10]), found["url"]
    before, after = day - timedelta(days=2), day + timedelta(days=2)
    found_by = [f"{prefix}{before}" for prefix in ("gt", "ge", "sa")] + [f"{one}{after}" for one in ("lt", "le", "eb")]
    found_not = [f"{prefix}{after}" for prefix in ("gt", "ge", "sa")] + [f"{one}{before}" for one in ("lt", "le", "eb")]
    asked = [tuple(f"_lastUpdated={one}&url={url}" for one in each) for each in (found_by, found_not)]
    return asked[0], asked[1]


def inside(text: str) -> str:
    """A part of `text` that does not begin it: for ``:contains``."""
    return text[1:].strip() or text


def _escaped(text: str) -> str:
    """`text` as the value of a search parameter (FHIR R4 3.1.1.4.0.1)."""
    return re.sub(r"([\\,$|])", r"\\\1", text)


def _several(node: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = node.get(name, [])
    several = [found] if isinstance(found, dict) else found if isinstance(found, list) else []
    return [one for one in several if isinstance(one, dict)]
