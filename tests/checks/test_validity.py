from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.checks.profiled import PROFILED
from harness.checks.validity import FHIR, JUDGED, MOST, Judged, judge, judge_by
from harness.conformance import Validator
from harness.conformance.structure.walker import MOST_ISSUES
from harness.messages import fhir
from tests.checks.resources import candidate, entry, outcome, parameters, patient, searchset
from tests.library import CATALOGUE
from tests.seen import answer, request

FEED, QUERY, MATCH, CROSS = ("104-11",), ("78-01", "78-13"), ("119-12", "119-08", "119-13"), ("83-14",)
BOTH_FORMATS = pytest.mark.parametrize("content_type", [fhir.JSON, fhir.XML])
ABSENT = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}
LINK = [{"other": {"reference": "Patient/2"}, "type": "seealso"}]
ASKED = {"name": "resource", "resource": patient()}


def told(judged: Judged) -> dict[str, list[str]]:
    """The places of the faults of each requirement."""
    return {name: [fault.where for fault in faults] for name, faults in judged.faults.items()}


def shown(resource: dict[str, Any], number: int = 1, **search: Any) -> dict[str, Any]:
    """An entry whose resource has the id that its address says."""
    return entry({**resource, "id": str(number)}, number, **search)


def fed(resource: Any, validator: Validator, content_type: str = fhir.JSON) -> Judged:
    message = request("PUT", "/Patient?identifier=a|1", resource, content_type=content_type)
    return judge(message, "request", validator, requirements=FEED)


def found(resource: Any, validator: Validator, content_type: str = fhir.JSON, *, by: tuple[str, ...] = QUERY) -> Judged:
    return judge(answer(resource, content_type=content_type), "response", validator, requirements=by)


@BOTH_FORMATS
@pytest.mark.parametrize(
    "resource",
    [
        patient(gender="female", birthDate="1982-03-14"),
        patient(name=[{"extension": [ABSENT]}]),
        patient(active=False, link=LINK),
    ],
    ids=["an ordinary one", "a name that is kept back", "a link, and active"],
)
def test_a_valid_patient_is_judged_and_nothing_is_found(
    resource: dict[str, Any], content_type: str, validator: Validator
) -> None:
    assert told(fed(resource, validator, content_type)) == {FHIR: [], "104-11": []}


@BOTH_FORMATS
def test_what_fhir_forbids_is_told_with_its_place(content_type: str, validator: Validator) -> None:
    judged = fed(patient(gender="woman"), validator, content_type)

    (fault,) = judged.faults[FHIR]
    assert (fault.where, fault.expected, fault.found) == (
        "Patient.gender",
        "male | female | other | unknown",
        '"woman"',
    )
    assert ("administrative-gender" in fault.message, fault.exchange) == (True, "x0001")


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no name": (patient(name=None), "Patient"),
    "no identifier": (patient(identifier=None), "Patient"),
    "no domain": (patient(identifier=[{"value": "2"}]), "Patient.identifier[0]"),
    "an empty name": (patient(name=[{"use": "old"}]), "Patient.name[0]"),
    "a link, and nothing said": (patient(active=None, link=LINK), "Patient"),
}


@pytest.mark.parametrize(("resource", "where"), WRONG.values(), ids=WRONG.keys())
def test_what_the_profile_adds_is_not_told_of_fhir(resource: dict[str, Any], where: str, validator: Validator) -> None:
    assert told(fed(resource, validator)) == {FHIR: [], "104-11": [where]}


@BOTH_FORMATS
def test_every_patient_of_a_bundle_is_held_to_the_profile(content_type: str, validator: Validator) -> None:
    bundle = searchset(shown(patient()), shown(outcome(), mode="outcome"), shown(patient(identifier=None), 2))

    assert told(found(bundle, validator, content_type)) == {
        FHIR: [],
        "78-01": [],
        "78-13": ["Bundle.entry[2].resource"],
    }


def test_a_patient_that_is_read_is_held_to_the_profile(validator: Validator) -> None:
    assert told(found(patient(identifier=None), validator)) == {FHIR: [], "78-13": ["Patient"]}


def test_an_answer_without_patients_is_judged_as_fhir_alone(validator: Validator) -> None:
    assert told(found(searchset(total=None), validator)) == {FHIR: []}


def test_what_fhir_and_a_profile_both_want_is_told_once(validator: Validator) -> None:
    judged = found(searchset({"resource": patient()}, total=None), validator)

    assert told(judged) == {FHIR: ["Bundle.entry[0]"], "78-13": [], "78-01": ["Bundle"]}


@pytest.mark.parametrize("one", [candidate(patient(id="1"), None), candidate(patient(id="1"), 0.5, grade=None)])
def test_a_candidate_without_score_or_grade_is_told(one: dict[str, Any], validator: Validator) -> None:
    assert told(found(searchset(one), validator, by=MATCH)) == {FHIR: [], "119-12": ["Bundle.entry[0]"]}


@pytest.mark.parametrize(
    ("resource", "wrong"),
    [
        (patient(), []),
        (parameters(ASKED), []),
        (parameters(ASKED, {"name": "threshold", "valueDecimal": 0.8}), ["Parameters.parameter[1]"]),
        (parameters(ASKED, ASKED), ["Parameters.parameter"]),
        (patient(modifierExtension=[{"url": "http://a.org/b", "valueCode": "c"}]), ["Patient.modifierExtension"]),
    ],
)
def test_a_match_asks_about_one_patient(resource: Any, wrong: list[str], validator: Validator) -> None:
    message = request("POST", "/Patient/$match", resource)
    assert told(judge(message, "request", validator, requirements=MATCH)) == {FHIR: [], "119-13": wrong}


def test_a_record_is_named_by_a_reference(validator: Validator) -> None:
    bare = parameters({"name": "targetId", "valueString": "Patient/1"})
    assert told(found(bare, validator, by=CROSS)) == {FHIR: [], "83-14": ["Parameters.parameter[0].value"]}


def test_an_empty_answer_shows_nothing_of_its_profile(validator: Validator) -> None:
    assert told(found(parameters(), validator, by=CROSS)) == {FHIR: []}


def test_the_same_fault_in_many_entries_is_told_once(validator: Validator) -> None:
    people = (shown(patient(gender="woman"), number) for number in range(20))
    assert told(found(searchset(*people), validator))[FHIR] == ["Bundle.entry[0].resource.gender"]


def test_of_a_fault_in_an_entry_it_is_told_what_stands_there(validator: Validator) -> None:
    outcome = {"resource": fhir.operation_outcome("warning", "not-supported", "ignored"), "search": {"mode": "outcome"}}
    entries = [outcome, {"resource": patient(gender="woman")}]
    (gender, missing) = found({"resourceType": "Bundle", "type": "searchset", "entry": entries}, validator).faults[FHIR]
    assert missing.found == "none, in an entry with OperationOutcome (search mode outcome)"
    assert gender.found == '"woman", in an entry with Patient'


def test_of_very_many_faults_it_is_said_how_many_more_there_are(validator: Validator) -> None:
    elements = {f"element{number}": "a" for number in range(MOST + 5)}

    faults = fed(patient(**elements), validator).faults[FHIR]
    assert (len(faults), faults[-1].where, faults[-1].found) == (MOST + 1, "Patient", "5 more that differ from these")


def test_what_cannot_be_checked_is_said_and_no_fault(validator: Validator) -> None:
    judged = fed(patient(extension=[{"url": "http://a.org/b", "valueCode": "c"}]), validator)

    (one,) = judged.unchecked
    assert (told(judged), one.requirement, one.where) == (
        {FHIR: [], "104-11": []},
        FHIR,
        "Patient.extension[0]",
    )


def test_a_claim_of_the_sender_is_judged_as_fhir(validator: Validator) -> None:
    claimed = patient(meta={"profile": ["http://hl7.org/fhir/StructureDefinition/bodyweight"]})
    assert told(fed(claimed, validator)) == {FHIR: ["Patient"], "104-11": []}


def test_a_claim_that_is_no_list_is_told_and_not_added_to(validator: Validator) -> None:
    bundle = searchset(shown(patient(meta={"profile": "a"})), shown(patient(meta="a"), 2))

    assert told(found(bundle, validator))[FHIR] == [
        "Bundle.entry[0].resource.meta.profile",
        "Bundle.entry[1].resource.meta",
    ]


@pytest.mark.parametrize(
    "message",
    [
        answer(),
        answer(b"<html/>", content_type="text/html"),
        answer(b'{"error": "x"}', content_type="application/json"),
    ],
    ids=["no body", "a page", "JSON that says nothing of FHIR"],
)
def test_what_is_no_fhir_is_not_judged_as_fhir(message: Any, validator: Validator) -> None:
    assert told(judge(message, "response", validator, requirements=QUERY)) == {}


@pytest.mark.parametrize("content_type", [fhir.JSON, fhir.XML])
def test_what_says_that_it_is_fhir_and_cannot_be_read_is_told(content_type: str, validator: Validator) -> None:
    (where,) = told(found(b"{", validator, content_type))[FHIR]
    assert where.startswith("line 1")


def test_what_is_not_packed_as_it_says_is_told_by_its_header(validator: Validator) -> None:
    message = answer(b"\x80\x81", headers=(("Content-Encoding", "gzip"),))
    assert told(judge(message, "response", validator, requirements=QUERY)) == {FHIR: ["Content-Encoding"]}


def test_xml_of_another_language_is_told(validator: Validator) -> None:
    (fault,) = found(b"<Patient/>", validator, fhir.XML).faults[FHIR]
    assert "namespace" in fault.message


def test_what_is_too_much_to_judge_is_said_and_not_passed(validator: Validator) -> None:
    judged = fed(patient(**{f"element{number}": "a" for number in range(MOST_ISSUES + 1)}), validator)

    assert (list(judged.faults), [one.where for one in judged.unchecked]) == ([FHIR], [""])


def test_without_definitions_each_requirement_is_said_to_be_unchecked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARNESS_CACHE", str(tmp_path))

    judged = fed(patient(gender="woman"), judge_by())
    assert (judged.faults, [one.requirement for one in judged.unchecked]) == ({}, [FHIR, "104-11"])


@pytest.mark.usefixtures("validator")
def test_a_profile_that_cannot_be_had_is_neither_met_nor_broken(tmp_path: Path) -> None:
    url = next(one.profile for one in PROFILED if one.requirement == "104-11")
    broken = {"resourceType": "StructureDefinition", "url": url, "type": "Patient", "kind": "resource", "name": "A"}
    broken |= {"derivation": "constraint", "baseDefinition": "http://a.org/nowhere", "differential": {"element": []}}
    (tmp_path / "a.json").write_text(json.dumps(broken))

    judged = fed(patient(), judge_by([tmp_path]))
    assert (told(judged), [one.requirement for one in judged.unchecked]) == ({FHIR: []}, ["104-11"])


@pytest.mark.parametrize("requirement", JUDGED)
def test_what_is_judged_by_definitions_is_in_the_catalogue(requirement: str) -> None:
    assert requirement in CATALOGUE
