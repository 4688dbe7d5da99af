from __future__ import annotations

from typing import Any

import pytest

from harness.checks import patient_profile as checks
from harness.checks.check import NothingToJudge
from harness.messages import fhir
from tests.checks.resources import Told, entry, finding, outcome, patient, searchset
from tests.seen import answer, request

ABSENT = {"url": checks.ABSENT, "valueCode": "masked"}
LINK = [{"other": {"reference": "Patient/2"}, "type": "seealso"}]

RIGHT: dict[str, dict[str, Any]] = {
    "an ordinary one": patient(),
    "a given name only": patient(name=[{"given": ["Grace"]}]),
    "a name as text": patient(name=[{"text": "Grace"}]),
    "a name that is kept back": patient(name=[{"extension": [ABSENT]}]),
    "no name": patient(name=None),
    "a link, and active": patient(active=False, link=LINK),
}
WRONG: dict[str, tuple[dict[str, Any], Told]] = {
    "a modifier": (
        patient(modifierExtension=[{"url": "a"}]),
        (".modifierExtension", "nothing: it is not allowed", "[{'url': 'a'}]"),
    ),
    "implicit rules": (patient(implicitRules="http://a"), (".implicitRules", "nothing: it is not allowed", "http://a")),
    "no identifier": (patient(identifier=None), (".identifier", "at least one identifier", "none")),
    "no domain": (
        patient(identifier=[{"system": "a", "value": "1"}, {"value": "2"}]),
        (".identifier[1].system", "the identifier's system", "nothing"),
    ),
    "no number": (
        patient(identifier=[{"system": "a"}]),
        (".identifier[0].value", "the identifier's value", "nothing"),
    ),
    "an empty name": (
        patient(name=[{"family": "A"}, {"use": "old"}]),
        (".name[1]", "family, given, text, or why it is absent", "{'use': 'old'}"),
    ),
    "a link, and nothing said": (
        patient(active=None, link=LINK),
        (".active", "true or false, since there is a link", "nothing"),
    ),
}


@pytest.mark.parametrize("resource", RIGHT.values(), ids=RIGHT.keys())
def test_a_patient_who_meets_the_profile_passes(resource: dict[str, Any]) -> None:
    assert checks.every_patient_meets_pdqm(answer(resource)) is None


@pytest.mark.parametrize(("resource", "told"), WRONG.values(), ids=WRONG.keys())
def test_a_patient_who_does_not_is_told(resource: dict[str, Any], told: Told) -> None:
    where, expected, found = told

    assert finding(checks.every_patient_meets_pdqm, answer(resource)) == (f"Patient{where}", expected, found)


@pytest.mark.parametrize("content_type", [fhir.JSON, fhir.XML])
def test_every_patient_of_a_bundle_is_looked_at(content_type: str) -> None:
    bundle = searchset(entry(patient()), entry(outcome(), mode="outcome"), entry(patient(identifier=None)))

    told = finding(checks.every_patient_meets_pdqm, answer(bundle, content_type=content_type))
    assert told == ("Bundle.entry[2].resource.identifier", "at least one identifier", "none")


@pytest.mark.parametrize(
    "message",
    [answer(patient(identifier=None), status=404), answer(), answer(outcome()), answer(searchset({"fullUrl": "a"}))],
    ids=["a refusal", "nothing", "an outcome", "an entry without resource"],
)
def test_an_answer_without_patients_has_nothing_to_judge(message: Any) -> None:
    with pytest.raises(NothingToJudge):
        checks.every_patient_meets_pdqm(message)


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_patient_who_is_fed_rightly_passes(method: str) -> None:
    assert checks.fed_patient_meets_pixm(request(method, "/Patient", patient())) is None


def test_a_removal_feeds_no_patient() -> None:
    with pytest.raises(NothingToJudge):
        checks.fed_patient_meets_pixm(request("DELETE", "/Patient?identifier=a|1"))


@pytest.mark.parametrize(
    ("resource", "told"),
    [
        (patient(name=None), ("Patient.name", "at least one name", "none")),
        (patient(identifier=None), ("Patient.identifier", "at least one identifier", "none")),
        (searchset(), ("resourceType", "Patient", "Bundle")),
    ],
)
def test_a_patient_who_is_fed_wrongly_is_told(resource: dict[str, Any], told: Told) -> None:
    assert finding(checks.fed_patient_meets_pixm, request("PUT", "/Patient", resource)) == told
