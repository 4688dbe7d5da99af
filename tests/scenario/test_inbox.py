from __future__ import annotations

import json
import random
import threading
from dataclasses import replace
from urllib.parse import quote

import pytest

from harness.errors import NothingReceived
from harness.evidence.exchange import Exchange, Message
from harness.messages import fhir
from harness.scenario.inbox import Inbox, Wait
from harness.transactions import (
    Identifier,
    MobilePatientDemographicsQuery,
    NextPage,
    PatientDemographicsMatch,
    PatientIdentifierCrossReferenceQuery,
    PatientIdentityFeed,
    Person,
    RegisterMother,
    RemovePatient,
    ResolveDuplicate,
    RetrievePatient,
    Source,
    Transaction,
)
from tests.checks.resources import MINE, OTHER
from tests.seen import OHIE, crossed, request
from tests.transactions.people import SOURCE, shown

ROOT = "http://event.example.org:8765"


class Unexpected:
    """Keeps what fits no wait."""

    def __init__(self) -> None:
        self.kept: list[tuple[Exchange, str]] = []

    def __call__(self, exchange: Exchange, why: str) -> None:
        self.kept.append((exchange, why))


@pytest.fixture
def unexpected() -> Unexpected:
    return Unexpected()


@pytest.fixture
def inbox(unexpected: Unexpected) -> Inbox:
    return Inbox(unexpected)


def path(slug: str = "clinic") -> str:
    return f"/{slug}/client_registry/fhir"


def wait(transaction: Transaction, slug: str = "clinic") -> Wait:
    return Wait(slug, "client_registry", transaction, f"{ROOT}{path(slug)}")


def message(transaction: Transaction, slug: str = "clinic", source: Source = SOURCE) -> Exchange:
    """What a participant at `slug` sends when it does what it is asked."""
    call = transaction.call(source)
    sent = request(call.method, f"{path(slug)}/{call.path}", call.body, content_type=call.header("content-type"))
    return crossed(replace(sent, headers=(*sent.headers, *call.headers)))


def arrives(inbox: Inbox, exchange: Exchange, slug: str = "clinic") -> None:
    inbox.deliver(exchange, slug, "client_registry", path(slug))


def person(number: int, family: str = "") -> Person:
    return Person(f"seed-{number}", family or f"Achieng{number:03}", "Grace", "1982-01-07", "female")


FEED = PatientIdentityFeed(person(1))


def test_what_is_waited_for_is_received(inbox: Inbox) -> None:
    open_wait, exchange = inbox.open(wait(FEED)), message(FEED)
    arrives(inbox, exchange)

    assert inbox.receive(open_wait, seconds=0) is exchange


def test_a_wait_wakes_up_when_its_message_arrives(inbox: Inbox) -> None:
    open_wait, exchange = inbox.open(wait(FEED)), message(FEED)
    sender = threading.Thread(target=arrives, args=(inbox, exchange))
    sender.start()

    assert inbox.receive(open_wait, seconds=30) is exchange
    sender.join()


def test_a_wait_that_runs_out_says_for_what_where_and_how_long(inbox: Inbox) -> None:
    open_wait = inbox.open(wait(FEED))

    with pytest.raises(NothingReceived, match=rf"no ITI-104 arrived at {ROOT}{path()} within 0 s"):
        inbox.receive(open_wait, seconds=0)


def test_what_arrives_after_a_wait_ran_out_is_shown(inbox: Inbox, unexpected: Unexpected) -> None:
    open_wait, exchange = inbox.open(wait(FEED)), message(FEED)
    with pytest.raises(NothingReceived):
        inbox.receive(open_wait, seconds=0)
    arrives(inbox, exchange)

    assert unexpected.kept == [(exchange, "no scenario was waiting for it")]


def test_what_is_not_about_whom_is_waited_for_is_told_so(inbox: Inbox, unexpected: Unexpected) -> None:
    open_wait = inbox.open(wait(MobilePatientDemographicsQuery("family=Éboué")))
    arrives(inbox, message(MobilePatientDemographicsQuery("family=Ebou")))

    told = "what is waited for is ITI-78 with 'Éboué' in it, and this is another"
    assert (open_wait.exchange, [why for _, why in unexpected.kept]) == (None, [told])


def test_what_arrives_twice_is_shown_the_second_time(inbox: Inbox, unexpected: Unexpected) -> None:
    inbox.open(wait(FEED))
    arrives(inbox, message(FEED))
    arrives(inbox, message(FEED))

    assert [why for _, why in unexpected.kept] == ["no scenario was waiting for it"]


def test_a_wait_that_was_closed_waits_no_more(inbox: Inbox, unexpected: Unexpected) -> None:
    open_wait = inbox.open(wait(FEED))
    inbox.close(open_wait)
    inbox.close(open_wait)
    arrives(inbox, message(FEED))

    assert len(unexpected.kept) == 1


def test_what_fits_two_waits_is_given_to_neither(inbox: Inbox, unexpected: Unexpected) -> None:
    waits = [inbox.open(wait(FEED)), inbox.open(wait(FEED))]
    arrives(inbox, message(FEED))

    assert [one.exchange for one in waits] == [None, None]
    assert [why for _, why in unexpected.kept] == ["2 waits fit it"]


ANOTHERS = {
    "another participant's": (FEED, "hospital"),
    "about another person": (PatientIdentityFeed(person(2)), "clinic"),
    "another transaction about her": (PatientDemographicsMatch(person(1)), "clinic"),
    "a search for her": (MobilePatientDemographicsQuery("family=Achieng001"), "clinic"),
    "about somebody whose name begins so": (PatientIdentityFeed(person(3, "Achieng001h")), "clinic"),
    "about somebody whose name ends so": (PatientIdentityFeed(person(3, "McAchieng001")), "clinic"),
}


@pytest.mark.parametrize(("transaction", "slug"), ANOTHERS.values(), ids=ANOTHERS.keys())
def test_what_is_another_s_is_not_taken(
    inbox: Inbox, unexpected: Unexpected, transaction: Transaction, slug: str
) -> None:
    inbox.open(wait(FEED))
    arrives(inbox, message(transaction, slug), slug)

    assert len(unexpected.kept) == 1


def test_another_actor_s_address_is_another_address(inbox: Inbox, unexpected: Unexpected) -> None:
    inbox.open(wait(FEED))
    inbox.deliver(message(FEED), "clinic", "shared_health_record", path())

    assert len(unexpected.kept) == 1


EBOUE = PatientIdentityFeed(person(1, "Éboué & Co"))
RESOURCE = {"resourceType": "Patient", "name": [{"family": "Éboué & Co"}]}
XML = '<Patient xmlns="http://hl7.org/fhir"><name><family value="{}"/></name></Patient>'
SPELLINGS: dict[str, tuple[bytes, str]] = {
    "JSON in plain letters": (json.dumps(RESOURCE, ensure_ascii=False).encode(), fhir.JSON),
    "JSON with escapes": (json.dumps(RESOURCE).encode(), "application/json"),
    "XML in plain letters": (XML.format("Éboué &amp; Co").encode(), fhir.XML),
    "XML with references": (XML.format("&#xC9;bou&#233; &#38; Co").encode(), "text/xml"),
    "capitals": (json.dumps(RESOURCE, ensure_ascii=False).replace("Éboué & Co", "ÉBOUÉ & CO").encode(), fhir.JSON),
    "letters and accents apart": (json.dumps(RESOURCE, ensure_ascii=False).replace("é", "e\u0301").encode(), fhir.JSON),
}


@pytest.mark.parametrize(("body", "content_type"), SPELLINGS.values(), ids=SPELLINGS.keys())
def test_she_is_known_however_her_name_is_written(inbox: Inbox, body: bytes, content_type: str) -> None:
    open_wait = inbox.open(wait(EBOUE))
    arrives(inbox, crossed(request("PUT", f"{path()}/Patient?identifier=a%7C1", body, content_type=content_type)))

    assert open_wait.exchange is not None


@pytest.mark.parametrize("coded", [quote("Éboué"), "%c3%89bou%c3%a9", "%C3%89BOU%C3%89"])
@pytest.mark.parametrize("form", [False, True])
def test_she_is_known_however_a_search_is_written(inbox: Inbox, coded: str, form: bool) -> None:
    open_wait = inbox.open(wait(MobilePatientDemographicsQuery("family=Éboué&gender=female")))
    asked: Message = request("GET", f"{path()}/Patient?family={coded}")
    if form:
        body, kind = f"family={coded}".encode(), "application/x-www-form-urlencoded"
        asked = request("POST", f"{path()}/Patient/_search", body, content_type=kind)
    arrives(inbox, crossed(asked))

    assert open_wait.exchange is not None


@pytest.mark.parametrize(
    ("waited", "arrived"),
    [
        (RetrievePatient("Patient/1"), RetrievePatient("Patient/12")),
        (RetrievePatient("Patient/1"), RetrievePatient("Patient/1-2")),
        (RetrievePatient("Patient/1"), RetrievePatient("Patient/1.2")),
        (NextPage("Patient?page=2"), NextPage("Patient?page=3")),
        (PatientDemographicsMatch(person(1)), PatientDemographicsMatch(person(2))),
        (PatientIdentifierCrossReferenceQuery(MINE), PatientIdentifierCrossReferenceQuery(OTHER)),
        (RemovePatient(MINE), RemovePatient(OTHER)),
        (ResolveDuplicate(shown("H1"), shown("H2")), ResolveDuplicate(shown("H2"), shown("H1"))),
        (RegisterMother("Patient/1", "Juma", "Mercy"), RegisterMother("Patient/1", "Otieno", "Mercy")),
        (
            MobilePatientDemographicsQuery("family=Juma&gender=female"),
            MobilePatientDemographicsQuery("family=Otieno&gender=female"),
        ),
        (
            MobilePatientDemographicsQuery(Identifier(OHIE, "H1")),
            MobilePatientDemographicsQuery(Identifier(OHIE, "H11")),
        ),
    ],
)
def test_what_only_looks_alike_is_not_taken(
    inbox: Inbox, unexpected: Unexpected, waited: Transaction, arrived: Transaction
) -> None:
    inbox.open(wait(waited))
    arrives(inbox, message(arrived))

    assert len(unexpected.kept) == 1


def two_hundred() -> list[tuple[str, Transaction]]:
    """Forty participants, five waits each, of several kinds."""
    kinds = (
        PatientIdentityFeed,
        PatientIdentityFeed,
        PatientDemographicsMatch,
        lambda one: MobilePatientDemographicsQuery(f"family={one.family}&gender=female"),
        lambda one: MobilePatientDemographicsQuery(Identifier(OHIE, f"N{one.key}"), form=True),
    )
    people = [person(number) for number in range(200)]
    return [(f"site-{number // 5}", kinds[number % 5](one)) for number, one in enumerate(people)]


def test_two_hundred_waits_are_fed_by_several_threads_and_none_is_mixed_up(
    inbox: Inbox, unexpected: Unexpected
) -> None:
    waits = [inbox.open(wait(transaction, slug)) for slug, transaction in two_hundred()]
    sent = [(number, message(transaction, slug), slug) for number, (slug, transaction) in enumerate(two_hundred())]
    random.Random(7).shuffle(sent)
    feed(inbox, [(exchange, slug) for _, exchange, slug in sent])

    assert unexpected.kept == []
    assert [waits[number].exchange is exchange for number, exchange, _ in sent] == [True] * 200


def test_two_hundred_waits_leave_what_fits_none_or_two(inbox: Inbox, unexpected: Unexpected) -> None:
    everybody = two_hundred()
    for slug, transaction in (*everybody, *everybody[:20]):
        inbox.open(wait(transaction, slug))
    strangers = [(message(PatientIdentityFeed(person(900 + n)), f"site-{n}"), f"site-{n}") for n in range(40)]
    feed(inbox, [(message(transaction, slug), slug) for slug, transaction in everybody] + strangers)

    reasons = [why for _, why in unexpected.kept]
    assert (reasons.count("2 waits fit it"), len(reasons)) == (20, 60)


def feed(inbox: Inbox, arriving: list[tuple[Exchange, str]]) -> None:
    """Let six threads bring it all at once."""
    threads = [
        threading.Thread(target=lambda part: [arrives(inbox, *one) for one in part], args=(arriving[number::6],))
        for number in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
