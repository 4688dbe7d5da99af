"""Sorting values into slices, R4 profiling.html#slicing."""

from __future__ import annotations

from typing import Any, cast

import pytest

from harness.conformance.profiles.overlay import Discriminator, Rules, Slice, Slicing
from harness.conformance.profiles.places import Place
from harness.conformance.profiles.slicing import Sorted, sort
from harness.conformance.scope import Scope
from harness.conformance.structure.element import Element

NOBODY = cast(Scope, None)


def slicing(rules: str = "open", *, ordered: bool = False, default: bool = False) -> Slicing:
    """Slices a and b, told apart by the first letter of a value; of a question mark nothing is known."""
    element = Element("P.x", "x", "http://p#P.x", 0, None, ())
    slices = tuple(Slice(name, Rules(element)) for name in "ab")
    rest = Slice("@default", Rules(element)) if default else None
    by = (Discriminator("value", "$this", ()),)
    return Slicing(by, rules, ordered, slices, rest, "http://p#P.x")


def belongs(place: Place, one: Slice) -> bool | None:
    return None if place.value == "?" else place.value.startswith(one.name) or place.value == "both"


def sorted_(values: str, rules: Slicing, types: frozenset[str] | None = None) -> Sorted:
    places = [Place(value, None, "string", None, f"P.x[{at}]", NOBODY) for at, value in enumerate(values.split())]
    return sort(places, rules, belongs, types)


def messages(values: str, rules: Slicing, **more: Any) -> list[str]:
    return [f"{one.expression} {one.severity}" for one in sorted_(values, rules, **more).issues]


def test_each_value_goes_into_its_slice() -> None:
    found = sorted_("b1 a1 c b2", slicing())

    assert {name: [place.value for place in places] for name, places in found.slices.items()} == {
        "a": ["a1"],
        "b": ["b1", "b2"],
    }
    assert found.issues == []


def test_a_default_slice_takes_what_is_left() -> None:
    found = sorted_("c a", slicing("closed", default=True))

    assert [place.value for place in found.slices["@default"]] == ["c"]
    assert found.issues == []


CASES = [
    ("a c", slicing("closed"), ["P.x[1] error"]),
    ("a c b", slicing("openAtEnd"), ["P.x[1] error"]),
    ("a b c", slicing("openAtEnd"), []),
    ("b c a", slicing(ordered=True), ["P.x[2] error"]),
    ("a a b b c", slicing(ordered=True), []),
    ("both", slicing(), ["P.x[0] error"]),
    ("?", slicing("closed", ordered=True), ["P.x[0] information"]),
]


@pytest.mark.parametrize(("values", "rules", "told"), CASES)
def test_what_is_wrong_with_the_slices_is_told(values: str, rules: Slicing, told: list[str]) -> None:
    assert messages(values, rules) == told


def test_of_slices_one_cannot_be_sure_of_none_is_missed() -> None:
    assert sorted_("?", slicing()).unsure == {"a", "b"}


def test_a_value_of_a_type_that_was_refused_is_not_refused_again() -> None:
    assert messages("c", slicing("closed"), types=frozenset({"Quantity"})) == []
