"""Lengths and bounds of values, R4 elementdefinition.html."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

import pytest

from harness.conformance.profiles.bounds import check_bounds
from harness.conformance.profiles.overlay import Rules
from harness.conformance.profiles.places import Place
from harness.conformance.scope import Scope
from harness.conformance.structure.element import Element

UCUM = "http://unitsofmeasure.org"


def kilos(value: Any, code: str = "kg", system: str = UCUM) -> dict[str, Any]:
    return {"value": value, "system": system, "code": code}


def found(value: Any, **bounds: Any) -> list[str]:
    """The severities of what is said of a value between bounds."""
    rules = Rules(Element("P.x", "x", "http://p#P.x", 0, None, (), bounds=bounds))
    place = Place(value, None, "", None, "P.x", cast(Scope, None))
    return [issue.severity for issue in check_bounds(place, rules)]


WITHIN = [
    (2, 2),
    (Decimal("2.5"), 2),
    (2.5, 2),
    ("2020-06", "2020-05-30"),
    ("2020", "2019-12-31"),
    ("10:00:00", "09:00:00"),
]
BELOW = [(1, 2), (1.9, 2), ("2019", "2020"), ("2020-01-01T00:00:00Z", "2020-01-01T00:00:01Z")]
UNKNOWN = [("a", 1), (True, 1), (None, 1), ("2020", "2020-05"), ("x", "y"), ([], {}), (float("inf"), 1), (kilos(1), 1)]


@pytest.mark.parametrize(("value", "bound"), WITHIN)
def test_a_value_at_or_above_its_lowest_is_right(value: Any, bound: Any) -> None:
    assert found(value, minValue=bound) == []


@pytest.mark.parametrize(("value", "bound"), BELOW)
def test_a_value_below_its_lowest_is_wrong_and_no_fault_as_its_highest(value: Any, bound: Any) -> None:
    assert found(value, minValue=bound) == ["error"]
    assert found(value, maxValue=bound) == []


@pytest.mark.parametrize(("value", "bound"), UNKNOWN)
def test_what_cannot_be_compared_is_not_checked(value: Any, bound: Any) -> None:
    assert found(value, minValue=bound) == ["information"]


def test_quantities_are_compared_in_units_that_can_be_turned_into_each_other() -> None:
    assert found(kilos(3000, "g"), maxValue=kilos(2)) == ["error"]
    assert found(kilos(1000, "g"), maxValue=kilos(2)) == []


QUANTITIES = [kilos(1, "cm"), kilos(1, "kg", "http://other"), kilos("1"), {"value": 1, "unit": "kg"}, kilos(1, [])]


@pytest.mark.parametrize("value", QUANTITIES)
def test_quantities_of_another_kind_are_not_compared(value: Any) -> None:
    assert found(value, maxValue=kilos(2)) == ["information"]
    assert found({"value": 3, "unit": "kg"}, maxValue={"value": 2, "unit": "kg"}) == ["error"]
