"""Where an extension may stand: the names of a place."""

from __future__ import annotations

import pytest

from harness.conformance.packages.definitions import Definitions
from harness.conformance.profiles.contexts import holder_of, names_of, steps_to
from harness.conformance.profiles.library import library_of
from harness.conformance.scope import Scope
from harness.conformance.terminology import Terminology

PLACES = {
    ("Patient",): {"Patient", "DomainResource", "Resource"},
    ("Patient", "contact", "name"): {"Patient.contact.name", "HumanName", "Element", "BackboneElement.name"},
    ("Patient", "name", "family"): {"Patient.name.family", "HumanName.family", "string", "DomainResource.name.family"},
    ("Observation", "value"): {"Observation.value[x]", "Observation.valueQuantity", "Quantity", "Observation.value"},
    ("Questionnaire", "item", "item"): {"Questionnaire.item", "Questionnaire.item.item"},
    ("StructureDefinition", "snapshot", "element", "type"): {"ElementDefinition.type"},
}


@pytest.mark.parametrize(("place", "names"), PLACES.items(), ids=[".".join(one) for one in PLACES])
def test_a_place_goes_by_many_names(core: Definitions, place: tuple[str, ...], names: set[str]) -> None:
    assert names <= names_of(place[0], place[1:], library_of(core))


def scope(core: Definitions) -> Scope:
    patient = {
        "resourceType": "Patient",
        "name": [{"given": ["a", None], "_given": [None, {"id": "x"}]}],
        "deceasedBoolean": True,
    }
    return Scope(core, Terminology(core), patient, patient, "Bundle.entry[1].resource")


def test_a_path_is_taken_from_the_resource_on(core: Definitions) -> None:
    known = scope(core)

    assert steps_to("Bundle.entry[1].resource.name[0].given[1]", known) == (("name", 0), ("given", 1))
    assert steps_to("Patient.name", known) is None
    assert steps_to("Bundle.entry[1].resource.name.where(a)", known) is None


def test_what_stands_at_a_path_is_found_with_what_is_beside_it(core: Definitions) -> None:
    known = scope(core)
    given = holder_of((("name", 0), ("given", 1)), known, library_of(core))
    deceased = holder_of((("deceased", 0),), known, library_of(core))

    assert (given and (given.value, given.twin, given.code)) == (None, {"id": "x"}, "string")
    assert (deceased and (deceased.value, deceased.code)) == (True, "boolean")


@pytest.mark.parametrize("steps", [(("telecom", 0),), (("name", 3), ("given", 0)), (("nothing", 0),)])
def test_where_nothing_stands_nothing_is_found(core: Definitions, steps: tuple[tuple[str, int], ...]) -> None:
    assert holder_of(steps, scope(core), library_of(core)) is None
