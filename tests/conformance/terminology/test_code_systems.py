from __future__ import annotations

import time
from typing import Any

import pytest

from harness.conformance.terminology import Terminology
from harness.conformance.terminology.code_systems import CodeSystem, compiled

ROOMS = "http://example.org/harness/CodeSystem/rooms"


def system(*concepts: dict[str, Any], **more: Any) -> CodeSystem:
    return compiled({"url": "http://example.org/s", "content": "complete", "concept": list(concepts), **more})


def test_a_concept_has_all_its_ways_to_be_called(rooms: Terminology) -> None:
    known = rooms.systems.find(ROOMS)
    assert known is not None
    assert list(known.concepts["maternity"].names) == ["Maternity ward", "Maternité"]


def test_nesting_and_properties_make_one_hierarchy(rooms: Terminology) -> None:
    known = rooms.systems.find(ROOMS)
    assert known is not None
    assert known.below("ward") == {"maternity", "labour", "children"}
    assert known.above("labour") == {"maternity", "ward"}
    assert known.below("theatre") == {"recovery"}


def test_a_child_property_makes_a_hierarchy_too() -> None:
    known = system({"code": "a", "property": [{"code": "child", "valueCode": "b"}]}, {"code": "b"})
    assert known.below("a") == {"b"}


def test_a_circle_in_a_hierarchy_ends() -> None:
    round_ = [{"code": x, "property": [{"code": "parent", "valueCode": y}]} for x, y in ("ab", "bc", "ca")]
    assert system(*round_).below("a") == {"b", "c"}


def test_a_hierarchy_of_any_depth_is_read() -> None:
    deep: dict[str, Any] = {"code": "c0"}
    for number in range(1, 5000):
        deep = {"code": f"c{number}", "concept": [deep]}
    assert len(system(deep).below("c4999")) == 4999


@pytest.mark.parametrize(("sensitive", "known"), [(True, False), (False, True), (None, True)])
def test_case_counts_where_the_code_system_says_so(sensitive: bool | None, known: bool) -> None:
    assert system({"code": "Day"}, caseSensitive=sensitive).knows("day") is known


@pytest.mark.parametrize(
    "more", [{"content": "fragment"}, {"content": "example"}, {"count": 2}, {"compositional": True}]
)
def test_what_is_not_all_here_refuses_no_code(more: dict[str, Any]) -> None:
    known = system({"code": "a"}, **more)
    assert (known.knows("a"), known.knows("b")) == (True, None)


def test_a_v2_table_that_says_so_is_open() -> None:
    assert system({"code": "1"}, {"code": "..."}).knows("2") is None


def test_a_template_of_a_v2_table_stands_for_its_codes() -> None:
    known = system({"code": "NNxxx"}, {"code": "HL7nnnn"}, caseSensitive=True)
    assert [known.knows(code) for code in ("NNKEN", "HL70203", "HL7ABCD", "NN")] == [True, True, False, False]


def test_properties_are_read_as_text() -> None:
    values = [{"valueBoolean": True}, {"valueInteger": 3}, {"valueDecimal": 1.5}, {"valueCoding": {"code": "c"}}]
    one = {"code": "a", "property": [{"code": "p", **value} for value in [*values, {"valueString": None}]]}
    assert system(one).concepts["a"].values("p") == ("true", "3", "1.5", "c")


@pytest.mark.parametrize("concept", ["x", [None, 3, {"code": 5}], [{"concept": [{"code": []}]}], {"code": "a"}])
def test_a_malformed_code_system_is_read_as_far_as_it_goes(concept: object) -> None:
    known = compiled({"url": "http://example.org/s", "content": "complete", "concept": concept})
    assert set(known.concepts) <= {"a"}


def test_supplements_are_found_by_what_they_supplement(rooms: Terminology) -> None:
    found = rooms.systems.supplements(ROOMS)
    assert [list(one.concepts["theatre"].names)[-1] for one in found] == ["Chumba cha upasuaji"]


def test_many_templates_and_many_children_of_one_are_read_quickly() -> None:
    forms = [{"code": f"A{number}xx"} for number in range(20_000)]
    below = [{"code": f"c{number}", "property": [{"code": "child", "valueCode": "A1xx"}]} for number in range(20_000)]
    began = time.process_time()
    known = system(*forms, *below, caseSensitive=True)
    assert [known.knows(f"zz{number}") for number in range(20_000)] == [False] * 20_000
    assert time.process_time() - began < 3


def test_the_first_of_two_templates_counts() -> None:
    known = system({"code": "A1xx"}, {"code": "A12nn"}, caseSensitive=True)
    assert [found.code for found in (known.find("A123"),) if found] == ["A1xx"]
