"""How far a message is laid out for a place in it: as far as needed, and the place is found where it always was."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import pytest

from harness.report.decoded_json import json_lines, json_near
from harness.report.places import in_body
from tests.report.demo_exchanges import bundle, patient

BASE = "http://cr.example/fhir"
LONG = bundle(BASE, *(patient(f"A{one}", str(one)) | {"id": str(one)} for one in range(200)))
TYPES = ["Bundle", "Patient", "Patient", ""]
NAMES = ["entry", "resource", "name", "total", "a"]


@pytest.mark.parametrize("seed", range(20))
def test_a_place_is_found_where_it_is_in_all_lines(seed: int) -> None:
    chance = random.Random(seed)
    body = json.dumps(_long(chance)).encode()
    every = json_lines(body)
    for where in _places(chance, [place for each in every for place in (each.place, each.near) if place]):
        near, is_whole = json_near(body, [where])
        assert (near, is_whole) == (every[: len(near)], len(near) == len(every)), where
        assert in_body(where, near) == in_body(where, every), where


@pytest.mark.parametrize(
    "where", ["Bundle.entry[3].resource.name", "Bundle.entry[3].resource.photo", "Bundle.total", "Bundle.entry[0]"]
)
def test_what_follows_a_place_is_not_laid_out(where: str) -> None:
    body = json.dumps(LONG).encode()
    near, is_whole = json_near(body, [where, "Bundle.entry[7]"])
    assert (is_whole, len(near) < len(json_lines(body)) / 10) == (False, True)


def test_where_a_place_may_be_anywhere_all_is_laid_out() -> None:
    body = json.dumps(LONG).encode()
    assert json_near(body, ["Patient.photo"]) == (json_lines(body), True)


@pytest.mark.parametrize("name", ["entry[1]", "a.b", "a\u005bb"])
def test_where_a_name_reads_like_a_path_all_is_laid_out(name: str) -> None:
    body = json.dumps(LONG | {name: {"id": "1"}}).encode()
    assert json_near(body, ["Bundle.total"]) == (json_lines(body), True)


def test_what_is_no_json_has_no_lines_near_a_place() -> None:
    assert json_near(b'{"resourceType": "Bundle"', ["Bundle.entry"]) == ((), True)


def _long(chance: random.Random) -> object:
    return {"resourceType": "Bundle", "total": 3, "entry": [_an_object(chance, 3) for _ in range(12)]}


def _an_object(chance: random.Random, depth: int) -> object:
    """Resources and other objects that stand in one another, as deep as that; seldom an array in an array."""
    kind = chance.choice(TYPES)
    members = {name: _anything(chance, depth - 1) for name in chance.sample(NAMES, 4)}
    return {"resourceType": kind, **members} if kind else members


def _anything(chance: random.Random, depth: int) -> object:
    if depth <= 0 or chance.random() < 0.2:
        return chance.choice(["x" * chance.randint(0, 90), 7, None, []])
    if chance.random() < 0.4:
        return [_an_object(chance, depth) for _ in range(chance.randint(0, 6))]
    return [[_an_object(chance, depth)]] if chance.random() < 0.002 else _an_object(chance, depth)


def _places(chance: random.Random, known: list[str]) -> Iterator[str]:
    """Places that are there, and some that lead further than what is there."""
    for place in chance.choices(known, k=8):
        yield place
        yield f"{place}{chance.choice(['.name', '.name.a', '[1]', '[40].entry', '.none'])}"
