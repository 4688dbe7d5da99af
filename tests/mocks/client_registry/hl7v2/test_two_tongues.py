"""What is told in one tongue is known in the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mocks.client_registry.conftest import MAIDEN_NAME, NID, TEST, TEST_A, issue, named, targets
from tests.mocks.client_registry.hl7v2.conftest import JONES, OpenSpeaker, Speaker, cx, numbers, told


def test_fed_by_v2_found_by_fhir(speaker: Speaker) -> None:
    speaker.jones()
    found = speaker.fhir.ask("Patient", identifier=f"{TEST}|RJ-439").json()["entry"][0]["resource"]

    assert (found["name"][0]["family"], found["gender"], found["birthDate"]) == ("JONES", "female", "1984-01-25")
    assert found["extension"] == [{"url": MAIDEN_NAME, "valueString": "SMITH"}]


def test_fed_by_fhir_found_by_v2(speaker: Speaker) -> None:
    speaker.fhir.feed("1", telecom=[{"system": "phone", "value": "+254 7", "use": "mobile"}])
    found = speaker.pdq("@PID.3.1^1", "@PID.3.4.1^TEST")

    assert [found.get(one) for one in ("PID-5", "PID-5.2", "PID-7", "PID-8", "PID-13")] == [
        *("Achieng", "Grace", "19820503", "F", "+254 7"),
    ]


def test_updated_by_v2_a_record_of_fhir_keeps_the_rest(speaker: Speaker) -> None:
    speaker.fhir.feed("1", address=[{"city": "Kisumu"}])
    speaker.feed(f"{cx('1')}||WANJIRU^GRACE", event="A08")
    found = speaker.fhir.ask("Patient", identifier=f"{TEST}|1").json()["entry"]

    assert [one["resource"]["name"][0]["family"] for one in found] == ["WANJIRU"]
    assert (found[0]["resource"]["address"], found[0]["resource"]["gender"]) == ([{"city": "Kisumu"}], "female")


def test_updated_by_fhir_a_record_of_v2_is_the_same(speaker: Speaker) -> None:
    speaker.jones()
    assert speaker.fhir.feed("RJ-439", name=named("Wanjiru")).status_code == 200

    assert speaker.pdq("@PID.5.1^WANJIRU").get("PID-3") == "RJ-439"


def test_merged_by_fhir_unknown_by_v2(speaker: Speaker) -> None:
    speaker.fhir.feed("old", name=named("Otieno"))
    speaker.fhir.feed("new")
    speaker.fhir.merge("old", "new")

    assert told(speaker.pix(cx("old"))) == ("AE", "AE")
    assert told(speaker.pdq("@PID.3.1^old", "@PID.3.4.1^TEST")) == ("AA", "NF")
    assert told(speaker.feed(f"{cx('old')}||{JONES}")) == ("AE", "204")


def test_merged_by_v2_gone_in_fhir(speaker: Speaker) -> None:
    for number in ("old", "new"):
        speaker.fhir.feed(number, name=named(f"Otieno{number}"))
    assert told(speaker.merge(cx("old"), cx("new"))) == ("AA", "")

    assert issue(speaker.fhir.pix("old")) == (404, "not-found")
    assert (speaker.fhir.found(family="Otienoold"), speaker.fhir.found(identifier=f"{TEST}|old")) == ([], ["new"])


def test_a_merge_keeps_what_others_know_the_patient_by(speaker: Speaker) -> None:
    national = cx("N-1", "NID")
    speaker.feed(f"{cx('old')}~{national}||FIRST^A||1984|F")
    speaker.feed(f"{cx('new')}||SECOND^B||1985|F")
    speaker.merge(cx("old"), cx("new"))

    assert targets(speaker.fhir.pix("new")) == ["N-1"]
    assert numbers(speaker.pix(national)) == [["new"]]


def test_records_of_both_tongues_are_linked(speaker: Speaker) -> None:
    speaker.fhir.feed("A-1", system=TEST_A, name=named("JONES", "JENNIFER"), birthDate="1984-01-25")
    speaker.jones()

    assert numbers(speaker.pix(cx("RJ-439"))) == [["A-1"]]
    assert targets(speaker.fhir.pix("A-1", system=TEST_A)) == ["RJ-439"]
    assert numbers(speaker.pdq("@PID.5.1^JONES")) == [["A-1", "RJ-439"]]


def test_a_social_security_number_is_an_identifier_of_fhir(speaker: Speaker) -> None:
    speaker.feed(f"{cx('1')}||{JONES}||1984|F|||||||||||N-7")

    assert targets(speaker.fhir.pix("N-7", system=NID)) == ["1"]


def test_a_mother_of_fhir_is_asked_for_in_v2(speaker: Speaker) -> None:
    child = speaker.fhir.feed("child").json()["id"]
    relationship = [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "MTH"}]}]
    mother = {
        "resourceType": "RelatedPerson",
        "patient": {"reference": f"Patient/{child}"},
        "relationship": relationship,
    }
    speaker.fhir.post("RelatedPerson", {**mother, "identifier": [{"system": TEST, "value": "mother"}]})

    assert numbers(speaker.pdq("@PID.21.1^mother")) == [["child"]]
    assert speaker.pdq("@PID.21.1^mother").raw("PID-21") == cx("mother")


def test_a_newborn_of_v2_is_a_patient_and_a_mother_in_fhir(speaker: Speaker) -> None:
    speaker.jones()
    speaker.feed(f"{cx('RJ-440')}||||20141001|M|||||||||||||{cx('RJ-439')}")
    more = {"identifier": f"{TEST}|RJ-440", "_revinclude": "RelatedPerson:patient"}
    child, mother = [one["resource"] for one in speaker.fhir.ask("Patient", **more).json()["entry"]]

    assert (child["name"][0]["extension"][0]["valueCode"], mother["identifier"][0]["value"]) == ("unknown", "RJ-439")
    assert mother["name"][0]["given"] == ["JENNIFER"]


@pytest.mark.parametrize("tongue", ["v2", "fhir"])
def test_what_was_acknowledged_outlives_the_process(open_speaker: OpenSpeaker, tmp_path: Path, tongue: str) -> None:
    first = open_speaker(data=tmp_path / "data")
    first.jones()
    first.mock.close()
    again = open_speaker(data=tmp_path / "data")

    found = again.fhir.found(family="Jones") if tongue == "fhir" else numbers(again.pdq("@PID.5.1^JONES"))[0]
    assert found == ["RJ-439"]


@pytest.mark.parametrize(("event", "known"), [("A24", ["2"]), ("A37", [])])
def test_what_was_said_by_hand_outlives_a_feed_in_fhir(speaker: Speaker, event: str, known: list[str]) -> None:
    name = "Achieng" if event == "A37" else "Otieno"
    speaker.fhir.feed("1")
    speaker.fhir.feed("2", name=named(name), system=TEST_A)
    both = (f"PID|||{cx('1')}", f"PID|||{cx('2', 'TEST_A')}")
    assert told(speaker.say("EVN||1", *both, kind=f"ADT^{event}", version="2.5")) == ("AA", "")
    speaker.fhir.feed("1")

    assert targets(speaker.fhir.pix("1")) == known
