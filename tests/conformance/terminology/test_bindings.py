from __future__ import annotations

import pytest

from harness.conformance.structure.element import Binding
from harness.conformance.terminology import Terminology

HERE = "http://example.org/harness/"
ROOMS = f"{HERE}CodeSystem/rooms"
ALL = f"{HERE}ValueSet/all-rooms"
TYPES = "http://hl7.org/fhir/ValueSet/resource-types"
LISTED = f"{HERE}ValueSet/listed-rooms"
PARTLY = f"{HERE}ValueSet/rooms-and-places"
WITHOUT = f"{HERE}ValueSet/rooms-without-theatres"
SNOMED = "http://snomed.info/sct"
LOCAL = "http://example.org/local"


def found(terminology: Terminology, value: object, type_code: str, binding: Binding) -> list[tuple[str, str]]:
    """Severity and code of each issue."""
    issues = terminology.check_binding(value, type_code, binding, "Here", "source")
    return [(issue.severity, issue.code) for issue in issues]


def concept(*codings: tuple[str, str]) -> dict[str, object]:
    return {"coding": [{"system": system, "code": code} for system, code in codings]}


@pytest.mark.parametrize(
    ("strength", "issues"),
    [
        ("required", [("error", "code-invalid")]),
        ("extensible", [("warning", "code-invalid")]),
        ("preferred", [("information", "code-invalid")]),
        ("example", []),
        ("", []),
    ],
)
def test_the_strength_of_a_binding_is_the_severity(
    rooms: Terminology, strength: str, issues: list[tuple[str, str]]
) -> None:
    assert found(rooms, concept((LOCAL, "store")), "CodeableConcept", Binding(strength, ALL)) == issues


@pytest.mark.parametrize("type_code", ["code", "string", "uri"])
def test_a_bare_code_is_of_any_system_that_the_value_set_has(rooms: Terminology, type_code: str) -> None:
    assert found(rooms, "store", type_code, Binding("required", ALL)) == []
    assert found(rooms, "cellar", type_code, Binding("required", ALL)) == [("error", "code-invalid")]


def test_a_uri_of_its_own_is_allowed_where_the_binding_is_extensible(rooms: Terminology) -> None:
    asked = [("extensible", "http://hl7.org/fhirpath/System.String"), ("extensible", "cellar"), ("required", "urn:a:b")]
    issues = [found(rooms, value, "uri", Binding(strength, ALL)) for strength, value in asked]
    assert issues == [[], [("warning", "code-invalid")], [("error", "code-invalid")]]


@pytest.mark.parametrize("type_code", ["Coding", "Quantity", "Age"])
def test_a_code_with_a_system_is_of_that_system(rooms: Terminology, type_code: str) -> None:
    assert found(rooms, {"system": ROOMS, "code": "store"}, type_code, Binding("required", ALL)) == []
    assert found(rooms, {"system": LOCAL, "code": "store"}, type_code, Binding("required", ALL)) != []
    assert found(rooms, {"code": "store"}, type_code, Binding("required", ALL)) != []


@pytest.mark.parametrize("strength", ["required", "extensible"])
def test_a_concept_without_a_code_is_told(rooms: Terminology, strength: str) -> None:
    issues = list(rooms.check_binding({"text": "a store"}, "CodeableConcept", Binding(strength, ALL), "Here", ""))
    assert [issue.found for issue in issues] == ["only text"]


def test_a_concept_without_a_code_may_be_where_one_is_only_recommended(rooms: Terminology) -> None:
    assert found(rooms, {"text": "a store"}, "CodeableConcept", Binding("preferred", ALL)) == []


def test_one_coding_of_several_is_enough(rooms: Terminology) -> None:
    value = concept((LOCAL, "store"), (SNOMED, "1"), (ROOMS, "store"))
    assert found(rooms, value, "CodeableConcept", Binding("required", PARTLY)) == []


def test_a_coding_that_cannot_be_decided_makes_the_concept_unchecked(rooms: Terminology) -> None:
    issues = list(
        rooms.check_binding(
            concept((LOCAL, "x"), (SNOMED, "1")), "CodeableConcept", Binding("required", PARTLY), "H", ""
        )
    )
    assert [issue.not_checked for issue in issues] == [True]
    assert "codes of SNOMED CT, whose content is not here" in issues[0].message


def test_outside_the_maximum_is_an_error_and_said_once(rooms: Terminology) -> None:
    bound = Binding("preferred", LISTED, ALL)
    assert found(rooms, concept((ROOMS, "store")), "CodeableConcept", bound) == [("information", "code-invalid")]
    assert found(rooms, concept((LOCAL, "store")), "CodeableConcept", bound) == [("error", "code-invalid")]


def test_a_maximum_alone_binds_too(rooms: Terminology) -> None:
    assert found(rooms, "cellar", "code", Binding("", "", ALL)) == [("error", "code-invalid")]
    assert found(rooms, "store", "code", Binding("", "", ALL)) == []


def test_a_maximum_that_is_not_here_is_not_checked(rooms: Terminology) -> None:
    bound = Binding("example", "", "http://example.org/nowhere")
    assert found(rooms, "store", "code", bound) == [("information", "incomplete")]


def test_the_codes_that_would_be_right_are_named_where_they_are_few(rooms: Terminology) -> None:
    few, many = (
        next(rooms.check_binding("x", "code", Binding("required", bound), "H", "")) for bound in (LISTED, TYPES)
    )
    assert (few.expected, few.message.endswith(": theatre | labour")) == ("theatre | labour", True)
    assert many.expected == f"a code of {TYPES}"


@pytest.mark.parametrize("value", [None, 3, "", [], {}, {"coding": "x"}, {"coding": [None, {"code": {}}]}, {"code": 4}])
@pytest.mark.parametrize("type_code", ["code", "Coding", "CodeableConcept", "Quantity", "boolean"])
def test_a_malformed_value_raises_nothing(rooms: Terminology, value: object, type_code: str) -> None:
    assert len(found(rooms, value, type_code, Binding("required", ALL, ALL))) <= 1


def test_a_code_of_any_length_is_judged(rooms: Terminology) -> None:
    assert found(rooms, "x" * 1_000_000, "code", Binding("required", ALL)) == [("error", "code-invalid")]
