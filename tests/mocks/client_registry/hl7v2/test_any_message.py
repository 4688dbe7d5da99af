"""Whatever comes is answered, and the next good message after it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.messages import hl7v2
from harness.mocks.client_registry import ClientRegistry
from harness.transport.mllp_client import MllpClient
from harness.transport.mllp_delivery import Delivery
from tests.mocks.client_registry.hl7v2.conftest import JONES, Speaker, cx, numbers, told, where

GOOD = f"PID|||{cx('RJ-1')}||{JONES}||19840125|F"
UNSUPPORTED = {
    "a type": ({"kind": "ZZZ^Z99"}, ("AR", "200"), "MSH^1^9^1^1"),
    "an event": ({"kind": "ADT^A99"}, ("AR", "201"), "MSH^1^9^1^2"),
    "a query": ({"kind": "QBP^Q99^QBP_Q21", "version": "2.5"}, ("AR", "201"), "MSH^1^9^1^2"),
    "a version": ({"kind": "ADT^A01", "version": "9.9"}, ("AR", "203"), "MSH^1^12"),
    "no version": ({"kind": "ADT^A01", "version": ""}, ("AR", "101"), "MSH^1^12"),
    "no type": ({"kind": ""}, ("AR", "101"), "MSH^1^9^1^1"),
}


@pytest.mark.parametrize(("header", "answer", "place"), UNSUPPORTED.values(), ids=UNSUPPORTED.keys())
def test_what_is_not_supported_is_rejected(
    speaker: Speaker, header: dict[str, str], answer: tuple[str, str], place: str
) -> None:
    found = speaker.say(GOOD, **header)

    assert (told(found), where(found), found.get("MSA-2")) == (answer, place, "OURS")
    assert told(speaker.jones()) == ("AA", "")


@pytest.mark.parametrize("version", ["2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.8.2"])
def test_the_answer_has_the_version_of_the_message(speaker: Speaker, version: str) -> None:
    answer = speaker.jones(version=version)

    assert (told(answer), answer.get("MSH-12"), answer.get("MSH-10") != "OURS") == (("AA", ""), version, True)


GARBAGE = {
    "nothing": b"",
    "no message": b"hello",
    "a header alone": rb"MSH|^~\&|A|B|C|D|20260101||ADT^A01|1|P|2.3.1" + b"\r",
    "a header cut off": b"MSH|",
    "no segments of a query": rb"MSH|^~\&|A|B|C|D|20260101||QBP^Q22|1|P|2.5" + b"\r",
    "bytes of no character": rb"MSH|^~\&|A|B|C|D|1||ADT^A01|1|P|2.5||||||UNICODE UTF-8"
    + b"\rPID|||1^^^TEST||\xff\xfe\r",
    "an unknown character set": rb"MSH|^~\&|A|B|C|D|1||ADT^A01|1|P|2.5||||||KLINGON" + b"\rPID|||1^^^TEST||\xe9\r",
    "a merge of nobody": rb"MSH|^~\&|A|B|C|D|20260101||ADT^A40|1|P|2.3.1" + b"\r",
}


@pytest.mark.parametrize("message", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_is_refused_and_the_next_is_taken(speaker: Speaker, message: bytes) -> None:
    assert speaker.raw(message).get("MSA-1") in ("AE", "AR")
    assert told(speaker.jones()) == ("AA", "")


def test_a_field_without_end_is_refused_at_once(speaker: Speaker) -> None:
    assert told(speaker.feed(f"{'~'.join(['1^^^TEST'] * 100_000)}||{JONES}")) == ("AE", "102")


def test_other_separators_are_read_and_the_query_is_echoed(speaker: Speaker) -> None:
    speaker.jones()
    asked = (
        rb"MSH#*!\%#TEST_HARNESS#TEST#CR1#MOH_CAAT#1##QBP*Q22#1#P#2.5" + b"\rQPD#N#T#@PID.5.1*JONES!@PID.8*F\rRCP#I\r"
    )
    answer = speaker.raw(asked)

    assert (numbers(answer), answer.raw("QPD-3")) == ([["RJ-439"]], "@PID.5.1^JONES~@PID.8^F")


def test_names_in_any_letters_come_back(speaker: Speaker) -> None:
    header = rb"MSH|^~\&|TEST_HARNESS|TEST|CR1|MOH|1||ADT^A01|1|P|2.3.1||||||8859/1" + b"\r"
    speaker.raw(header + f"PID|||{cx('1')}||ÉBOUÉ^Zoé||1984\r".encode("latin-1"))
    answer = speaker.pdq("@PID.5.1^eboue")

    assert (answer.get("PID-5"), answer.get("MSH-18")) == ("ÉBOUÉ", "UNICODE UTF-8")


def test_many_at_once_are_all_kept(speaker: Speaker) -> None:
    def fed(line: int) -> None:
        with MllpClient("127.0.0.1", speaker.mllp.port) as client:
            one = Speaker(client, speaker.fhir, speaker.mock)
            for number in range(10):
                assert told(one.feed(f"{cx(f'{line}-{number}')}||FEW^N{line}{number}||1984|F")) == ("AA", "")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(fed, range(8)))

    assert len(speaker.pdq("@PID.5.1^FEW").all("PID")) == 80


def delivered(message: bytes) -> Delivery:
    return Delivery(message, message, 0.0, "", "")


TOKENS = st.sampled_from(
    [
        "|",
        "^",
        "~",
        "&",
        "\r",
        "\\",
        '""',
        "PID",
        "QPD",
        "MRG",
        "TEST",
        "RJ-1",
        "@PID.3.1",
        "@PID.5.1",
        "I",
        "1984",
        "*",
    ]
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["ADT^A01", "ADT^A40", "ADT^A24", "ADT^A47", "QBP^Q22", "QBP^Q23", "QCN^J01"]),
    rest=st.lists(st.one_of(TOKENS, st.text(max_size=5)), max_size=60).map("".join),
)
def test_no_message_breaks_the_registry(kind: str, rest: str) -> None:
    registry = ClientRegistry()
    data = rf"MSH|^~\&|TEST_HARNESS|TEST|C|D|1||{kind}|1|P|2.5||||||UNICODE UTF-8".encode() + b"\r"
    answer = hl7v2.parse(registry.hear(delivered(data + rest.encode("utf-8", "replace"))))
    registry.close()

    assert answer.get("MSA-1") in ("AA", "AE", "AR")
    assert answer.get("ERR-3") != "207"
