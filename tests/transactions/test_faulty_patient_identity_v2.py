"""Each fault is in the message, and nothing else has changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harness.messages.hl7v2 import Message
from harness.openhie.domains import DEFAULT_DOMAINS, UNKNOWN_DOMAIN
from harness.transactions import (
    FaultyPatientIdentityFeedV2,
    FaultyPatientMergeV2,
    Identifier,
    PatientIdentityFeedV2,
    PatientMergeV2,
    PatientOnTheWire,
    UnheardOfMessageV2,
)
from harness.transactions.transaction import Source
from tests.transactions.people import GRACE

TEST, OTHER, *_ = DEFAULT_DOMAINS
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def message(transaction) -> Message:  # type: ignore[no-untyped-def]
    minted = Source(TEST, lambda _, domain: Identifier(domain.uri, "N1"), control_id=lambda: "M1", now=lambda: NOON)
    sent: Message = transaction.call(minted).message
    return sent


def wire(value: str, system: str = TEST.uri) -> PatientOnTheWire:
    return PatientOnTheWire({"resourceType": "Patient", "name": [{"family": "Juma"}]}, Identifier(system, value))


@pytest.mark.parametrize(
    ("fault", "other", "field"),
    [
        ("no assigning authority", None, "N1^^^"),
        ("an empty OID", None, "N1^^^&&ISO"),
        ("an authority that nobody knows", UNKNOWN_DOMAIN, f"N1^^^TEST_BLOCK&{UNKNOWN_DOMAIN.oid}&ISO"),
        ("a namespace and an OID of two domains", OTHER, f"N1^^^TEST&{OTHER.oid}&ISO"),
        ("a domain of another source", OTHER, f"N1^^^TEST_A&{OTHER.oid}&ISO"),
        ("no identifier", None, ""),
    ],
)
def test_a_feed_has_its_fault_in_pid_3_and_nowhere_else(fault, other, field: str) -> None:  # type: ignore[no-untyped-def]
    sent = message(FaultyPatientIdentityFeedV2(GRACE, fault=fault, other=other))
    right = message(PatientIdentityFeedV2(GRACE))
    assert sent.raw("PID-3") == field
    assert sent.with_raw("PID-3", right.raw("PID-3")) == right


def test_a_feed_without_a_name_is_no_newborn_s_either() -> None:
    sent = message(FaultyPatientIdentityFeedV2(GRACE, fault="no name"))
    assert [sent.raw(f"PID-{number}") for number in (5, 7, 8)] == ["", "", ""]
    assert sent.get("PID-3.1") == "N1"


@pytest.mark.parametrize(
    ("fault", "more", "ids"),
    [
        ("no assigning authority", {}, ("S1^^^", "G1^^^")),
        ("nobody's identifier", {"nobody": Identifier(TEST.uri, "X1")}, (f"S1^^^TEST&{TEST.oid}&ISO", None)),
        ("itself", {}, (f"S1^^^TEST&{TEST.oid}&ISO", f"S1^^^TEST&{TEST.oid}&ISO")),
    ],
)
def test_a_merge_has_its_fault_in_its_identifiers(fault, more, ids) -> None:  # type: ignore[no-untyped-def]
    sent = message(FaultyPatientMergeV2(wire("G1"), wire("S1"), fault=fault, **more))
    survivor, subsumed = ids
    assert sent.raw("PID-3") == survivor
    assert sent.raw("MRG-1") == (subsumed or f"X1^^^TEST&{TEST.oid}&ISO")


def test_a_merge_of_two_domains_names_both() -> None:
    sent = message(FaultyPatientMergeV2(wire("G1", OTHER.uri), wire("S1"), fault="two domains", other=OTHER))
    assert (sent.get("PID-3.4.1"), sent.get("MRG-1.4.1")) == ("TEST", "TEST_A")


def test_a_merge_by_another_source_is_right_but_for_its_sender() -> None:
    sent = message(FaultyPatientMergeV2(wire("G1"), wire("S1"), fault="a domain of another source", other=OTHER))
    right = message(PatientMergeV2(wire("G1"), wire("S1")))
    assert sent == right.with_value("MSH-3", "TEST_HARNESS_A").with_value("MSH-4", "TEST")


def test_a_message_that_nobody_knows_is_a_feed_of_another_kind() -> None:
    sent = message(UnheardOfMessageV2(("ZZZ", "Z99"), GRACE))
    assert (sent.raw("MSH-9"), sent.get("MSH-12"), sent.get("PID-3.1")) == ("ZZZ^Z99", "2.5", "N1")


@pytest.mark.parametrize(
    "transaction",
    [
        FaultyPatientIdentityFeedV2(GRACE),
        FaultyPatientMergeV2(wire("G1"), wire("S1")),
        UnheardOfMessageV2(("ADT", "A99"), GRACE),
    ],
)
def test_no_participant_is_ever_asked_for_a_fault(transaction) -> None:  # type: ignore[no-untyped-def]
    assert (transaction.wrong, transaction.task()) == (True, {"action": "none"})
    assert transaction.instruction().startswith("(the harness sends this one)")
