"""What stands at a path of a type."""

from __future__ import annotations

import pytest

from harness.conformance.packages.definitions import Definitions
from harness.conformance.rules.element_paths import ANYTHING, Paths, codes


@pytest.mark.parametrize(
    ("type_", "path", "type_code"),
    [
        ("Patient", "Patient.birthDate", "date"),
        ("Patient", "Patient.contact.name.family", "string"),
        ("Observation", "Observation.valueQuantity.value", "decimal"),
        ("Observation", "Observation.value[x].coding.code", "code"),
        ("Questionnaire", "Questionnaire.item.item.item.linkId", "string"),
        ("Patient", "Patient.extension.extension.url", "http://hl7.org/fhirpath/System.String"),
        ("Bundle", "Bundle.entry.resource.id", "http://hl7.org/fhirpath/System.String"),
    ],
)
def test_a_path_leads_through_types(core: Definitions, type_: str, path: str, type_code: str) -> None:
    definition = core.type_definition(type_)
    assert definition is not None

    assert type_code in codes(Paths(definition, core).find(path) or {})


@pytest.mark.parametrize(
    "path", ["Patient.birthday", "Patient.contact.name.surname", "Patient.birthDate[x]", "Person.active", "", "....."]
)
def test_a_path_that_no_type_has_leads_nowhere(core: Definitions, path: str) -> None:
    definition = core.type_definition("Patient")
    assert definition is not None

    assert Paths(definition, core).find(path) is None


def test_a_type_that_is_not_known_may_have_anything(core: Definitions) -> None:
    odd = {"snapshot": {"element": [{"path": "Odd.a", "type": [{"code": "Stranger"}]}]}}

    assert Paths(odd, core).find("Odd.a.b.c") is ANYTHING


def test_any_resource_may_have_anything(core: Definitions) -> None:
    definition = core.type_definition("Bundle")
    assert definition is not None

    assert Paths(definition, core).find("Bundle.entry.resource.section.code") is ANYTHING


def test_a_profile_that_renames_its_choice_still_has_it(core: Definitions) -> None:
    odd = {"snapshot": {"element": [{"path": "Odd.valueQuantity", "type": [{"code": "Quantity"}]}]}}

    assert codes(Paths(odd, core).find("Odd.value[x].value") or {}) == ["decimal"]


def test_a_path_that_refers_to_itself_ends(core: Definitions) -> None:
    odd = {"snapshot": {"element": [{"path": "Odd.a", "contentReference": "#Odd.a.a"}]}}

    assert Paths(odd, core).find("Odd.a.a") is None
