"""The made-up country: whole, valid, and the same bytes each time."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from harness import folders
from harness.conformance import validator
from harness.mocks.country.__main__ import main
from harness.mocks.country.writing import country, write
from tests.valid import needs_definitions

COUNTRY = folders.fixtures() / "country"
MCSD = "https://profiles.ihe.net/ITI/mCSD/StructureDefinition/IHE.mCSD"
EVERY = 11  # of the big files so many lines are judged: one in eleven, and a prime, so that no kind is passed over


@cache
def kept(kind: str) -> list[dict[str, Any]]:
    """The resources of a type in the files."""
    return [json.loads(line) for line in (COUNTRY / f"{kind}.ndjson").read_text(encoding="utf-8").splitlines()]


KINDS = sorted(path.stem for path in COUNTRY.glob("*.ndjson"))
DEFINITIONS = sorted([*COUNTRY.glob("terminology/*-*.json"), *COUNTRY.glob("reporting/*.json")])


def errors(resource: dict[str, Any]) -> list[str]:
    """What is wrong with a resource, by FHIR, the profile that it claims and the country's codes."""
    judge = validator((COUNTRY / "terminology",), beneath=(folders.fixtures() / "profiles",))
    found = judge.validate(resource)
    return [f"{one.expression}: {one.message}" for one in found if one.severity in ("error", "fatal")]


def test_it_is_written_the_same_each_time() -> None:
    written = {path: (COUNTRY / path).read_bytes() for path in country()}

    assert country() == written


def test_a_file_that_is_no_longer_made_goes(tmp_path: Path) -> None:
    (tmp_path / "terminology").mkdir()
    (tmp_path / "terminology" / "ValueSet-old.json").write_text("{}")
    (tmp_path / "README.md").write_text("stays")
    write(tmp_path)

    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}

    assert there == {*country(), "README.md"}


def test_a_command_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith(f"{tmp_path}: 6.")


@needs_definitions
@pytest.mark.parametrize("kind", KINDS)
def test_its_directories_are_valid(kind: str) -> None:
    judged = kept(kind)[:: EVERY if len(kept(kind)) > 200 else 1]

    assert {one["id"]: found for one in judged if (found := errors(one))} == {}


@needs_definitions
def test_its_definitions_are_valid() -> None:
    judged = {path.name: json.loads(path.read_bytes()) for path in DEFINITIONS}

    assert {name: found for name, one in judged.items() if (found := errors(one))} == {}


def test_everything_claims_a_profile() -> None:
    everything = [one for kind in KINDS for one in kept(kind)]
    everything += [json.loads(path.read_bytes()) for path in DEFINITIONS]

    assert [one["id"] for one in everything if not one["meta"].get("profile")] == []


def test_it_has_500_facilities_in_pairs() -> None:
    profiles = f"{MCSD}.FacilityLocation", f"{MCSD}.FacilityOrganization"
    places = [one for one in kept("Location") if profiles[0] in one["meta"]["profile"]]
    organisations = {one["id"] for one in kept("Organization") if profiles[1] in one["meta"]["profile"]}

    assert len(places) == 500
    assert {one["managingOrganization"]["reference"].split("/")[1] for one in places} == organisations


def test_it_has_2000_health_workers_with_roles() -> None:
    holders = {one["practitioner"]["reference"] for one in kept("PractitionerRole")}

    assert holders == {f"Practitioner/{one['id']}" for one in kept("Practitioner")}
    assert len(holders) == 2000


def test_every_reference_leads_somewhere() -> None:
    here = {f"{kind}/{one['id']}" for kind in KINDS for one in kept(kind)}
    led = {name for kind in KINDS for name in re.findall(r'"reference": "([^"]+)"', json.dumps(kept(kind)))}

    assert led - here == set()


def test_no_identifier_is_given_twice() -> None:
    given = Counter(
        (kind, one["system"], one["value"])
        for kind in KINDS
        for each in kept(kind)
        for one in each.get("identifier", ())
    )

    assert [one for one, times in given.items() if times > 1] == []


@pytest.mark.parametrize("script", ["ETHIOPIC", "ARABIC", "BENGALI", "DEVANAGARI", "MYANMAR", "KHMER"])
@pytest.mark.parametrize("kind", ["Organization", "Practitioner", "Patient"])
def test_names_are_written_in_the_scripts_of_their_regions(kind: str, script: str) -> None:
    letters = set("".join(json.dumps(one, ensure_ascii=False) for one in kept(kind)))

    assert any(unicodedata.name(letter, "").startswith(script) for letter in letters)


def test_the_registry_and_the_information_system_know_every_facility_by_a_code() -> None:
    mapped = json.loads((COUNTRY / "terminology" / "ConceptMap-facility-to-org-unit.json").read_bytes())
    pairs = {(one["code"], one["target"][0]["code"]) for one in mapped["group"][0]["element"]}
    known = {tuple(one["value"] for one in each["identifier"]) for each in kept("Location") if "address" in each}

    assert pairs == known


def test_a_facility_lies_in_its_district() -> None:
    positions = {one["id"]: one["position"] for one in kept("Location")}
    far = [
        one["id"]
        for one in kept("Location")
        if "address" in one and _apart(one["position"], positions[one["partOf"]["reference"].split("/")[1]]) > 1.6
    ]

    assert far == []


def _apart(one: dict[str, float], other: dict[str, float]) -> float:
    return max(abs(one[axis] - other[axis]) for axis in ("longitude", "latitude"))
