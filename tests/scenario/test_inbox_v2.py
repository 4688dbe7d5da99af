"""Which wait a message in HL7 v2 is for, and what is kept for a wait that opens later."""

from __future__ import annotations

import pytest

from harness.errors import NothingReceived
from harness.evidence.exchange import Exchange, Message
from harness.scenario.inbox import Inbox, Wait
from harness.transactions import (
    Identifier,
    PatientIdentityFeed,
    PatientIdentityFeedV2,
    Transaction,
    UpdateNotificationV2,
    V2Transaction,
)
from tests.scenario.test_inbox import Unexpected
from tests.transactions.people import GRACE, HERE, SOURCE

BASE = "mllp://127.0.0.1:20000"
MINE, THEIRS = Identifier(HERE.uri, "1"), Identifier(HERE.uri, "2")
TOLD = UpdateNotificationV2([MINE, THEIRS])
HERE_WE_ARE = ("registry", "point_of_service", "hl7v2")


@pytest.fixture
def unexpected() -> Unexpected:
    return Unexpected()


@pytest.fixture
def inbox(unexpected: Unexpected) -> Inbox:
    return Inbox(unexpected)


def message(transaction: V2Transaction) -> Exchange:
    body = transaction.call(SOURCE).message.encode()
    return Exchange("", "", "", "", BASE, Message("", b"", body, 1.0), None, 2.0, protocol="mllp")


def wait(transaction: Transaction) -> Wait:
    return Wait("registry", "point_of_service", transaction, BASE)


def arrives(inbox: Inbox, exchange: Exchange) -> None:
    inbox.deliver(exchange, "registry", "point_of_service", BASE)


def test_a_message_is_for_the_wait_in_its_own_protocol(inbox: Inbox) -> None:
    by_fhir, by_v2 = inbox.open(wait(PatientIdentityFeed(GRACE))), inbox.open(wait(PatientIdentityFeedV2(GRACE)))
    arrives(inbox, message(PatientIdentityFeedV2(GRACE, event="A04")))
    assert (by_fhir.exchange, by_v2.exchange is None) == (None, False)


def test_a_change_is_not_taken_for_a_registration(inbox: Inbox, unexpected: Unexpected) -> None:
    inbox.open(wait(PatientIdentityFeedV2(GRACE)))
    arrives(inbox, message(PatientIdentityFeedV2(GRACE, event="A08")))
    assert len(unexpected.kept) == 1


def test_bytes_that_are_no_message_fit_nothing(inbox: Inbox, unexpected: Unexpected) -> None:
    inbox.open(wait(PatientIdentityFeedV2(GRACE)))
    arrives(inbox, Exchange("", "", "", "", BASE, Message("", b"", b"hello", 1.0), None, 2.0, protocol="mllp"))
    assert len(unexpected.kept) == 1


def test_what_came_before_anybody_waited_is_taken(inbox: Inbox) -> None:
    inbox.keep(HERE_WE_ARE)
    early = message(TOLD)
    arrives(inbox, early)
    assert inbox.receive(inbox.open(wait(TOLD)), seconds=0) is early


def test_what_does_not_tell_of_the_last_is_left(inbox: Inbox) -> None:
    inbox.keep(HERE_WE_ARE)
    arrives(inbox, message(UpdateNotificationV2([MINE])))
    with pytest.raises(NothingReceived):
        inbox.receive(inbox.open(wait(TOLD)), seconds=0)


def test_each_message_is_taken_once(inbox: Inbox) -> None:
    inbox.keep(HERE_WE_ARE)
    arrives(inbox, message(TOLD))
    inbox.open(wait(TOLD))
    with pytest.raises(NothingReceived):
        inbox.receive(inbox.open(wait(TOLD)), seconds=0)


def test_what_nobody_took_is_shown_in_the_end(inbox: Inbox, unexpected: Unexpected) -> None:
    inbox.keep(HERE_WE_ARE)
    arrives(inbox, message(TOLD))
    assert unexpected.kept == []
    inbox.release(HERE_WE_ARE)
    assert [why for _, why in unexpected.kept] == ["no scenario was waiting for it"]
