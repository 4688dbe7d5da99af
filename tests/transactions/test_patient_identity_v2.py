"""What a feed, a merge and a notification in HL7 v2 say, and what they take for themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.messages.hl7v2 import Message, parse
from harness.openhie.domains import DEFAULT_DOMAINS, UNKNOWN_DOMAIN, Domain
from harness.transactions import (
    Identifier,
    MessageCall,
    PatientIdentityFeedV2,
    PatientMergeV2,
    PatientOnTheWire,
    UpdateNotificationV2,
)
from harness.transactions.hl7v2_message import identifiers_in, named, of_domains
from tests.transactions.people import GRACE, HERE, SOURCE, THERE, shown

MINE = "H1TEST^^^TEST&2.16.840.1.113883.3.72.5.9.1&ISO"
PLAIN = GRACE.changed(family="Achieng", given="Grace")


def fed(feed: PatientIdentityFeedV2) -> Message:
    return parse(feed.call(SOURCE).message.encode())


def test_a_feed_has_the_segments_of_its_event() -> None:
    message = fed(PatientIdentityFeedV2(PLAIN, event="A04"))
    assert [one.name for one in message.segments] == ["MSH", "EVN", "PID", "PV1"]
    assert (message.raw("MSH-9"), message.get("MSH-12"), message.raw("PID-3")) == ("ADT^A04^ADT_A01", "2.3.1", MINE)


def test_each_message_has_a_control_id_of_its_own() -> None:
    feed = PatientIdentityFeedV2(PLAIN)
    assert len({fed(feed).get("MSH-10") for _ in range(9)}) == 9


def test_more_than_ascii_is_declared() -> None:
    assert (fed(PatientIdentityFeedV2(GRACE)).get("MSH-18"), fed(PatientIdentityFeedV2(PLAIN)).get("MSH-18")) == (
        *("UNICODE UTF-8", ""),
    )
    assert fed(PatientIdentityFeedV2(GRACE)).get("PID-5.1") == GRACE.family


def test_what_is_known_of_her_stands_in_its_field() -> None:
    message = fed(PatientIdentityFeedV2(PLAIN.changed(birth_order=2)))
    places = ("PID-6", "PID-7", "PID-8", "PID-11.3", "PID-11.6", "PID-13", "PID-24", "PID-25")
    assert [message.get(one) for one in places] == [
        *("Juma", "19820107", "F", "Kisumu", "KE", "+254700000001", "Y", "2"),
    ]


def test_what_belongs_to_others_stands_beside_her_number() -> None:
    mother, national = Identifier(THERE.uri, "M1"), Identifier(DEFAULT_DOMAINS[3].uri, "N1")
    feed = PatientIdentityFeedV2(PLAIN, also=[THERE], mother=mother, national=national, social_security="9")
    message = fed(feed)
    assert [one.value for one in identifiers_in(message, "PID-3")] == ["H1TEST", "H1TEST_A", "N1"]
    assert (message.get("PID-21"), message.get("PID-21.4"), message.get("PID-19")) == ("M1", "TEST_A", "9")


def test_another_domain_is_fed_by_its_own_sender() -> None:
    message = fed(PatientIdentityFeedV2(PLAIN, domain=THERE))
    assert (message.get("MSH-3"), message.get("PID-3.4")) == ("TEST_HARNESS_A", "TEST_A")


def test_a_part_can_be_left_out() -> None:
    assert fed(PatientIdentityFeedV2(PLAIN, left_out=["PID-3[1].4.1"])).raw("PID-3") == MINE.replace("TEST&", "&")


def test_a_merge_names_who_stays_and_who_goes() -> None:
    merge = PatientMergeV2(shown("old"), shown("new")).call(SOURCE).message
    assert (merge.raw("MSH-9"), merge.get("PID-3"), merge.get("MRG-1")) == ("ADT^A40^ADT_A39", "new", "old")
    assert merge.raw("PID-3.4") == merge.raw("MRG-1.4")


@pytest.mark.parametrize(("gone", "taken"), [("old", True), ("another", False)])
def test_a_merge_is_known_by_the_number_that_goes(gone: str, taken: bool) -> None:
    sent = PatientMergeV2(shown(gone), shown("new")).call(SOURCE)
    assert PatientMergeV2(shown("old"), shown("new")).recognises(sent) is taken


def test_a_notification_is_known_by_all_of_its_numbers() -> None:
    one, other = Identifier(HERE.uri, "1"), Identifier(THERE.uri, "2")
    both, alone = UpdateNotificationV2([one, other]), UpdateNotificationV2([one])
    assert (alone.recognises(both.call(SOURCE)), both.recognises(alone.call(SOURCE))) == (True, False)
    assert "1, 2" in both.instruction()


def test_a_notification_comes_from_the_registry_and_is_for_its_consumer() -> None:
    to_the_lab = replace(SOURCE, receiver=("LIS", "LAB"))
    message = UpdateNotificationV2([Identifier(HERE.uri, "1")]).call(to_the_lab).message
    assert [message.get(f"MSH-{number}") for number in (3, 4, 5, 6)] == ["CR1", "MOH_CAAT", "LIS", "LAB"]


def test_the_patient_of_a_feed_is_known_by_the_uri_of_her_domain() -> None:
    patient = PatientIdentityFeedV2(GRACE).patient(PatientIdentityFeedV2(GRACE).call(SOURCE))
    assert patient is not None
    known = of_domains(patient, DEFAULT_DOMAINS)
    assert (known.identifier, known.family) == (Identifier(HERE.uri, "H1TEST"), GRACE.family)


def test_a_message_without_a_patient_shows_none() -> None:
    assert PatientIdentityFeedV2(GRACE).patient(MessageCall(Message(()))) is None


AUTHORITIES = {
    "an OID that nobody knows": (Identifier("urn:oid:1.2.3", "7"), ("", "1.2.3", "ISO")),
    "a name that nobody knows": (Identifier("CLINIC", "7"), ("CLINIC", "", "")),
    "one by its OID": (Identifier(f"urn:oid:{HERE.oid}", "7"), ("TEST", HERE.oid, "ISO")),
    "one without an OID": (Identifier("urn:x", "7"), ("X", "", "")),
}


@pytest.mark.parametrize(("identifier", "authority"), AUTHORITIES.values(), ids=AUTHORITIES)
def test_an_authority_is_named_by_all_that_is_known_of_it(
    identifier: Identifier, authority: tuple[str, str, str]
) -> None:
    known = (*DEFAULT_DOMAINS, UNKNOWN_DOMAIN, Domain("urn:x", namespace="X"))
    assert named(identifier, known) == ("7", "", "", authority)


def test_what_nobody_knows_keeps_its_name() -> None:
    strange = PatientOnTheWire({}, Identifier("CLINIC", "7"))
    assert of_domains(strange, DEFAULT_DOMAINS).identifier == Identifier("CLINIC", "7")


INSTRUCTIONS = {
    "new": (PatientIdentityFeedV2(PLAIN), "Register this patient, unless you have her already"),
    "changed": (PatientIdentityFeedV2(PLAIN, event="A08"), "Change something in this patient's record"),
    "renamed": (PatientIdentityFeedV2(PLAIN.renamed("Juma"), event="A08"), "Correct the record of Grace Achieng"),
}


@pytest.mark.parametrize(("feed", "words"), INSTRUCTIONS.values(), ids=INSTRUCTIONS)
def test_a_person_is_told_what_to_do(feed: PatientIdentityFeedV2, words: str) -> None:
    assert feed.instruction().startswith(words)
