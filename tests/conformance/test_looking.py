"""Safe looks at values: whatever they are given, they answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from harness.conformance import looking

ANYTHING: list[Any] = [None, True, 0, 1.5, Decimal(1), "x", [], [None, 1], {}, {"a": None}, {"a": 1}, object()]


@pytest.mark.parametrize("value", ANYTHING, ids=lambda one: type(one).__name__)
def test_looks_find_nothing_in_what_has_nothing(value: Any) -> None:
    assert looking.objects(value, "a") == looking.texts(value, "a") == []
    assert (looking.one(value, "a"), looking.text(value, "a")) == ({}, "")


def test_looks_find_what_is_there_with_its_index() -> None:
    value = {"a": [{"b": 1}, "x", None, {"c": 2}], "d": {"e": 3}, "f": "y"}

    assert looking.objects(value, "a") == [(0, {"b": 1}), (3, {"c": 2})]
    assert looking.texts(value, "a") == [(1, "x")]


def test_what_should_be_in_an_array_counts_as_the_first() -> None:
    value = {"d": {"e": 3}, "f": "y"}

    assert looking.objects(value, "d") == [(0, {"e": 3})]
    assert looking.texts(value, "f") == [(0, "y")]


@pytest.mark.parametrize(("value", "there"), [({"a": 1}, True), ({"_a": {}}, True), ({"a": None}, False), ([], False)])
def test_an_element_is_present_by_its_value_or_its_twin(value: Any, there: bool) -> None:
    assert looking.present(value, "a") is there


KINDS = [(None, "null"), (True, "true"), ({}, "an object"), ([], "an array"), ("", "a string"), (1, "a number")]


@pytest.mark.parametrize(("value", "words"), [*KINDS, (b"", "something JSON does not have (bytes)")])
def test_a_kind_is_told_in_words(value: Any, words: str) -> None:
    assert looking.kind(value) == words


SHOWN = [
    ("x" * 80, f'"{"x" * 60}…"'),
    (1.5, "1.5"),
    (10**400, "a very large number"),
    (False, "false"),
    ([1], "an array"),
]


@pytest.mark.parametrize(("value", "words"), SHOWN)
def test_a_value_is_shown_within_a_line(value: Any, words: str) -> None:
    assert looking.shown(value) == words


def nested(levels: int) -> Any:
    value: Any = "x"
    for level in range(levels):
        value = {"a": value} if level % 2 else [value]
    return value


@pytest.mark.parametrize(("levels", "said"), [(100, ""), (101, "more than 100 levels of nesting"), (50_000, "more")])
def test_nesting_is_bounded(levels: int, said: str) -> None:
    assert looking.too_much(nested(levels)).startswith(said)
    assert bool(looking.too_much(nested(levels))) is bool(said)


def test_a_value_that_holds_itself_is_too_much() -> None:
    value: dict[str, Any] = {}
    value["a"] = [value]

    assert looking.too_much(value) == "more than 100 levels of nesting"


def test_a_value_with_too_many_objects_is_too_much() -> None:
    assert looking.too_much([{}] * (looking.MOST_VALUES + 1)) == "more than 5,000,000 objects and arrays"
