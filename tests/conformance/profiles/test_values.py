"""Fixed values and patterns, R4 elementdefinition.html."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from harness.conformance.profiles.values import Difference, equal, from_fixed, from_pattern, told

SAME: list[tuple[Any, Any]] = [(1, 1.0), (1.5, Decimal("1.50")), ("a", "a"), (True, True), (None, None)]
OTHER: list[tuple[Any, Any]] = [(1, True), (1, "1"), ("a", "A"), (0, None), (float("nan"), 1), ({}, "a"), (False, 0)]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_primitive_values_are_equal_by_value(one: Any, other: Any) -> None:
    assert equal(one, other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_primitive_values_of_another_kind_or_spelling_differ(one: Any, other: Any) -> None:
    assert not equal(one, other)


def test_a_fixed_object_permits_nothing_more_but_an_id() -> None:
    assert from_fixed({"code": "a"}, {"code": "a", "id": "x"}) is None
    assert from_fixed({"code": "a"}, {"code": "a", "system": "s"}) == Difference("system", "no system", '"s"')


def test_a_fixed_object_misses_what_is_not_there() -> None:
    assert from_fixed({"coding": [{"code": "a"}]}, {"coding": [{}]}) == Difference("coding[0].code", '"a"', "nothing")


def test_a_fixed_array_has_a_length() -> None:
    assert from_fixed(["a"], ["a", "b"]) == Difference("", "1 values", "2")


def test_a_pattern_finds_each_of_its_items_somewhere() -> None:
    pattern = {"coding": [{"code": "a"}, {"code": "b"}]}

    assert from_pattern(pattern, {"coding": [{"code": "c"}, {"code": "b"}, {"code": "a", "display": "A"}]}) is None
    assert from_pattern(pattern, {"coding": [{"code": "a"}]}) == Difference(
        "coding", "one that is |b", '[{"code": "a"}]'
    )


@pytest.mark.parametrize("value", [None, "a", 1, [], {}, {"coding": "a"}, {"coding": [None, [[]]]}])
def test_a_pattern_is_not_met_by_something_malformed(value: Any) -> None:
    assert from_pattern({"coding": [{"code": "a"}]}, value)
    assert from_fixed({"coding": [{"code": "a"}]}, value)


def test_a_pattern_reaches_what_stands_beside_a_primitive() -> None:
    pattern = {"_code": {"extension": [{"url": "u"}]}}

    assert from_pattern(pattern, {"_code": {"extension": [{"url": "v"}, {"url": "u"}]}}) is None
    assert from_pattern(pattern, {"code": "a"})


TOLD = {
    "nothing": None,
    '"a"': "a",
    "s|a": {"system": "s", "code": "a"},
    "s|a, |b": {"coding": [{"system": "s", "code": "a"}, {"code": "b"}]},
    "no coding": {"coding": []},
    '{"value": 1}': {"value": 1},
}


@pytest.mark.parametrize(("words", "value"), TOLD.items())
def test_a_value_is_told_in_short(words: str, value: Any) -> None:
    assert told(value) == words


def test_a_long_value_is_cut() -> None:
    assert len(told({"a": "b" * 500})) < 130
