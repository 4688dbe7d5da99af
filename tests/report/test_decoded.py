from __future__ import annotations

import json
import random

import pytest

from harness.evidence.exchange import Message
from harness.report.decoded import LONGEST, decoded
from harness.report.decoded_json import json_lines, json_look
from tests.report.demo_exchanges import JSON, bundle, message, patient

BASE = "http://registry.example/fhir"


def received(body: bytes, kind: str = JSON) -> Message:
    return message("client_registry", "HTTP/1.1 200 OK", (("Content-Type", kind),), body, at=1)


def lines(body: bytes, kind: str = JSON) -> list[str]:
    return [line.text for line in decoded(received(body, kind)).lines]


def test_json_is_indented_and_stays_the_same_value() -> None:
    resource = bundle(BASE, patient("Achieng", "1") | {"id": "7"})
    assert json.loads("\n".join(lines(json.dumps(resource).encode()))) == resource


def test_numbers_and_doubled_members_stay_as_they_were_written() -> None:
    assert lines(b'{"a":1.0,"a":1e5,"b":null,"c":true}') == ['{"a": 1.0, "a": 1e5, "b": null, "c": true}']


def test_a_long_array_has_a_line_for_each_value() -> None:
    assert len(lines(json.dumps({"a": ["x" * 30] * 4}).encode())) == 8


def test_each_line_knows_its_place_from_the_root_and_from_its_resource() -> None:
    body = json.dumps(bundle(BASE, patient("A", "1") | {"id": "1"}, patient("B", "2") | {"id": "2"})).encode()
    line = next(each for each in decoded(received(body)).lines if '"B"' in each.text)
    assert (line.place, line.near) == ("Bundle.entry[1].resource.name.family", "Patient.name.family")


def test_without_places_the_lines_are_the_same() -> None:
    told = received(json.dumps(patient("A", "1")).encode())
    quick = decoded(told, with_places=False)
    assert [line.text for line in quick.lines] == [line.text for line in decoded(told).lines]
    assert not any(line.place for line in quick.lines)


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b'{"a":', JSON, "text"),
        (b"[" * 100_000, JSON, "text"),
        (b"<html><p>", "text/html", "text"),
        (b"<a><b", "application/fhir+xml", "text"),
        (b"<a/>", "application/fhir+xml", "XML"),
        (b"family=A&given=B%20C", "application/x-www-form-urlencoded", "form"),
        (b"", JSON, ""),
        (b"{}" + b" " * LONGEST, JSON, ""),
    ],
)
def test_what_does_not_read_as_it_says_is_text(body: bytes, kind: str, expected: str) -> None:
    assert decoded(received(body, kind)).kind == expected


def test_bytes_that_are_no_text_have_no_lines() -> None:
    assert lines(b"\x1f\x8b\xff") == []


def test_a_form_is_told_parameter_by_parameter() -> None:
    assert lines(b"family=A&given=B%20C", "application/x-www-form-urlencoded") == ["family = A", "given = B C"]


@pytest.mark.parametrize(
    "value",
    [
        bundle(BASE, *(patient(f"A{number}", str(number)) | {"id": str(number)} for number in range(40))),
        {"resourceType": "List", "a": [{"b": 1}, 2, [3, [4]]], "c": [[5], {}], "d": {"e": [{}]}, "f": "g"},
        [{"a": [{"b": "c"}]}] * 30,
        {"a": 1, "b": [], "c": {}},
    ],
)
@pytest.mark.parametrize("space", [None, 3])
def test_the_beginning_alone_is_the_beginning_of_the_whole(value: object, space: int | None) -> None:
    told = received(json.dumps(value, indent=space).encode())
    whole, begun = decoded(told).lines, decoded(told, with_places=False, most=20)
    assert [line.text for line in begun.lines] == [line.text for line in whole[: len(begun.lines)]]
    assert begun.whole == (len(begun.lines) == len(whole))


@pytest.mark.parametrize("broken", [b'{"a": [{"b": 1}, {"b": 2}], "c": }', b'{"a": [{"b": "\x01"}]}', b'[{"a": 1}'])
def test_what_breaks_further_down_is_no_json_from_its_beginning_on(broken: bytes) -> None:
    assert decoded(received(broken), with_places=False, most=1).kind != "JSON"


@pytest.mark.parametrize("seed", range(40))
def test_a_look_shows_the_lines_that_the_whole_has(seed: int) -> None:
    body = json.dumps(_anything(random.Random(seed), 4), ensure_ascii=bool(seed % 2)).encode()
    whole = [line.text for line in json_lines(body, with_places=False)]
    for most in (1, 3, 60):
        begun, is_whole = json_look(body, most)
        assert [line.text for line in begun] == whole[:most]
        assert is_whole == (len(whole) <= most)


def _anything(chance: random.Random, depth: int) -> object:
    texts = ("", "a", "é", "[", "{", 'a"b', "back\\", "two\nlines", "x" * 40, "y" * 70, "\u2028", ": [")
    scalars = (*texts, 1, -2.5, 1e30, True, False, None)
    kind = chance.choice("oasss" if depth < 4 else "oa") if depth else "s"
    if kind == "o":
        return {chance.choice(texts) + str(n): _anything(chance, depth - 1) for n in range(chance.randrange(7))}
    if kind == "a":
        if chance.choice((True, False)):
            return [chance.choice(scalars) for _ in range(chance.randrange(40))]
        return [_anything(chance, depth - 1) for _ in range(chance.randrange(7))]
    return chance.choice(scalars)
