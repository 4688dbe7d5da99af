from __future__ import annotations

import json
from typing import Any

import pytest

from harness.messages import fhir
from harness.transactions import (
    AlertQuery,
    AlertStatusQuery,
    Call,
    FaultyAlert,
    ReportAlert,
    RetrievePatient,
    recipient_of,
)
from harness.transactions.alerts import MOST_LOOKS
from tests.transactions.people import GRACE, SOURCE, TAG, UNTAGGED

WHERE = "http://cr/fhir/Patient/17"
REPORT = ReportAlert("Come tomorrow", WHERE)
STATUS = AlertStatusQuery("CommunicationRequest/a1", [("_lastUpdated", "ge2020-01-01")], eager=True)


def sent(alert: ReportAlert, source: Any = SOURCE) -> dict[str, Any]:
    call = alert.call(source)
    return fhir.parse(call.body, call.header("content-type"))


def test_an_alert_is_created_with_all_that_it_needs() -> None:
    alert = sent(REPORT)

    assert (alert["priority"], alert["payload"]) == ("routine", [{"contentString": "Come tomorrow"}])
    assert (alert["recipient"], alert["meta"]) == ([{"reference": WHERE}], {"tag": [TAG]})


def test_an_alert_carries_no_mark_where_the_run_has_none() -> None:
    assert "meta" not in sent(REPORT, UNTAGGED)


def test_a_recipient_travels_inside() -> None:
    alert = sent(ReportAlert("Come", contained=recipient_of(GRACE)))

    assert alert["recipient"] == [{"reference": "#recipient"}]
    assert alert["contained"][0] == {**recipient_of(GRACE), "id": "recipient"}


def test_an_alert_is_written_in_xml() -> None:
    call = ReportAlert("Come", WHERE, content_type=fhir.XML).call(SOURCE)

    assert (call.body[:1], call.header("content-type")) == (b"<", fhir.XML)


@pytest.mark.parametrize("name", ["payload", "priority"])
def test_a_faulty_alert_lacks_one_thing(name: str) -> None:
    assert set(sent(REPORT)) - set(sent(FaultyAlert("Come", WHERE, without=name))) == {name}


def test_an_alert_without_its_category_has_another() -> None:
    assert sent(FaultyAlert("Come", WHERE, without="category"))["category"] == [{"text": "an alert"}]


def test_a_faulty_alert_may_be_right_but_for_its_recipient() -> None:
    assert set(sent(FaultyAlert("Come", "http://cr/fhir/Patient/nobody"))) == set(sent(REPORT))


def test_an_alert_is_known_by_its_words() -> None:
    assert REPORT.recognises(REPORT.call(SOURCE))
    assert REPORT.marks() == ("Come tomorrow",)


def test_the_person_at_the_keyboard_is_told_what_to_say_and_to_whom() -> None:
    assert WHERE in REPORT.instruction()
    assert "travels in the alert" in ReportAlert("Come", contained=recipient_of(GRACE)).instruction()


def test_a_machine_is_told_the_same() -> None:
    task = ReportAlert("Come", contained=recipient_of(GRACE)).task()

    assert (task["action"], json.loads(task["contained"])) == ("report alert", recipient_of(GRACE))
    assert REPORT.task()["contained"] == ""


def test_what_became_of_an_alert_is_asked_by_the_alert() -> None:
    call = STATUS.call(SOURCE)

    assert call.path == "Communication?based-on=CommunicationRequest/a1&_lastUpdated=ge2020-01-01"
    assert STATUS.task()["more"] == [["_lastUpdated", "ge2020-01-01"]]


@pytest.mark.parametrize("path", ["Communication", "CommunicationRequest?_id=a1", "CommunicationRequest/a1"])
def test_it_may_be_asked_in_other_ways(path: str) -> None:
    assert STATUS.recognises(Call("GET", path))


@pytest.mark.parametrize("call", [Call("DELETE", "Communication"), RetrievePatient("Patient/1").call(SOURCE)])
def test_anything_else_is_no_such_question(call: Call) -> None:
    assert not STATUS.recognises(call)


def test_it_is_asked_again_until_there_is_something_to_tell() -> None:
    again = STATUS.following(b'{"url": "Communication?based-on=CommunicationRequest/a1"}', fhir.JSON, "")

    assert again is not None
    assert (again.looked_up, again.call(SOURCE)) == (True, STATUS.call(SOURCE))
    assert STATUS.following(b'{"reference": "CommunicationRequest/a1"}', fhir.JSON, "") is None


def test_it_is_not_asked_for_ever() -> None:
    patient = AlertStatusQuery("CommunicationRequest/a1", eager=True, looks=MOST_LOOKS)

    assert patient.following(b"{}", fhir.JSON, "") is None
    assert AlertStatusQuery("CommunicationRequest/a1").following(b"{}", fhir.JSON, "") is None


def test_the_alert_itself_is_searched_for() -> None:
    query = AlertQuery("CommunicationRequest/a1")

    assert query.call(SOURCE).path == "CommunicationRequest?_id=a1"
    assert query.recognises(query.call(SOURCE))
    assert "search for an alert" in query.instruction()
