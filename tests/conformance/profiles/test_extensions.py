"""Extensions of R4 and of our own, where they may stand and what is in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.conformance import validate
from harness.conformance.packages.definitions import Definitions
from tests.conformance.profiles.made import CORE, URL, Resource, found, places, profile


def item(kind: str, extension: Resource, **more: Any) -> Resource:
    """A Questionnaire with one item that has an extension."""
    one = {"linkId": "1", "text": "a", "type": kind, "extension": [extension], **more}
    return {"resourceType": "Questionnaire", "status": "draft", "item": [one]}


def faults(resource: Resource) -> list[str]:
    return [issue.expression for issue in validate(resource) if issue.severity == "error"]


ORIENTATION = {"url": f"{CORE}questionnaire-choiceOrientation", "valueCode": "horizontal"}


def test_a_rule_on_what_holds_an_extension_is_judged_there(core: Definitions) -> None:
    assert core.available
    assert faults(item("choice", ORIENTATION)) == []
    assert faults(item("string", ORIENTATION)) == ["Questionnaire.item[0].extension[0]"]


def test_an_item_in_an_item_is_an_item(core: Definitions) -> None:
    outer = item("choice", ORIENTATION)
    outer["item"][0]["item"] = [{**outer["item"][0], "linkId": "2"}]

    assert core.available
    assert faults(outer) == []


def test_a_rule_that_asks_for_the_extension_itself_finds_no_fault(core: Definitions) -> None:
    occurs = {"url": f"{CORE}questionnaire-minOccurs", "valueInteger": 0}

    assert core.available
    assert faults(item("choice", occurs)) == []


@pytest.mark.parametrize("version", ["3.0", "5.0", "9.9"])
def test_an_extension_for_an_element_of_another_version_is_told_as_not_checked(core: Definitions, version: str) -> None:
    url = f"http://hl7.org/fhir/{version}/StructureDefinition/extension-Patient.animal"
    issues = validate({"resourceType": "Patient", "extension": [{"url": url, "valueString": "a"}]})

    assert core.available
    assert [issue.expression for issue in issues if issue.not_checked and url in issue.message] == [
        "Patient.extension[0]"
    ]


def nationality(*nested: Resource) -> Resource:
    return {"resourceType": "Patient", "extension": [{"url": f"{CORE}patient-nationality", "extension": [*nested]}]}


def test_what_is_nested_with_an_absolute_url_need_not_be_in_the_definition(core: Definitions) -> None:
    own = {"url": f"{URL}own", "valueString": "a"}
    issues = [issue for issue in validate(nationality(own)) if "dom-6" not in issue.message]

    assert core.available
    assert places(issues) == [("information", "Patient.extension[0].extension[0]")]


def test_what_is_nested_with_a_relative_url_has_to_be_in_the_definition(core: Definitions) -> None:
    assert core.available
    assert faults(nationality({"url": "coode", "valueString": "a"})) == ["Patient.extension[0].extension[0]"]


ANYWHERE = [
    {"resourceType": "Patient", "extension": [{"url": f"{CORE}data-absent-reason", "valueCode": "unknown"}]},
    {
        "resourceType": "Patient",
        "_active": {"extension": [{"url": f"{CORE}data-absent-reason", "valueCode": "masked"}]},
    },
]


@pytest.mark.parametrize("resource", ANYWHERE)
def test_what_may_stand_at_any_element_may_stand_at_the_resource_too(core: Definitions, resource: Resource) -> None:
    assert core.available
    assert faults(resource) == []


def own(*contexts: tuple[str, str], **more: Any) -> Resource:
    fixed = {"path": "Extension.url", "fixedUri": f"{URL}own"}
    named = [{"type": kind, "expression": expression} for kind, expression in contexts]
    return profile("own", fixed, of="Extension", context=named, **more)


EXPRESSIONS = {"Patient.name": [], "Patient.telecom": ["error"], "(((": [], "name.exists()": [], "active": ["error"]}


@pytest.mark.parametrize(("expression", "severities"), EXPRESSIONS.items())
def test_a_context_may_be_an_expression(
    core: Definitions, tmp_path: Path, expression: str, severities: list[str]
) -> None:
    name = {"family": "a", "extension": [{"url": f"{URL}own", "valueString": "b"}]}
    issues = found(tmp_path, [own(("fhirpath", expression))], {"resourceType": "Patient", "name": [name]})

    assert core.available
    assert [issue.severity for issue in issues] == severities


def test_an_extension_may_stand_in_the_value_of_the_extension_it_is_for(core: Definitions, tmp_path: Path) -> None:
    inner = {"extension": [{"url": f"{URL}own", "valueString": "b"}]}
    outer = {"url": f"{CORE}patient-interpreterRequired", "valueBoolean": True, "_valueBoolean": inner}
    patient = {"resourceType": "Patient", "extension": [outer]}

    assert core.available
    assert found(tmp_path, [own(("extension", f"{CORE}patient-interpreterRequired"))], patient) == []


def test_a_rule_that_cannot_be_read_is_not_checked(core: Definitions, tmp_path: Path) -> None:
    known = [own(("element", "Patient"), contextInvariant=["((("])]
    patient = {"resourceType": "Patient", "extension": [{"url": f"{URL}own", "valueString": "b"}]}

    assert core.available
    assert [issue.severity for issue in found(tmp_path, known, patient)] == ["information"]
