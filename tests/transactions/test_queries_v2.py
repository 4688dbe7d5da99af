"""ITI-9 and ITI-21 as the harness asks them, and as it knows them when they arrive."""

from __future__ import annotations

import pytest

from harness.messages.hl7v2 import Message
from harness.openhie.domains import DEFAULT_DOMAINS
from harness.transactions import (
    CancelQueryV2,
    FaultyPatientDemographicsQueryV2,
    Identifier,
    MessageCall,
    NextPageV2,
    PatientDemographicsQueryV2,
    PatientIdentifierQueryV2,
)
from harness.transactions.transaction import Source

TEST, OTHER, *_ = DEFAULT_DOMAINS
GRACE = Identifier(TEST.uri, "RJ-1")
CX = f"RJ-1^^^TEST&{TEST.oid}&ISO"
ASKED = PatientDemographicsQueryV2({"PID.5.1": "Achieng", "PID.8": "F"}, domains=[OTHER], most=2)
ANSWER = b"MSH|^~\\&|CR1\rMSA|AA|1\rQAK|T9|OK\rQPD|IHE PDQ Query|T9|@PID.5.1^Achieng\rDSC|77|I\r"


def message(transaction) -> Message:  # type: ignore[no-untyped-def]
    ids = iter(("T9", "M1"))
    source = Source(TEST, lambda person, domain: Identifier(domain.uri, person.key), control_id=lambda: next(ids))
    sent: Message = transaction.call(source).message
    return sent


def test_a_pix_query_names_the_identifier_and_the_domains_it_wants() -> None:
    sent = message(PatientIdentifierQueryV2(GRACE, targets=[OTHER]))
    assert sent.raw("QPD") == f"QPD|IHE PIX Query|T9|{CX}|^^^TEST_A&{OTHER.oid}&ISO"
    assert (sent.raw("MSH-9"), sent.get("MSH-12"), sent.get("RCP-1")) == ("QBP^Q23^QBP_Q21", "2.5", "I")


@pytest.mark.parametrize(("naming", "cx"), [("oid", f"RJ-1^^^&{TEST.oid}&ISO"), ("namespace", "RJ-1^^^TEST&&")])
def test_a_pix_query_can_name_its_domain_in_part(naming, cx) -> None:  # type: ignore[no-untyped-def]
    assert message(PatientIdentifierQueryV2(GRACE, naming=naming)).raw("QPD-3") == cx


def test_a_demographics_query_asks_by_every_field_and_for_a_page() -> None:
    sent = message(ASKED)
    assert sent.raw("QPD") == (f"QPD|IHE PDQ Query|T9|@PID.5.1^Achieng~@PID.8^F|||||^^^TEST_A&{OTHER.oid}&ISO")
    assert (sent.raw("MSH-9"), sent.raw("RCP-2")) == ("QBP^Q22^QBP_Q21", "2^RD")


def test_a_demographics_query_asks_by_an_identifier_and_its_whole_authority() -> None:
    sent = message(PatientDemographicsQueryV2(GRACE))
    wanted = f"@PID.3.1^RJ-1~@PID.3.4.1^TEST~@PID.3.4.2^{TEST.oid}~@PID.3.4.3^ISO"
    assert (sent.raw("QPD-3"), sent.raw("RCP")) == (wanted, "RCP|I")


def test_the_next_page_repeats_the_query_with_the_pointer() -> None:
    following = ASKED.following(ANSWER, "", "")
    assert isinstance(following, NextPageV2)
    sent = message(following)
    assert (sent.raw("QPD"), sent.raw("DSC")) == ("QPD|IHE PDQ Query|T9|@PID.5.1^Achieng", "DSC|77|I")
    assert following.following(ANSWER.replace(b"77", b"78"), "", "") == NextPageV2(sent.raw("QPD"), "78", 2)


@pytest.mark.parametrize("answer", [b"", ANSWER.replace(b"DSC|77|I\r", b"")])
def test_an_answer_without_a_pointer_is_the_last(answer: bytes) -> None:
    assert ASKED.following(answer, "", "") is None


def test_who_asked_for_no_pages_does_not_turn_them() -> None:
    assert PatientDemographicsQueryV2(GRACE).following(ANSWER, "", "") is None


def test_a_query_and_its_next_page_are_told_apart() -> None:
    page = NextPageV2("QPD|Q|T", "77", 2)
    first, second = MessageCall(message(ASKED)), MessageCall(message(page))
    assert [ASKED.recognises(one) for one in (first, second)] == [True, False]
    assert [page.recognises(one) for one in (first, second)] == [False, True]


def test_a_cancel_names_the_tag_of_the_query() -> None:
    sent = message(CancelQueryV2("T5"))
    assert (sent.raw("MSH-9"), sent.raw("QID")) == ("QCN^J01^QCN_J01", "QID|T5|IHE PDQ Query")


@pytest.mark.parametrize(
    ("transaction", "words"),
    [
        (PatientIdentifierQueryV2(GRACE, targets=[OTHER]), f"identifiers in {OTHER.uri} it knows {GRACE.token}"),
        (PatientDemographicsQueryV2(GRACE), f"the patient with identifier {GRACE.token}"),
        (ASKED, f"family name Achieng and sex F, with identifiers of {OTHER.uri}, 2 of them on a page"),
        (NextPageV2("QPD|", "77"), "the next page"),
        (CancelQueryV2("T5"), "End the search"),
    ],
)
def test_a_person_is_told_what_to_do(transaction, words: str) -> None:  # type: ignore[no-untyped-def]
    assert words in transaction.instruction()


@pytest.mark.parametrize(
    ("transaction", "action", "mark"),
    [
        (PatientIdentifierQueryV2(GRACE), "cross-reference", "RJ-1"),
        (PatientDemographicsQueryV2(GRACE), "search", "RJ-1"),
        (ASKED, "search", "Achieng"),
        (NextPageV2("QPD|", "77"), "next page", "77"),
        (CancelQueryV2("T5"), "cancel query", "T5"),
    ],
)
def test_a_machine_is_told_and_the_message_is_known_by(transaction, action: str, mark: str) -> None:  # type: ignore[no-untyped-def]
    assert (transaction.task()["action"], mark in transaction.marks()) == (action, True)


def test_what_nobody_may_ask_is_never_asked_of_a_participant() -> None:
    assert FaultyPatientDemographicsQueryV2({"PID.3.1": "RJ-1"}).wrong
