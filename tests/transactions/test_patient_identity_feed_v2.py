"""ITI-8 as the harness sends it: who feeds whom, by which number, and what stands beside it."""

from __future__ import annotations

from typing import Any

import pytest

from harness.messages.hl7v2 import Message
from harness.transactions import Identifier, MessageCall, PatientIdentityFeedV2, PatientMergeV2, PatientOnTheWire
from tests.transactions.people import GRACE, HERE, SOURCE, THERE

NATIONAL = Identifier(THERE.uri, "77")
CX = f"H1TEST^^^TEST&{HERE.oid}&ISO"
NAMELESS = GRACE.changed(family="", given="", mothers_maiden_name="")


def message(**about: Any) -> Message:
    sent: Message = PatientIdentityFeedV2(GRACE, **about).call(SOURCE).message
    return sent


def test_a_feed_is_an_adt_of_2_3_1_by_the_source_of_the_domain() -> None:
    sent = message()
    assert [one.name for one in sent.segments] == ["MSH", "EVN", "PID", "PV1"]
    assert (sent.raw("MSH-9"), sent.get("MSH-12"), sent.get("MSH-3")) == ("ADT^A01^ADT_A01", "2.3.1", HERE.sender[0])
    assert (sent.get("MSH-18"), sent.get("PID-5.1")) == ("UNICODE UTF-8", "Éboué & Söhne")


@pytest.mark.parametrize(
    ("about", "where", "text"),
    [
        ({}, "PID-3", CX),
        ({"also": [THERE]}, "PID-3", f"{CX}~H1TEST_A^^^TEST_A&{THERE.oid}&ISO"),
        ({"national": NATIONAL}, "PID-3", f"{CX}~77^^^TEST_A&{THERE.oid}&ISO"),
        ({"domain": THERE}, "PID-3", f"H1TEST_A^^^TEST_A&{THERE.oid}&ISO"),
        ({"domain": THERE}, "MSH-3", "TEST_HARNESS_A"),
        ({"known_as": NATIONAL}, "PID-3", f"77^^^TEST_A&{THERE.oid}&ISO"),
        ({"mother": NATIONAL}, "PID-21", f"77^^^TEST_A&{THERE.oid}&ISO"),
        ({"social_security": "123"}, "PID-19", "123"),
        ({"left_out": ["PID-3[1].4.1"]}, "PID-3", f"H1TEST^^^&{HERE.oid}&ISO"),
        ({"beside": {"PID-16": "S", "PID-11.1": "1 A&B"}}, "PID-16", "S"),
        ({"beside": {"PID-16": "S", "PID-11.1": "1 A&B"}}, "PID-11", "1 A\\T\\B^^Kisumu^^^KE"),
        ({"event": "A08"}, "MSH-9", "ADT^A08^ADT_A01"),
    ],
)
def test_what_is_said_of_a_feed_stands_in_it(about: dict[str, Any], where: str, text: str) -> None:
    assert message(**about).raw(where) == text


def test_a_newborn_without_a_name_is_known_by_its_birth_date() -> None:
    feed = PatientIdentityFeedV2(NAMELESS)
    assert (feed.marks(), "a newborn who has no name yet" in feed.instruction()) == (("19820107",), True)
    assert PatientIdentityFeedV2(GRACE).marks() == ("Éboué & Söhne", "Juma")


def test_new_patients_and_changes_are_told_apart() -> None:
    new, changed = PatientIdentityFeedV2(GRACE), PatientIdentityFeedV2(GRACE, event="A08")
    calls = [MessageCall(message(event=event)) for event in ("A01", "A04", "A05", "A08")]
    assert [new.recognises(one) for one in calls] == [True, True, True, False]
    assert [changed.recognises(one) for one in calls] == [False, False, False, True]


def test_a_merge_names_who_stays_and_who_goes() -> None:
    both = [PatientOnTheWire({"name": [{"family": "Juma"}]}, Identifier(HERE.uri, number)) for number in ("1", "2")]
    sent: Message = PatientMergeV2(*both).call(SOURCE).message
    found = (sent.raw("MSH-9"), sent.get("PID-3.1"), sent.get("MRG-1.1"), sent.get("MRG-7.1"))
    assert found == ("ADT^A40^ADT_A39", "2", "1", "Juma")
