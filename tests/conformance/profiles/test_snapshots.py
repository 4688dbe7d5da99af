"""Snapshots as old tools write them: no ids, the name of a choice with its type, a rule on a primitive's value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.conformance.packages.definitions import Definitions
from tests.conformance.profiles.made import Resource, found, places, profile


def snapshot(*elements: Resource, of: str = "Observation") -> Resource:
    """A profile that has only a snapshot."""
    made = profile("old", of=of, snapshot={"element": [{"path": of, "min": 0, "max": "*"}, *elements]})
    return {name: value for name, value in made.items() if name != "differential"}


def observation(**more: Any) -> Resource:
    return {"resourceType": "Observation", "status": "final", "code": {"text": "a"}, **more}


QUANTITY = {"path": "Observation.valueQuantity", "min": 0, "max": "1", "type": [{"code": "Quantity"}]}
UNIT = {"path": "Observation.valueQuantity.unit", "min": 1, "max": "1", "type": [{"code": "string"}]}
STRING = {"path": "Observation.valueString", "min": 0, "max": "1", "type": [{"code": "string"}], "maxLength": 3}
VALUES = [
    ({"valueQuantity": {"value": 1, "unit": "a"}}, []),
    ({"valueQuantity": {"value": 1}}, [("error", "Observation.value")]),
    ({"valueString": "abc"}, []),
    ({"valueString": "abcd"}, [("error", "Observation.value")]),
    ({"valueBoolean": True}, []),
]


@pytest.mark.parametrize(("value", "told"), VALUES)
def test_a_choice_may_be_named_with_its_types(
    core: Definitions, tmp_path: Path, value: Resource, told: list[tuple[str, str]]
) -> None:
    assert core.available
    assert places(found(tmp_path, [snapshot(QUANTITY, UNIT, STRING)], observation(**value), "old")) == told


BIRTH = {"path": "Patient.birthDate", "min": 0, "max": "1", "type": [{"code": "date"}]}


def test_the_value_of_a_primitive_may_be_asked_for(core: Definitions, tmp_path: Path) -> None:
    known = snapshot(BIRTH, {"path": "Patient.birthDate.value", "min": 1, "max": "1"}, of="Patient")
    absent = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    without = {"resourceType": "Patient", "_birthDate": {"extension": [absent]}}

    assert core.available
    assert found(tmp_path, [known], {"resourceType": "Patient", "birthDate": "2000"}, "old") == []
    assert places(found(tmp_path, [known], without, "old")) == [("error", "Patient.birthDate")]


def test_what_the_type_does_not_have_is_passed_over(core: Definitions, tmp_path: Path) -> None:
    known = snapshot({"path": "Patient.shoes", "min": 1, "max": "1"}, of="Patient")

    assert core.available
    assert found(tmp_path, [known], {"resourceType": "Patient", "active": True}, "old") == []
