from __future__ import annotations

from typing import Any

import pytest

from harness.mocks.rest.messages import Refusal
from harness.mocks.rest.structure import check_structure

WRONG: dict[str, dict[str, Any]] = {
    "Patient.name": {"name": "Grace"},
    "Patient.name[0]": {"name": ["Grace"]},
    "Patient.name[0].given": {"name": [{"given": "Grace"}]},
    "Patient.name[0].given[0]": {"name": [{"given": [1]}]},
    "Patient.identifier": {"identifier": []},
    "Patient.identifier[0]": {"identifier": [{}]},
    "Patient.birthDate": {"birthDate": "1982-13"},
    "Patient.deceasedDateTime": {"deceasedDateTime": "2020-01-01T10:00:00"},
    "Patient.active": {"active": "true"},
    "Patient.gender": {"gender": "F"},
    "Patient.multipleBirthInteger": {"multipleBirthInteger": True},
    "Patient.colour": {"colour": "red"},
    "Patient._birthDate": {"_birthDate": "x"},
    "Patient._gender.value": {"_gender": {"value": "x"}},
    "Patient.link[0].other": {"link": [{"type": "refer"}]},
    "Patient.contact[0].colour": {"contact": [{"colour": "red"}]},
    "Patient.meta.lastUpdated": {"meta": {"lastUpdated": "2020-01-01"}},
    "Patient.extension[0].url": {"extension": [{"valueString": "x"}]},
    "Patient.extension[0].valueColour": {"extension": [{"url": "urn:x", "valueColour": "red"}]},
    "Patient.extension[0].valueQuantity": {"extension": [{"url": "urn:x", "valueQuantity": 1}]},
    "Patient.extension[0].valuePeriod.start": {"extension": [{"url": "urn:x", "valuePeriod": {"start": "x"}}]},
    "Patient.contained[0]": {"contained": [{"id": "x"}]},
    "Patient.contained[0].name": {"contained": [{"resourceType": "Patient", "name": "x"}]},
    "Patient.identifier[0].system": {"identifier": [{"system": "a b"}]},
    "Patient.language": {"language": "\x01"},
    "Patient.photo[0].data": {"photo": [{"data": "ä"}]},
    "Patient.telecom[0].rank": {"telecom": [{"rank": 0}]},
}


@pytest.mark.parametrize(("place", "elements"), WRONG.items())
def test_what_fhir_does_not_have_is_refused_by_its_place(place: str, elements: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refusal:
        check_structure({"resourceType": "Patient", **elements})

    assert refusal.value.status == 400
    assert refusal.value.outcome["issue"][0]["expression"] == [place]


RIGHT: dict[str, dict[str, Any]] = {
    "nothing": {},
    "partial dates": {"birthDate": "1982", "deceasedDateTime": "2020-05"},
    "a time with a zone": {"deceasedDateTime": "2020-05-01T10:00:00.5+03:00"},
    "gaps that extensions fill": {"name": [{"given": [None, "B"], "_given": [{"id": "a"}, None]}]},
    "an extension in an extension": {"extension": [{"url": "urn:x", "extension": [{"url": "y", "valueCode": "z"}]}]},
    "a type that is not looked into": {"extension": [{"url": "urn:x", "valueQuantity": {"value": 1.5}}]},
    "a contained resource of any type": {"contained": [{"resourceType": "Observation", "name": 1}]},
    "a narrative": {"text": {"status": "generated", "div": "<div/>"}},
    "a modifier, which is for others to refuse": {"modifierExtension": [{"url": "urn:x"}]},
}


@pytest.mark.parametrize("elements", RIGHT.values(), ids=RIGHT.keys())
def test_what_fhir_has_is_taken(elements: dict[str, Any]) -> None:
    check_structure({"resourceType": "Patient", **elements})
