"""validate: one call that never raises, whatever it is given, and says what it could not judge."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from harness.conformance import Issue, Validator, validate
from harness.conformance.issue import MOST_ISSUES
from harness.conformance.outcome import operation_outcome
from harness.conformance.packages.definitions import Definitions
from harness.conformance.scope import Scope
from harness.conformance.structure.walker import check_type
from harness.conformance.terminology import Terminology
from harness.errors import UsageError

ANYTHING: list[Any] = [None, True, 3, "Patient", [], {}, [{"resourceType": "Patient"}], object(), {1: 2}]
PATIENT = {"resourceType": "Patient", "active": True}


def errors(issues: list[Issue]) -> list[tuple[str, str, str]]:
    return [(one.severity, one.code, one.expression) for one in issues if one.severity in ("error", "fatal")]


@pytest.mark.parametrize("value", ANYTHING, ids=lambda one: type(one).__name__)
def test_what_is_no_resource_is_said_to_be_none(value: Any, core: Definitions) -> None:
    assert [code for _, code, _ in errors(Validator(core).validate(value))] == ["structure"]


def test_what_is_nested_too_deep_is_not_judged(core: Definitions) -> None:
    extension: dict[str, Any] = {"url": "http://example.org"}
    for _ in range(5000):
        extension = {"url": "http://example.org", "extension": [extension]}

    assert errors(Validator(core).validate({**PATIENT, "extension": [extension]})) == [("fatal", "too-costly", "")]


def test_a_tree_that_is_nested_too_deep_is_not_judged(core: Definitions) -> None:
    root = here = etree.Element("{http://hl7.org/fhir}Patient")
    for _ in range(200):
        here = etree.SubElement(here, "{http://hl7.org/fhir}extension")

    assert errors(Validator(core).validate(root)) == [("fatal", "too-costly", "")]


def test_the_deepest_resource_that_is_judged_needs_no_deep_stack(core: Definitions) -> None:
    extension: dict[str, Any] = {"url": "http://example.org/a", "valueCode": " "}
    for _ in range(48):
        extension = {"url": "http://example.org/a", "extension": [extension]}
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(700)
    try:
        found = errors(Validator(core).validate({**PATIENT, "extension": [extension]}))
    finally:
        sys.setrecursionlimit(limit)
    assert [code for _, code, _ in found] == ["value"]


def test_more_issues_than_anybody_reads_are_cut_and_that_is_said(core: Definitions) -> None:
    many = Validator(core).validate({**PATIENT, "name": [{"family": 3}] * (MOST_ISSUES + 1)})

    assert len(many) == MOST_ISSUES + 1
    assert many[-1].not_checked


def test_without_definitions_it_says_so_first_and_judges_the_shape() -> None:
    bare = Validator(Definitions([], core=None))
    found = bare.validate({**PATIENT, "name": [], "photo": [{}], "gender": None, "language": "", "link": [{"a": 1}]})

    assert found[0].not_checked
    assert "harness definitions" in found[0].message
    places = ["Patient.name", "Patient.photo[0]", "Patient.gender", "Patient.language"]
    assert [one.expression for one in found[1:]] == places


def test_without_definitions_xml_is_not_checked() -> None:
    (only,) = Validator(Definitions([], core=None)).validate(etree.Element("{http://hl7.org/fhir}Patient"))

    assert only.not_checked


def test_a_fault_of_our_own_is_told_as_that(core: Definitions) -> None:
    class Broken(dict[str, Any]):
        def items(self) -> Any:
            raise ZeroDivisionError("on purpose")

    (own,) = [one for one in Validator(core).validate(Broken(PATIENT)) if one.code == "exception"]

    assert (own.severity, own.expression) == ("error", "Patient")
    assert "ZeroDivisionError: on purpose" in own.message


def test_a_package_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        validate(PATIENT, packages=[tmp_path / "none.tgz"])


def test_threads_may_share_a_validator(core: Definitions) -> None:
    judge = Validator(core)
    wrong = {**PATIENT, "birthDate": "1980-13", "contact": [{"gender": "unheard-of", "name": {"text": "x"}}]}
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: judge.validate(wrong), range(64)))

    assert all(one == found[0] for one in found)
    assert len(errors(found[0])) == 2


def at(core: Definitions, value: Any, type_code: str) -> list[Issue]:
    scope = Scope(core, Terminology(core), PATIENT, PATIENT, "Patient")
    check_type(value, type_code, "here", scope)
    return scope.issues


TYPES = [
    ({"family": 3}, "HumanName", ("error", "structure", "here.family")),
    ("1980-13", "date", ("error", "value", "here")),
    ("x", "Period", ("error", "structure", "here")),
    ({"resourceType": "Patient", "active": 3}, "Patient", ("error", "structure", "here.active")),
    ({}, "Unheard", ("information", "incomplete", "here")),
]


@pytest.mark.parametrize(("value", "code", "issue"), TYPES, ids=lambda one: str(one)[:30])
def test_a_value_can_be_judged_by_its_type_alone(
    value: Any, code: str, issue: tuple[str, str, str], core: Definitions
) -> None:
    found = {(one.severity, one.code, one.expression) for one in at(core, value, code) if one.severity != "warning"}

    assert found == {issue}


@pytest.mark.parametrize("resource", [PATIENT, {"resourceType": "Pacient"}, {}], ids=str)
def test_an_outcome_is_valid_by_our_own_word(resource: Any, core: Definitions) -> None:
    outcome = operation_outcome(Validator(core).validate(resource), "grace.json")

    assert errors(Validator(core).validate(outcome)) == []
