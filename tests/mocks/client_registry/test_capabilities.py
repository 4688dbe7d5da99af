"""What the capability statement says is what the registry does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mocks.client_registry.conftest import MAIDEN_NAME, Caller

PROFILE = "https://profiles.ihe.net/ITI/PDQm/StructureDefinition/IHE.PDQm.Patient"


@pytest.fixture
def declared(registry: Caller) -> dict[str, Any]:
    statement = registry.ask("metadata").json()
    assert (statement["fhirVersion"], statement["kind"]) == ("4.0.1", "instance")
    return {one["type"]: one for one in statement["rest"][0]["resource"]}


def test_every_declared_search_parameter_finds(registry: Caller, declared: dict[str, Any]) -> None:
    address = {"line": ["Road 1"], "city": "Kisumu", "state": "S", "postalCode": "P", "country": "KE"}
    telecom = [{"system": "phone", "value": "1"}, {"system": "email", "value": "a@b"}]
    mother = [{"url": MAIDEN_NAME, "valueString": "Wanjiru"}]
    link = [{"type": "seealso", "other": {"reference": "https://elsewhere/Patient/1"}}]
    meta = {"tag": [{"system": "s", "code": "c"}]}
    registry.feed("1", address=[address], telecom=telecom, extension=mother, link=link, meta=meta)

    for parameter in declared["Patient"]["searchParam"]:
        assert registry.found(**{f"{parameter['name']}:missing": "false"}) == ["1"], parameter["name"]


def test_profiles_and_operations_of_ihe_are_declared(declared: dict[str, Any]) -> None:
    assert PROFILE in declared["Patient"]["supportedProfile"]
    assert {one["name"] for one in declared["Patient"]["operation"]} == {"match", "ihe-pix"}


def test_conditional_requests_are_declared(declared: dict[str, Any]) -> None:
    kept = declared["Patient"]

    assert (kept["conditionalCreate"], kept["conditionalUpdate"], kept["updateCreate"]) == (True, True, False)
    assert kept["conditionalDelete"] == "single"


def test_relatives_can_be_included(declared: dict[str, Any]) -> None:
    assert declared["Patient"]["searchRevInclude"] == ["Patient:link", "RelatedPerson:patient"]
    assert declared["RelatedPerson"]["searchInclude"] == ["RelatedPerson:patient"]


def test_the_statement_is_valid_by_fhir_resources(registry: Caller) -> None:
    from fhir.resources.R4B.capabilitystatement import CapabilityStatement

    statement = CapabilityStatement.model_validate(registry.ask("metadata").json())
    assert statement.implementation.url == registry.base


def test_no_parameter_of_our_own_is_declared(declared: dict[str, Any]) -> None:
    assert not [one for one in declared["Patient"]["searchParam"] if one["name"].startswith(".")]
