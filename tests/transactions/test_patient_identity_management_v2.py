"""ITI-30 as the harness sends it: HL7 2.5, all of MSH-9, no EVN-1, a visit that is none."""

from __future__ import annotations

import pytest

from harness.messages.hl7v2 import Message
from harness.openhie.domains import DEFAULT_DOMAINS
from harness.transactions import (
    ChangeIdentifierV2,
    Identifier,
    LinkPatientsV2,
    ManagedPatientMergeV2,
    MessageCall,
    PatientIdentityManagementV2,
    PatientOnTheWire,
)
from tests.transactions.people import GRACE, SOURCE

TEST = DEFAULT_DOMAINS[0]


def wire(value: str) -> PatientOnTheWire:
    return PatientOnTheWire({"resourceType": "Patient", "name": [{"family": "Juma"}]}, Identifier(TEST.uri, value))


def cx(value: str) -> str:
    return f"{value}^^^TEST&{TEST.oid}&ISO"


ALL = {
    "ADT^A28^ADT_A05": PatientIdentityManagementV2(GRACE),
    "ADT^A31^ADT_A05": PatientIdentityManagementV2(GRACE, event="A31"),
    "ADT^A40^ADT_A39": ManagedPatientMergeV2(wire("G1"), wire("S1")),
    "ADT^A24^ADT_A24": LinkPatientsV2(wire("A1"), wire("B1")),
    "ADT^A37^ADT_A37": LinkPatientsV2(wire("A1"), wire("B1"), event="A37"),
    "ADT^A47^ADT_A30": ChangeIdentifierV2(wire("G1"), Identifier(TEST.uri, "N1")),
}


def message(kind: str) -> Message:
    sent: Message = ALL[kind].call(SOURCE).message
    return sent


@pytest.mark.parametrize("kind", ALL)
def test_each_says_whole_what_it_is_and_knows_itself_again(kind: str) -> None:
    sent = message(kind)
    assert (sent.raw("MSH-9"), sent.get("MSH-12"), sent.raw("EVN-1")) == (kind, "2.5", "")
    assert [name for name, one in ALL.items() if one.recognises(MessageCall(sent))] == [kind]


@pytest.mark.parametrize("kind", ["ADT^A28^ADT_A05", "ADT^A31^ADT_A05"])
def test_a_patient_is_told_of_without_a_visit(kind: str) -> None:
    assert (message(kind).raw("PV1"), message(kind).get("PID-3.4.1")) == ("PV1||N", "TEST")


@pytest.mark.parametrize("kind", ["ADT^A24^ADT_A24", "ADT^A37^ADT_A37"])
def test_a_link_names_both(kind: str) -> None:
    assert [message(kind).raw(f"{one}-3") for one in ("PID", "PID[2]")] == [cx("A1"), cx("B1")]


def test_a_mended_number_stands_beside_the_wrong_one() -> None:
    sent = message("ADT^A47^ADT_A30")
    assert (sent.raw("PID-3"), sent.raw("MRG-1")) == (cx("N1"), cx("G1"))


@pytest.mark.parametrize(
    ("kind", "words", "action"),
    [
        ("ADT^A28^ADT_A05", "Create this patient", "manage"),
        ("ADT^A31^ADT_A05", "Update this patient", "manage"),
        ("ADT^A24^ADT_A24", "A1 and B1 are the same person: link them", "link"),
        ("ADT^A37^ADT_A37", "are not the same person: undo their link", "unlink"),
        ("ADT^A47^ADT_A30", "G1 has a wrong number: change it to N1", "change identifier"),
    ],
)
def test_people_and_machines_are_told_what_to_do(kind: str, words: str, action: str) -> None:
    assert words in ALL[kind].instruction()
    assert (ALL[kind].task()["action"], bool(ALL[kind].marks()[0])) == (action, True)
