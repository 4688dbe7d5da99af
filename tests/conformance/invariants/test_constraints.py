"""What is reported of a constraint: broken, kept, or not to be known; and what R4 publishes wrongly."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.conformance.invariants import FhirPathError, check_constraints, evaluate
from harness.conformance.invariants.corrections import CORRECTED, UNUSABLE
from harness.conformance.invariants.native import NATIVE
from harness.conformance.issue import Issue
from harness.conformance.packages.definitions import Definitions
from harness.conformance.scope import Scope
from harness.conformance.structure.element import Constraint
from harness.conformance.terminology import Terminology
from harness.conformance.validator import Validator

PATIENT = {"resourceType": "Patient", "contained": [{"resourceType": "Organization", "id": "a", "name": "A"}]}
CONTACT = {"gender": "male"}


def scope_of(core: Definitions, resource: dict[str, Any] = PATIENT) -> Scope:
    return Scope(core, Terminology(core), resource, resource, "Patient")


def judged(scope: Scope, expression: str, value: Any = PATIENT, code: str = "Patient", **more: Any) -> list[Issue]:
    """The issues of one constraint on a value."""
    constraint = Constraint(
        "own-1", more.pop("severity", "error"), expression, "It is so.", "http://example.org/p", **more
    )
    check_constraints(value, code, code, (constraint,), "Patient.contact[0]", scope)
    return scope.issues


def test_a_broken_constraint_tells_its_words_its_key_its_place_and_its_source(core: Definitions) -> None:
    (issue,) = judged(scope_of(core), "name.exists()")

    assert (issue.severity, issue.code, issue.message) == ("error", "invariant", "own-1: It is so.")
    assert (issue.expression, issue.source) == ("Patient.contact[0]", "http://example.org/p#Patient own-1")


@pytest.mark.parametrize(("severity", "best"), [("warning", False), ("error", True), ("warning", True)])
def test_a_warning_and_a_best_practice_are_warnings(core: Definitions, severity: str, best: bool) -> None:
    (issue,) = judged(scope_of(core), "name.exists()", severity=severity, best_practice=best)

    assert issue.severity == "warning"


def test_an_empty_answer_is_no_yes(core: Definitions) -> None:
    assert [issue.code for issue in judged(scope_of(core), "name.family.length() > 3")] == ["invariant"]


NOT_TOLD = [
    "name.exists(",
    "there().is(nothing)",
    "contained.single() * 2 > 3",
    "managingOrganization.resolve().name.exists()",
    "gender.memberOf('http://snomed.info/sct?fhir_vs')",
    "conformsTo('http://example.org/StructureDefinition/nobody-knows')",
    "@2020-01 <= @2020-01-03",
    "'a'.matches('(?=a)')",
    *UNUSABLE,
]


@pytest.mark.parametrize("expression", NOT_TOLD)
def test_what_cannot_be_told_is_no_fault_of_the_resource(core: Definitions, expression: str) -> None:
    patient = {**PATIENT, "gender": "male", "managingOrganization": {"reference": "Organization/elsewhere"}}

    assert [issue.not_checked for issue in judged(scope_of(core, patient), expression, patient)] == [True]


HOLDS = [
    "managingOrganization.resolve().name = 'A'",
    "generalPractitioner.resolve() is Practitioner",
    "gender.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')",
    "maritalStatus.memberOf('http://hl7.org/fhir/ValueSet/marital-status')",
    "contained.conformsTo('http://hl7.org/fhir/StructureDefinition/Organization')",
    "text.`div`.htmlChecks()",
]


@pytest.mark.parametrize("expression", HOLDS)
def test_what_fhir_adds_asks_the_rest_of_the_validator(core: Definitions, expression: str) -> None:
    status = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "M"}]}
    patient = {**PATIENT, "gender": "male", "managingOrganization": {"reference": "#a"}, "maritalStatus": status}
    patient["generalPractitioner"] = [{"reference": "Practitioner/elsewhere"}]
    patient["text"] = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">A</div>'}

    assert judged(scope_of(core, patient), expression, patient) == []


def test_a_contained_resource_that_is_not_referred_to_is_pointed_at(core: Definitions) -> None:
    expression = next(text for text in NATIVE if text.startswith("contained.where"))

    assert [issue.expression for issue in judged(scope_of(core), expression)] == ["Patient.contact[0].contained[0]"]


def test_what_is_contained_needs_no_narrative(core: Definitions) -> None:
    inside = {"resourceType": "Organization", "id": "a", "name": "A"}
    outer = {**PATIENT, "contained": [inside], "managingOrganization": {"reference": "#a"}}
    missing = [issue.expression for issue in Validator(core).validate(outer) if "dom-6" in issue.message]

    assert missing == ["Patient"]


def test_an_element_of_a_backbone_is_typed(core: Definitions) -> None:
    constraint = Constraint("own-1", "error", "gender is code", "It is so.", "http://example.org/p#Patient.contact")
    scope = scope_of(core)
    check_constraints(CONTACT, "BackboneElement", "Patient.contact", (constraint,), "Patient.contact[0]", scope)

    assert scope.issues == []


def test_the_same_text_on_another_type_is_judged_by_fhirpath(core: Definitions) -> None:
    found = judged(scope_of(core), "value.empty() or system.exists()", {"valueString": "a"}, "Observation")

    assert [issue.code for issue in found] == ["invariant"]


def published(core: Definitions) -> set[str]:
    """The expressions of every constraint in R4 core."""
    found: set[str] = set()
    for definition in core.every("StructureDefinition"):
        for element in definition.get("snapshot", {}).get("element", []):
            found.update(one.get("expression", "") for one in element.get("constraint", []))
    return found


def test_only_what_r4_publishes_is_corrected_or_said_in_python(core: Definitions) -> None:
    assert {*CORRECTED, *UNUSABLE, *NATIVE} <= published(core)


def test_every_expression_of_r4_can_be_read(core: Definitions) -> None:
    unread = []
    for expression in published(core) - {""}:
        try:
            evaluate(expression, {}, "Basic", scope_of(core))
        except FhirPathError as reason:
            unread.append((expression, str(reason)))

    assert [one for one in unread if "FHIRPath" in one[1] or "function" in one[1]] == []


FIELDS = [
    "type", "entry", "resource", "contained", "id", "meta", "reference", "start", "end", "value", "_value",
    "coding", "low", "high", "code", "system", "fullUrl", "text", "name", "item", "verificationStatus", "when",
    "offset",
]  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "#a", "a", "2020", "document"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=30, deadline=None)
@given(value=st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=6))
def test_nothing_that_a_resource_holds_makes_a_constraint_raise(core: Definitions, value: dict[str, Any]) -> None:
    for expression, native in NATIVE.items():
        for holder in sorted(native.holders)[:2] or ["Patient"]:
            scope = scope_of(core, {"resourceType": "Patient", **value})
            judged(scope, expression, value, holder)

            assert all(issue.code in ("invariant", "incomplete") for issue in scope.issues)
