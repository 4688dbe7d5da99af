"""The configuration file of an HMIS (TOML): its form, facilities and rules. Knows the file, no figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.errors import MalformedMessage, UsageError
from harness.messages import adx
from harness.messages.measure_reports import ORG_UNITS
from harness.mocks.configuration import read_configuration

EXAMPLE = """load = ["reporting"]              # FHIR resources that it has from the beginning: Measures
structure = "malaria.xml"        # the form, in SDMX; the malaria report without it

facilities = "Location.ndjson"    # Locations in the place of the facilities that the form names

[[org_units]]                     # the same, one by one
code = "XjQ50fgEE7D"
name = "Kituo cha Afya Mto Mawingu"

[[rules]]                         # what is refused: more of one thing than of another, in the same split
name = "more deaths than cases"
numerator = "MAL01-4"
denominator = "MAL01-1\""""

_TABLES = {"org_units": ("code", "name"), "rules": ("name", "numerator", "denominator")}


@dataclass(frozen=True, slots=True)
class Rule:
    """No `numerator` may be greater than its `denominator`: data elements, compared in the same split."""

    name: str
    numerator: str
    denominator: str


DEATHS = Rule("more deaths than cases", "MAL01-4", "MAL01-1")


@dataclass(frozen=True, slots=True)
class Configuration:
    """What an HMIS is told. Without `org_units` (codes, one for each) its facilities are those of the form.

    `load` are files and folders of FHIR resources that it has from the beginning.
    """

    structure: adx.DataStructure
    org_units: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = (DEATHS,)
    load: tuple[Path, ...] = ()

    @property
    def facilities(self) -> tuple[str, ...]:
        """The code of each facility; one that stands there twice belongs to two."""
        return self.org_units or tuple(self.structure.codes("orgUnit"))


def usual() -> Configuration:
    """The malaria report of the made-up country."""
    return Configuration(adx.malaria())


def read(file: Path) -> Configuration:
    """What `file` describes; paths in it are read from its folder. Raises UsageError with every mistake."""
    content = read_configuration(file, example=EXAMPLE)
    if mistakes := [f"{file}: {mistake}" for mistake in _mistakes(content)]:
        raise UsageError(*mistakes)
    structure = _structure(file.parent / content["structure"]) if "structure" in content else adx.malaria()
    org_units = tuple(one["code"] for one in content.get("org_units", ()))
    if "facilities" in content:
        org_units += _facilities(file.parent / content["facilities"])
    rules = tuple(Rule(**one) for one in content["rules"]) if "rules" in content else usual().rules
    load = tuple(file.parent / one for one in content.get("load", ()))
    return Configuration(structure, org_units, rules, load)


def _facilities(file: Path) -> tuple[str, ...]:
    """The codes of the Locations in NDJSON that have one in the system of org units."""
    try:
        places = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        identifiers = [one for place in places for one in place.get("identifier", ())]
    except (OSError, ValueError, AttributeError) as fault:
        raise UsageError(f"{file}: expected Locations in NDJSON, found {fault}") from None
    return tuple(one["value"] for one in identifiers if one.get("system") == ORG_UNITS and "value" in one)


def _structure(file: Path) -> adx.DataStructure:
    try:
        return adx.read_structure(file.read_bytes())
    except (OSError, MalformedMessage) as fault:
        raise UsageError(f"{file}: expected an SDMX data structure definition, found {fault}") from None


def _mistakes(content: dict[str, Any]) -> Iterator[str]:
    for name, value in content.items():
        if name in ("structure", "facilities"):
            yield from () if isinstance(value, str) and value else (f"{name}: expected a path, found {value!r}",)
        elif name == "load":
            fits = isinstance(value, list) and all(isinstance(one, str) and one for one in value)
            yield from () if fits else (f"load: expected a list of paths, found {value!r}",)
        elif name not in _TABLES or not isinstance(value, list):
            yield f"expected structure, facilities, load, [[org_units]] and [[rules]]; found {name}"
        else:
            yield from (mistake for one in value for mistake in _mistakes_of_one(name, one))


def _mistakes_of_one(name: str, table: Any) -> Iterator[str]:
    keys = _TABLES[name]
    told = table if isinstance(table, dict) else {}
    for key in (*keys, *(one for one in told if one not in keys)):
        if key not in keys or not isinstance(told.get(key), str) or not told[key]:
            yield f"[[{name}]] expected {', '.join(keys)}, each a text; found {key} = {told.get(key)!r}"
