from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.errors import MalformedMessage
from harness.messages import fhir

REFUSED = {
    "an empty body": (b"", "line 1, column 1"),
    "blanks": (b" \n ", "line 1, column 1"),
    "a byte order mark": (b'\xef\xbb\xbf{"resourceType":"Patient"}', "line 1, column 1"),
    "an array": (b"[]", "line 1, column 1"),
    "a string": (b'"Patient"', "line 1, column 1"),
    "no resource type": (b'{"id":"a"}', "resourceType"),
    "a resource type that is a number": (b'{"resourceType":1}', "resourceType"),
    "a broken literal": (b'{"resourceType":"P","active":tru}', "line 1, column 30"),
    "an end too early": (b'{"resourceType":"P",\n', "line 2, column 1"),
    "a control character": (b'{"resourceType":"P","a":"\x01"}', "line 1, column 26"),
    "bytes that are not UTF-8": (b'{"resourceType":"P",\n"a":"\xff"}', "line 2, column 6"),
    "a null": (b'{"resourceType":"P",\n "a":null}', "line 2, column 6 (a)"),
    "a null deep inside": (b'{"resourceType":"P","a":[{"b":null}]}', "line 1, column 31 (a[0].b)"),
    "a null in an array without a twin": (b'{"resourceType":"P","a":["x",null]}', "line 1, column 30 (a[1])"),
    "a null beside a null": (b'{"resourceType":"P","a":[null],"_a":[null]}', "line 1, column 26 (a[0])"),
    "a name that occurs twice": (b'{"resourceType":"P","a":1,\n"a":2}', "line 2, column 5 (a)"),
    "NaN": (b'{"resourceType":"P","a":NaN}', "line 1, column 25 (a)"),
    "an infinity": (b'{"resourceType":"P","a":-Infinity}', "line 1, column 25 (a)"),
    "a number beyond a float": (b'{"resourceType":"P","a":1e999}', "line 1, column 25 (a)"),
    "an integer of 5,000 digits": (b'{"resourceType":"P","a":' + b"9" * 5000 + b"}", "line 1, column 25 (a)"),
    "half a surrogate pair": (b'{"resourceType":"P","a":"\\ud83d\\ude00 \\ud800"}', "line 1, column 39 (a)"),
    "200 objects in each other": (b'{"resourceType":"P","a":' + b'{"a":' * 200 + b"1" + b"}" * 201, "the body"),
    "100,000 open brackets": (b"[" * 100_000, "the body"),
    "a fault before broken text": (b'{"resourceType":"P","a":{"b":1,"b":2},"c":1x]}', "line 1, column 36 (a.b)"),
}


@pytest.mark.parametrize(("body", "where"), REFUSED.values(), ids=REFUSED.keys())
def test_what_fhir_json_forbids_is_refused_at_its_place(body: bytes, where: str) -> None:
    with pytest.raises(MalformedMessage) as refusal:
        fhir.parse(body)

    assert refusal.value.where == where


def test_a_gap_that_the_twin_array_fills_is_read() -> None:
    body = b'{"resourceType":"Patient","name":[{"given":[null,"B"],"_given":[{"id":"a"},null]}]}'

    assert fhir.parse(body)["name"][0]["given"] == [None, "B"]


def test_a_resource_that_breaks_a_profile_is_read() -> None:
    assert fhir.parse(b'{"resourceType":"Patient","birthDate":"yesterday"}')["birthDate"] == "yesterday"


def test_a_format_nobody_knows_is_refused() -> None:
    with pytest.raises(MalformedMessage, match="Content-Type"):
        fhir.parse(b"{}", "text/turtle")


def test_half_a_surrogate_pair_is_written_as_an_escape() -> None:
    assert fhir.serialise({"resourceType": "P", "a": "\ud800"}) == b'{"resourceType": "P", "a": "\\ud800"}'.replace(
        b" ", b""
    )


values = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@settings(max_examples=40)
@given(st.dictionaries(st.text(), values, max_size=5))
def test_what_is_written_is_read_back(members: dict[str, object]) -> None:
    resource = {**members, "resourceType": "Patient"}

    assert fhir.parse(fhir.serialise(resource)) == resource


def test_who_only_looks_shares_what_was_read() -> None:
    body = b'{"resourceType": "Bundle"}'

    assert fhir.read(body) is fhir.read(body) == fhir.parse(body)


def test_who_only_looks_hears_of_a_fault_each_time() -> None:
    for _ in range(2):
        with pytest.raises(MalformedMessage) as fault:
            fhir.read(b'{"resourceType": "Patient", "name": null}')
        assert fault.value.where == "line 1, column 37 (name)"


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(MalformedMessage):
        assert isinstance(fhir.parse(body), dict)


@given(st.data())
def test_a_torn_resource_is_read_or_refused(data: st.DataObject) -> None:
    whole = json.dumps({"resourceType": "Patient", "name": [{"family": "Ngũgĩ", "given": ["A", "B"]}], "x": None})
    start = data.draw(st.integers(0, len(whole)))
    torn = (
        whole[:start] + data.draw(st.text(alphabet='{}[]",:\\nul1eE+-')) + whole[start + data.draw(st.integers(0, 9)) :]
    )
    with pytest.raises(MalformedMessage):
        fhir.parse(torn.encode() + b"}{")


def test_who_only_reads_gets_the_same_resource_again() -> None:
    body = b'{"resourceType":"Patient"}'

    assert fhir.read(body, fhir.JSON) is fhir.read(bytes(bytearray(body)), fhir.JSON)
    assert fhir.parse(body) is not fhir.parse(body)


def test_what_is_no_resource_is_refused_each_time_it_is_read() -> None:
    for _ in range(2):
        with pytest.raises(MalformedMessage):
            fhir.read(b"{", fhir.JSON)
