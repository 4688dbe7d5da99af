"""The point of service in HL7 v2: what it sends when it is told to, what it shows, what it takes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from harness import transactions
from harness.checks import feeds_v2, hl7v2
from harness.errors import NonConformance
from harness.evidence.exchange import Message
from harness.evidence.record import without_numbers
from harness.messages import hl7v2 as messages
from harness.mocks import defects
from harness.mocks.client_registry import ClientRegistry
from harness.mocks.point_of_service import PointOfService
from harness.mocks.point_of_service.tasks_v2 import ACTIONS, task_in
from harness.openhie.domains import DEFAULT_DOMAINS
from harness.participants.urls import split_address
from harness.transactions import (
    CancelQueryV2,
    ChangeIdentifierV2,
    Identifier,
    LinkPatientsV2,
    ManagedPatientMergeV2,
    NextPageV2,
    PatientDemographicsQueryV2,
    PatientIdentifierQueryV2,
    PatientIdentityFeedV2,
    PatientIdentityManagementV2,
    PatientMergeV2,
    Transaction,
    UpdateNotificationV2,
    V2Transaction,
)
from harness.transport.http_server import HttpServer
from harness.transport.mllp_client import MllpClient
from harness.transport.mllp_delivery import Delivery
from harness.transport.mllp_server import MllpServer
from tests.transactions.people import GRACE, SOURCE, shown

OWN = DEFAULT_DOMAINS[1]
NUMBER = Identifier(OWN.uri, "1000")
SAID = (
    CancelQueryV2("tag"),
    NextPageV2("QPD|a|b", "1"),
    PatientDemographicsQueryV2(NUMBER),
    PatientDemographicsQueryV2({"PID.5.1": "Achieng"}),
    PatientIdentifierQueryV2(NUMBER),
    PatientIdentityFeedV2(GRACE),
    PatientMergeV2(shown("1"), shown("2")),
    PatientIdentityManagementV2(GRACE),
    ManagedPatientMergeV2(shown("1"), shown("2")),
    LinkPatientsV2(shown("1"), shown("2")),
    LinkPatientsV2(shown("1"), shown("2"), event="A37"),
    ChangeIdentifierV2(shown("1"), NUMBER),
)
OURS = defects.all_of("point-of-service")
OVER_V2 = [one for one in OURS if any(each.startswith(("8-", "9-", "21-", "30-", "V2-")) for each in one.breaks)]


class Clinic:
    """A point of service, and a registry in HL7 v2 behind it that keeps what it hears."""

    def __init__(self, *names: str) -> None:
        self._service, self._registry = PointOfService(domain=OWN, start_number=1000, defects=names), ClientRegistry()
        self._server = HttpServer(self._service.app)
        self._line = MllpServer(self._hear)
        self.heard: list[Message] = []

    def __enter__(self) -> Clinic:
        self._server.start()
        self._line.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._service.close()
        self._server.stop()
        self._line.stop()
        self._registry.close()

    def _hear(self, delivery: Delivery) -> bytes:
        self.heard.append(Message("point_of_service", b"", delivery.message, 0.0, exchange="x1"))
        return self._registry.hear(delivery)

    def does(self, action: str, **parts: Any) -> None:
        task = {"action": action, **parts}
        said = {"kind": "instruction", "address": self._line.url, "task": task}
        told = httpx.post(f"{self._server.url}/instructions", json=said)
        assert told.status_code == 202, told.text
        self.sees("error")

    def sees(self, sight: str, **facts: Any) -> str:
        said = {"kind": "question", "text": "?", "task": {"sight": sight, **facts}}
        return str(httpx.post(f"{self._server.url}/instructions", json=said).json()["answer"])

    def feeds(self, event: str = "A04", **changes: Any) -> None:
        person = PatientIdentityFeedV2(GRACE).task()["person"] | {"formerly": ""} | changes
        self.does("feed", event=event, person=person)

    def manages(self, event: str = "A28", **changes: Any) -> None:
        person = PatientIdentityFeedV2(GRACE).task()["person"] | {"formerly": ""} | changes
        self.does("manage", event=event, person=person)

    def page(self) -> str:
        return httpx.get(f"{self._server.url}/").text


@pytest.fixture
def clinic() -> Iterator[Clinic]:
    with Clinic() as one:
        yield one


@pytest.mark.parametrize("transaction", SAID, ids=lambda one: type(one).__name__)
def test_every_task_of_a_transaction_is_understood(transaction: V2Transaction) -> None:
    task = transaction.task()
    assert task_in(task | {"domain": "http://x"}).action == task["action"]


def test_no_transaction_that_a_participant_may_be_asked_for_is_left_out() -> None:
    every = [one for one in vars(transactions).values() if inspect.isclass(one) and issubclass(one, Transaction)]
    asked = {one for one in every if one.endpoint == "hl7v2" and not inspect.isabstract(one) and not one.wrong}
    assert {one for one in asked if not one.unprompted and not one.secured} == {type(one) for one in SAID}
    assert {one.task()["action"] for one in SAID} == set(ACTIONS)


def test_a_patient_is_registered_found_and_shown(clinic: Clinic) -> None:
    clinic.feeds()
    clinic.does("search", fields={"identifier": f"{OWN.uri}|1000"})
    assert clinic.sees("patient", family=GRACE.family) == "yes"
    assert "has the number 1000" not in clinic.page()


def test_a_merge_takes_a_number_away(clinic: Clinic) -> None:
    clinic.feeds()
    clinic.feeds(given="Hope")
    clinic.does("resolve duplicate", subsumed=f"{OWN.uri}|1000", survivor=f"{OWN.uri}|1001")
    assert messages.parse(clinic.heard[-1].body).get("MRG-1") == "1000"
    assert "The number 1000 is replaced by 1001" in clinic.page()


def test_a_link_is_made_and_undone(clinic: Clinic) -> None:
    clinic.manages()
    clinic.manages(given="Hope")
    clinic.does("link", identifiers=[f"{OWN.uri}|1000", f"{OWN.uri}|1001"])
    clinic.does("unlink", identifiers=[f"{OWN.uri}|1000", f"{OWN.uri}|1001"])
    events = [messages.parse(one.body).get("MSH-9.2") for one in clinic.heard[-2:]]
    assert (events, "Unlinked" in clinic.page()) == (["A24", "A37"], True)


def test_two_records_are_merged_by_iti_30(clinic: Clinic) -> None:
    clinic.manages()
    clinic.manages(given="Hope")
    clinic.does("merge", subsumed=f"{OWN.uri}|1000", survivor=f"{OWN.uri}|1001")
    sent = messages.parse(clinic.heard[-1].body)
    assert (sent.get("MSH-12"), sent.get("MRG-1")) == ("2.5", "1000")


def test_a_wrong_number_is_mended_in_the_clinic_too(clinic: Clinic) -> None:
    clinic.manages()
    clinic.does("change identifier", old=f"{OWN.uri}|1000", new=f"{OWN.uri}|2000")
    clinic.does("search", fields={"identifier": f"{OWN.uri}|2000"})
    assert clinic.sees("patient", family=GRACE.family) == "yes"


def test_pages_are_turned_one_by_one(clinic: Clinic) -> None:
    for given in ("Hope", "Joy", "Faith"):
        clinic.feeds(given=given)
    clinic.does("search", fields={"PID.5.1": GRACE.family}, most=2)
    clinic.does("next page")
    assert clinic.sees("patients", count=3) == "yes"


def test_a_refusal_is_shown_as_an_error(clinic: Clinic) -> None:
    clinic.does("cross-reference", identifier=f"{OWN.uri}|nobody")
    assert "The client registry answered AE" in clinic.page()


IMPOSSIBLE = {"next page": "There is no next page", "resolve duplicate": "There is no patient 7 in this clinic"}


@pytest.mark.parametrize(("action", "words"), IMPOSSIBLE.items())
def test_what_cannot_be_done_now_is_said_on_the_screen(clinic: Clinic, action: str, words: str) -> None:
    clinic.does(action, subsumed="7", survivor="8")
    assert words in clinic.page()
    assert clinic.heard == []


def test_nobody_there_is_said_on_the_screen(clinic: Clinic) -> None:
    clinic._line.stop()
    clinic.does("search", fields={"PID.5.1": "Achieng"})
    assert clinic.sees("error") == "yes"


@pytest.mark.parametrize("address", ["mllp://", "mllp://host", "mllp://host:1/x", "mllp://host:no"])
def test_an_address_that_is_none_is_refused(clinic: Clinic, address: str) -> None:
    said = {"kind": "instruction", "address": address, "task": {"action": "next page"}}
    told = httpx.post(f"{clinic._server.url}/instructions", json=said)
    assert (told.status_code, "mllp://127.0.0.1:2575" in told.text) == (400, True)


NOTIFIED = UpdateNotificationV2([NUMBER]).call(SOURCE).message
TOLD = {
    "a notification": (NOTIFIED, "AA", ""),
    "another event": (NOTIFIED.with_value("MSH-9.2", "A01"), "AR", "201"),
    "another type": (NOTIFIED.with_value("MSH-9.1", "QBP"), "AR", "200"),
}


@pytest.mark.parametrize(("message", "code", "fault"), TOLD.values(), ids=TOLD)
def test_a_notification_is_taken_and_no_more(message: messages.Message, code: str, fault: str) -> None:
    service = PointOfService()
    _, host, port = split_address(service.listen()[0][1])
    with MllpClient(host, port) as client:
        answer = client.send(message.encode()).response
    service.close()
    assert answer is not None
    assert (messages.parse(answer.body).get("MSA-1"), messages.parse(answer.body).get("ERR-3")) == (code, fault)


def test_bytes_that_are_no_message_are_refused() -> None:
    service = PointOfService()
    _, host, port = split_address(service.listen()[0][1])
    with MllpClient(host, port) as client:
        answer = client.send(b"hello").response
    service.close()
    assert answer is not None
    assert messages.parse(answer.body).get("MSA-1") == "AR"


def is_a_whole_feed(message: Message) -> None:
    hl7v2.is_of_kind(message, "ADT", "A01", "A04", "A05", "A08")
    hl7v2.keeps_its_structure(message)


def names_its_own_number(message: Message) -> None:
    feeds_v2.names_authorities(message)
    feeds_v2.is_of_its_own_domain(message, domain=OWN)


CHECKS: dict[str, Callable[[Message], None]] = {
    "8-13": is_a_whole_feed,
    "8-14": names_its_own_number,
    "8-15": feeds_v2.names_the_patient,
    "8-16": feeds_v2.merges_within_one_domain,
    "8-17": feeds_v2.is_written_as_adt_a39,
    "9-11": feeds_v2.asks_about_one,
    "9-12": feeds_v2.names_domains_only,
    "21-16": feeds_v2.asks_by_fields,
    "30-07": feeds_v2.tells_when_alone,
    "30-08": feeds_v2.visits_nobody,
    "30-09": feeds_v2.says_whole_what_it_is,
}


def performed(clinic: Clinic, requirement: str) -> Message:
    clinic.feeds()
    if requirement in ("8-16", "8-17"):
        clinic.feeds(given="Hope")
        clinic.does("resolve duplicate", subsumed=f"{OWN.uri}|1000", survivor=f"{OWN.uri}|1001")
    elif requirement.startswith("9-"):
        clinic.does("cross-reference", identifier=f"{OWN.uri}|1000", targets=[OWN.uri])
    elif requirement.startswith("21-"):
        clinic.does("search", fields={"PID.5.1": GRACE.family})
    elif requirement.startswith("30-"):
        clinic.manages()
    else:
        clinic.feeds(event="A08")
    return clinic.heard[-1]


@pytest.mark.parametrize("defect", OVER_V2, ids=lambda one: one.name)
def test_a_defect_breaks_its_check_at_its_place(defect: defects.Defect) -> None:
    with Clinic(defect.name) as clinic, pytest.raises(NonConformance) as found:
        CHECKS[defect.breaks[0]](performed(clinic, defect.breaks[0]))
    assert without_numbers(found.value.where) == without_numbers(defect.where)


@pytest.mark.parametrize("requirement", CHECKS)
def test_without_a_defect_all_is_right(clinic: Clinic, requirement: str) -> None:
    assert CHECKS[requirement](performed(clinic, requirement)) is None
