"""Which wait a message in HL7 v2 is for, and what is kept for a wait that opens later."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import NothingReceived
from harness.evidence.exchange import Exchange, Message
from harness.evidence.ledger import Ledger
from harness.evidence.reading import read
from harness.evidence.record import Start
from harness.scenario.inbox import Inbox, Wait
from harness.scenario.recording import Recording
from harness.transactions import (
    Identifier,
    PatientIdentityFeed,
    PatientIdentityFeedV2,
    Transaction,
    UpdateNotificationV2,
    V2Transaction,
)
from tests.scenario.conftest import participant
from tests.scenario.plays_v2 import played, stage, written
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


NOTIFIES = '''"""Create patient demographic record (CRWF-1)."""

from harness import given, patients, then, verifies, when
from harness.transactions import PatientIdentityFeedV2, UpdateNotificationV2


@verifies("10-01")
def test_she_is_told_of(point_of_service, client_registry):
    with given("a patient"):
        fed = point_of_service.sends(PatientIdentityFeedV2(patients.unseen()), to=client_registry)

    with when("the client registry tells of her"):
        news = client_registry.sends(UpdateNotificationV2([fed.patient.identifier]), to=point_of_service)

    with then(client_registry).shall("tell of her", "10-01"):
        assert news.request
'''


@pytest.mark.parametrize(("clinic", "anew"), [(False, True), (True, False)])
def test_what_came_unprompted_before_a_run_was_cut_off_is_brought_about_anew(
    tmp_path: Path, clinic: bool, anew: bool
) -> None:
    registry = participant("It", "client_registry", endpoints={"hl7v2": "mllp://127.0.0.1:9"}, timeout=1, patience=0.1)
    cast = {"client_registry": registry}
    if clinic:
        fields = {"endpoints": {}, "protocols": ("hl7v2",), "patience": 0.1}
        cast["point_of_service"] = participant("Clinic", "point_of_service", **fields)
    scenario = written(tmp_path, NOTIFIES)
    for cut_off in (None, tmp_path / "run"):
        recording = Recording(read(cut_off), go_on=True) if cut_off else None
        with stage(tmp_path, list(cast.values()), recording=recording) as on:
            played(scenario, cast, on)
    begun = [one for one in read(tmp_path / "run").records if isinstance(one, Start)]
    assert [one.anew for one in sorted(begun, key=lambda one: one.at)] == [False, anew]


def test_what_the_harness_tells_its_own_mock_is_no_word_of_a_mock(inbox: Inbox) -> None:
    inbox.keep(HERE_WE_ARE)
    told = message(TOLD)
    inbox.disregard(told.request.body)
    inbox.deliver(told, "registry", "point_of_service", BASE, quiet=True)
    assert inbox.open(wait(TOLD)).exchange is None


def test_what_is_kept_for_two_plays_is_kept_until_both_are_over(inbox: Inbox, unexpected: Unexpected) -> None:
    inbox.keep(HERE_WE_ARE)
    inbox.keep(HERE_WE_ARE)
    arrives(inbox, message(TOLD))
    inbox.release(HERE_WE_ARE)
    assert (unexpected.kept, inbox.open(wait(TOLD)).exchange is None) == ([], False)


def test_what_came_before_a_crash_is_taken_from_the_ledger(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    held = message(TOLD).identified("h1", initiator="registry", responder="point_of_service")
    ledger.add_exchange(held, kind="held")
    ledger.close()
    recording = Recording(read(tmp_path), go_on=True)
    assert [one.request.body for one, _ in recording.left_at(HERE_WE_ARE)] == [held.request.body]
    assert recording.left_at(HERE_WE_ARE) == []
