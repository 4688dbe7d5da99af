"""ITI-30, and what the configuration changes in feeds."""

from __future__ import annotations

import pytest

from harness.mocks.client_registry import Rules
from harness.mocks.client_registry.rules import Linking, Speech
from harness.openhie.domains import Domain
from tests.mocks.client_registry.conftest import TEST, targets
from tests.mocks.client_registry.hl7v2.conftest import JONES, OpenSpeaker, Speaker, cx, numbers, told

SENDERS = {"TEST": "TEST_HARNESS", "TEST_A": "TEST_HARNESS_A"}


def both(speaker: Speaker, kind: str, one: str, other: str) -> tuple[str, str]:
    segments = ("EVN||20260101", f"PID|||{one}", f"PID|||{other}")
    return told(speaker.say(*segments, kind=kind, version="2.5"))


@pytest.mark.parametrize("event", ["A01", "A04", "A05", "A08", "A28", "A31"])
def test_every_feed_registers_and_updates(speaker: Speaker, event: str) -> None:
    assert told(speaker.jones(event=event, version="2.5")) == ("AA", "")
    assert told(speaker.feed(f"{cx('RJ-439')}||OTIENO^GRACE", event=event, version="2.5")) == ("AA", "")

    assert speaker.fhir.found(family="Otieno") == speaker.fhir.found(birthdate="1984-01-25") == ["RJ-439"]


def test_a_null_deletes_and_nothing_leaves_as_it_is(speaker: Speaker) -> None:
    speaker.jones()
    speaker.feed(f'{cx("RJ-439")}||||""', event="A08")
    found = speaker.pdq("@PID.5.1^JONES")

    assert (found.get("PID-7"), found.get("PID-8")) == ("", "F")


def test_two_are_linked_and_unlinked_by_hand(speaker: Speaker) -> None:
    speaker.feed(f"{cx('1')}||FIRST^A||1984|F")
    speaker.feed(f"{cx('2', 'TEST_A')}||SECOND^B||1985|M", sender="TEST_HARNESS_A")

    assert both(speaker, "ADT^A24^ADT_A24", cx("1"), cx("2", "TEST_A")) == ("AA", "")
    assert (numbers(speaker.pix(cx("1"))), targets(speaker.fhir.pix("1"))) == ([["2"]], ["2"])

    assert both(speaker, "ADT^A37^ADT_A37", cx("1"), cx("2", "TEST_A")) == ("AA", "")
    assert (told(speaker.pix(cx("1"))), targets(speaker.fhir.pix("1"))) == (("AA", "NF"), [])


def test_an_unlink_is_stronger_than_any_likeness(speaker: Speaker) -> None:
    for namespace, sender in SENDERS.items():
        speaker.jones("1", namespace, sender=sender)
    both(speaker, "ADT^A37^ADT_A37", cx("1"), cx("1", "TEST_A"))
    speaker.jones("1")
    assert targets(speaker.fhir.pix("1")) == []

    both(speaker, "ADT^A24^ADT_A24", cx("1"), cx("1", "TEST_A"))
    assert targets(speaker.fhir.pix("1")) == ["1"]


def test_an_identifier_is_changed(speaker: Speaker) -> None:
    speaker.jones("wrong")
    answer = speaker.say("EVN||1", f"PID|||{cx('right')}", f"MRG|{cx('wrong')}", kind="ADT^A47^ADT_A30", version="2.5")

    assert told(answer) == ("AA", "")
    assert (told(speaker.pix(cx("wrong"))), speaker.fhir.found(identifier=f"{TEST}|right")) == (("AE", "AE"), ["right"])


def test_what_cannot_be_is_refused(speaker: Speaker) -> None:
    for number in ("1", "2"):
        speaker.jones(number)
    change = ("EVN||1", f"PID|||{cx('1')}", f"MRG|{cx('2')}")

    assert told(speaker.say(*change, kind="ADT^A47^ADT_A30", version="2.5")) == ("AE", "205")
    assert both(speaker, "ADT^A24", cx("1"), cx("1")) == ("AE", "205")
    assert both(speaker, "ADT^A24", cx("1"), cx("3")) == ("AE", "204")
    assert told(speaker.say(f"PID|||{cx('1')}", kind="ADT^A37", version="2.5")) == ("AE", "100")


def test_several_are_merged_by_one_message(speaker: Speaker) -> None:
    for number in "1234":
        speaker.feed(f"{cx(number)}||FAMILY{number}^A||198{number}|F")
    pairs = (f"PID|||{cx('1')}", f"MRG|{cx('2')}~{cx('3')}", f"PID|||{cx('1')}", f"MRG|{cx('4')}")

    assert told(speaker.say(*pairs, kind="ADT^A40^ADT_A39", version="2.5")) == ("AA", "")
    assert [told(speaker.pix(cx(number))) for number in "234"] == [("AE", "AE")] * 3


def test_all_are_merged_or_none(speaker: Speaker) -> None:
    for number in "12":
        speaker.feed(f"{cx(number)}||FAMILY{number}^A||198{number}|F")

    assert told(speaker.say(f"PID|||{cx('1')}", f"MRG|{cx('2')}~{cx('9')}", kind="ADT^A40")) == ("AE", "204")
    assert told(speaker.pix(cx("2"))) == ("AA", "NF")


def test_two_identifiers_of_one_record_are_merged(speaker: Speaker) -> None:
    speaker.feed(f"{cx('1')}~{cx('2')}||{JONES}||1984|F")
    speaker.merge(cx("2"), cx("1"))

    assert (told(speaker.pix(cx("2"))), speaker.fhir.found(identifier=f"{TEST}|1")) == (("AE", "AE"), ["1"])


def test_a_missing_authority_is_completed_where_the_rules_say_so(open_speaker: OpenSpeaker) -> None:
    speaker = open_speaker(rules=Rules(speech=Speech(completes_authority=True)))

    assert told(speaker.feed(f"RJ-438||{JONES}||1984|F")) == ("AA", "")
    assert speaker.fhir.found(identifier=f"{TEST}|RJ-438") == ["RJ-438"]


def test_anybody_feeds_a_domain_that_names_nobody(open_speaker: OpenSpeaker) -> None:
    speaker = open_speaker(domains=[Domain("urn:ours", namespace="OURS")])

    assert told(speaker.feed(f"1^^^OURS||{JONES}||1984|F", sender="ANYBODY")) == ("AA", "")
    assert speaker.pdq("@PID.5.1^JONES").raw("PID-3") == "1^^^OURS&urn:ours&URI"


NAMES = (("1", "JONES^JENNIFER", "19840125"), ("2", "JONES^JENIFER", "19840125"))
RULES: dict[str, tuple[Linking, list[str]]] = {
    "nothing links": (Linking(shared="none", demographics=False), []),
    "an identifier that is shared": (Linking(), ["N", "2"]),
    "a national identifier": (Linking(shared="national"), ["N", "2"]),
    "likeness": (Linking(shared="none", likeness=0.9), ["N", "2"]),
}


@pytest.mark.parametrize(("linking", "found"), RULES.values(), ids=RULES.keys())
def test_the_rules_say_who_is_linked(open_speaker: OpenSpeaker, linking: Linking, found: list[str]) -> None:
    speaker = open_speaker(rules=Rules(linking=linking))
    for number, name, born in NAMES:
        speaker.feed(f"{cx(number)}~{cx('N', 'NID')}||{name}||{born}|F")

    assert set(numbers(speaker.pix(cx("1")))[0]) == {"N", *found}


CHILDREN: dict[str, tuple[tuple[str, str], list[list[str]]]] = {
    "no names": (("", ""), [["2"]]),
    "two names": (("A^B||20141001|M", "A^C||20141001|M"), []),
    "one of twins": (("", "||20141001|M|||||||||||||{}|||Y|1"), []),
}


@pytest.mark.parametrize(("fields", "found"), CHILDREN.values(), ids=CHILDREN.keys())
def test_children_of_one_mother_can_be_one_child(
    open_speaker: OpenSpeaker, fields: tuple[str, str], found: list[list[str]]
) -> None:
    speaker = open_speaker(rules=Rules(linking=Linking(mother=True)))
    mother = cx("M")
    for number, told_of in zip("12", fields, strict=True):
        rest = told_of.format(mother) if "{}" in told_of else f"{told_of or '||20141001|M'}|||||||||||||{mother}"
        speaker.feed(f"{cx(number)}||{rest}")

    assert numbers(speaker.pix(cx("1"))) == found
