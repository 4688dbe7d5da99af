from __future__ import annotations

import pytest

from harness.errors import MalformedMessage, UsageError
from harness.messages.hl7v2 import parse, place, segment

FEED = (
    b"MSH|^~\\&|TEST_HARNESS|TEST|CR1|MOH_CAAT|20260101120000||ADT^A01^ADT_A01|TEST-1|P|2.3.1\r"
    b"PID|||RJ-439^^^TEST&1.2.3&ISO~77^^^NID||O\\T\\JONES^JENNIFER^^^^^L~^^^^^^S||19840125|F|||1 Main St^^Newark||\r"
    b"OBX|1|NM|a||5\rOBX|2|NM|b||6\r"
    b"ZKE|local^one\r"
)

PLACES = {
    "MSH-1": "|",
    "MSH-2": "^~\\&",
    "MSH-9.2": "A01",
    "PID-3": "RJ-439",
    "PID-3[2]": "77",
    "PID-3[2].4": "NID",
    "PID-3[2].4.1": "NID",
    "PID-3.4.2": "1.2.3",
    "PID-3[3].1": "",
    "PID-5": "O&JONES",
    "PID-5[2].7": "S",
    "PID-8.1.1": "F",
    "PID-11.1": "1 Main St",
    "PID-99": "",
    "OBX[2]-5": "6",
    "OBX[3]-5": "",
    "ZKE-1.2": "one",
    "NK1-2": "",
}


@pytest.mark.parametrize(("where", "value"), PLACES.items())
def test_a_value_is_found_by_its_place(where: str, value: str) -> None:
    assert parse(FEED).get(where) == value


def test_what_stands_in_the_message_is_found_as_it_stands() -> None:
    message = parse(FEED)
    assert message.raw("PID-5[1]") == "O\\T\\JONES^JENNIFER^^^^^L"
    assert message.raw("PID-3") == "RJ-439^^^TEST&1.2.3&ISO~77^^^NID"
    assert message.raw("OBX[2]") == "OBX|2|NM|b||6"


def test_repetitions_and_segments_are_counted() -> None:
    message = parse(FEED)
    assert [str(one) for one in message.places("PID-3")] == ["PID-3[1]", "PID-3[2]"]
    assert [str(one.at(5)) for one in message.places("PID-5")] == ["PID-5[1].5", "PID-5[2].5"]
    assert [str(one) for one in message.places("OBX")] == ["OBX", "OBX[2]"]


def test_what_is_empty_has_no_repetitions() -> None:
    message = parse(FEED)
    assert (message.places("PID-4"), message.places("NK1-2"), message.places("MSH-2")) == ((), (), (place("MSH-2[1]"),))


def test_the_separators_of_the_message_are_used() -> None:
    message = parse(b"MSH$*!/+$A$B$$$$$ADT*A01$1$P$2.5\rPID$$$1***NS+1.2+ISO!2***X$a/F/b\r")
    assert (message.get("MSH-9.2"), message.get("PID-3[2].4"), message.get("PID-3.4.2")) == ("A01", "X", "1.2")
    assert message.get("PID-4") == "a$b"


def test_without_a_second_separator_nothing_is_parted() -> None:
    message = parse(b"MSH|^|A\rPID|a&b~c^d\r")
    assert (message.get("PID-1.1"), message.get("PID-1.1.1"), message.get("PID-1.1.2")) == ("a&b~c", "a&b~c", "")


SET = {
    "PID-3[3].4.2": b"PID|||a~~^^^&x\r",
    "PID-3": b"PID|||x\r",
    "PID-3.2": b"PID|||a^x\r",
    "PID-5": b"PID|||a||x\r",
    "PV1-2": b"PID|||a\rPV1||x\r",
}


@pytest.mark.parametrize(("where", "expected"), SET.items())
def test_a_value_is_set_and_the_rest_stays(where: str, expected: bytes) -> None:
    start = b"MSH|^~\\&|A|B\r"
    assert parse(start + b"PID|||a\r").with_value(where, "x").encode() == start + expected


def test_a_value_is_escaped_when_it_is_set() -> None:
    message = parse(FEED).with_value("OBX[2]-5.1", "a|b^c&d~e\\f\r")
    assert message.raw("OBX[2]-5") == "a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f\\X0D\\"
    assert message.get("OBX[2]-5") == "a|b^c&d~e\\f\r"


@pytest.mark.parametrize("where", ["MSH-1", "MSH-2", "PID", "OBX[4]-5"])
def test_what_cannot_be_set_is_refused(where: str) -> None:
    with pytest.raises(UsageError, match=r"cannot be set"):
        parse(FEED).with_value(where, "x")


def test_a_part_for_which_there_is_no_separator_cannot_be_set() -> None:
    with pytest.raises(UsageError, match=r"no separator"):
        parse(b"MSH|^|A\r").with_value("PID-3.1.2", "x")


def test_segments_are_added_and_taken_away() -> None:
    message = parse(b"MSH|^~\\&|A\rOBX|1\rNTE|2").with_segments(segment("ZZZ", "x")).without("OBX")
    assert message.encode() == b"MSH|^~\\&|A\rNTE|2\rZZZ|x\r"


NO_MESSAGE = {
    b"": "nothing",
    b"GET / HTTP/1.1\r\n": "GET / HTTP",
    b"MSH": "MSH",
    b"MSHA^~": "MSHA",
    b"MSH\r^~\\&": "MSH",
    b"MSH\xe9^~": "MSH",
    "MSH|^~\\&".encode("utf-16"): "UTF-16",
    b"FHS|^~\\&|": "FHS",
}


@pytest.mark.parametrize(("data", "found"), NO_MESSAGE.items())
def test_what_is_no_message_at_all_is_refused_with_the_place(data: bytes, found: str) -> None:
    with pytest.raises(MalformedMessage) as refused:
        parse(data)
    assert found in refused.value.found
    assert refused.value.where in ("the first segment", "MSH-1")
