"""R4 core's own profiles: what their overlays hold, and blood pressures held against theirs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness.conformance import Issue, validate
from harness.conformance.packages.definitions import Definitions
from harness.conformance.profiles.library import library_of
from harness.conformance.profiles.overlay import Rules

BP = "http://hl7.org/fhir/StructureDefinition/bp"
LIPIDS = "http://hl7.org/fhir/StructureDefinition/lipidprofile"
VITAL = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}


def loinc(code: str) -> dict[str, Any]:
    return {"coding": [{"system": "http://loinc.org", "code": code}]}


def pressure(loinc_code: str, **more: Any) -> dict[str, Any]:
    unit = {"unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}
    return {"code": loinc(loinc_code), "valueQuantity": {"value": 120, **unit, **more}}


def blood_pressure(**more: Any) -> dict[str, Any]:
    """A blood pressure that meets its profile, but for what is given."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [VITAL]}],
        "code": loinc("85354-9"),
        "subject": {"reference": "Patient/1"},
        "effectiveDateTime": "2026-01-01",
        "component": [pressure("8480-6"), pressure("8462-4")],
        **more,
    }


def faults(resource: dict[str, Any], profile: str = BP) -> list[Issue]:
    return [issue for issue in validate(resource, [profile]) if issue.severity == "error"]


def nodes(rules: Rules) -> list[Rules]:
    slices = [one.rules for one in rules.slicing.slices] if rules.slicing else []
    return [rules, *(node for below in (*rules.children.values(), *slices) for node in nodes(below))]


def test_an_overlay_leaves_out_what_the_type_says(core: Definitions) -> None:
    overlay = library_of(core).overlay(BP)

    assert overlay
    assert overlay.rules
    assert set(overlay.rules.children) == {
        *("category", "code", "subject", "effective", "value", "hasMember", "derivedFrom", "component"),
    }


def test_every_profile_of_the_core_compiles_to_rules_that_add_something(core: Definitions) -> None:
    library = library_of(core)
    overlays = [library.overlay(url) for url in core.canonicals("StructureDefinition")]
    rules = [node for one in overlays if one and one.rules for node in nodes(one.rules) if node is not one.rules]

    assert [one.refused for one in overlays if one and one.refused and "no type of R4" not in one.refused] == []
    assert len([node for node in rules if node.empty]) < len(rules) / 100


def test_a_blood_pressure_meets_its_profile(core: Definitions) -> None:
    assert core.available
    assert faults(blood_pressure()) == []


BROKEN: dict[str, tuple[dict[str, Any], list[str]]] = {
    "no diastolic": ({"component": [pressure("8480-6")]}, ["Observation"]),
    "a slice missing": ({"component": [pressure("8480-6"), pressure("1-8")]}, ["Observation"]),
    "another unit": (
        {"component": [pressure("8480-6", code="kPa"), pressure("8462-4")]},
        ["Observation.component[0].value.code"],  # of the binding it is warned, since a value of any type has it
    ),
    "no subject": ({"subject": None}, ["Observation"]),
    "another subject": (
        {
            "contained": [{"resourceType": "Group", "id": "g", "type": "person", "actual": True}],
            "subject": {"reference": "#g"},
        },
        ["Observation.subject.reference"],
    ),
    "a string": ({"valueString": "high"}, ["Observation.value"]),
    "no category": ({"category": [{"coding": [{**VITAL, "code": "exam"}]}]}, ["Observation"]),
    "a month": ({"effectiveDateTime": "2026-01"}, ["Observation.effective"]),
}


@pytest.mark.parametrize(("changes", "places"), BROKEN.values(), ids=BROKEN)
def test_a_broken_blood_pressure_is_told_where(core: Definitions, changes: dict[str, Any], places: list[str]) -> None:
    found = {name: value for name, value in blood_pressure(**changes).items() if value is not None}

    assert core.available
    assert sorted({issue.expression for issue in faults(found)}) == places


def test_a_fault_names_the_element_of_the_profile(core: Definitions) -> None:
    (issue,) = faults(blood_pressure(component=[pressure("8480-6"), pressure("1-8")]))

    assert core.available
    assert issue.message == "component (slice DiastolicBP) is required by the profile: expected at least 1, found none"
    assert issue.source == f"{BP}#Observation.component:DiastolicBP"


def test_what_does_not_resolve_is_in_no_slice_for_sure(core: Definitions) -> None:
    result = [{"reference": f"Observation/{number}"} for number in range(3)]
    report = {"resourceType": "DiagnosticReport", "status": "final", "result": result, "code": loinc("57698-3")}
    found = [issue for issue in validate(report, [LIPIDS]) if issue.expression.startswith("DiagnosticReport.result")]

    assert core.available
    assert {issue.severity for issue in found} == {"information"}


def test_nothing_is_said_twice(core: Definitions) -> None:
    found = validate(
        blood_pressure(meta={"profile": [BP, "http://hl7.org/fhir/StructureDefinition/vitalsigns"]}, subject=[])
    )
    told = [json.dumps([issue.expression, issue.message]) for issue in found]

    assert core.available
    assert len(told) == len(set(told))
