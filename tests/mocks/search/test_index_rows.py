from __future__ import annotations

from typing import Any

import pytest

from harness.mocks.search.index_rows import IndexRows, index_rows
from harness.mocks.search.parameters import SearchParameter
from harness.mocks.search.values import DISTANT_FUTURE, DISTANT_PAST, stretch


def indexed(kind: str, value: Any) -> IndexRows:
    parameter = SearchParameter("Any", "x", kind, ("x",), (), False, "", 7)
    return index_rows({"x": value}, [parameter], system=str.upper)


PERIODS = {
    "both ends": ({"start": "1982", "end": "1983-05"}, stretch("1982").low, stretch("1983-05").high),
    "no end": ({"start": "1982"}, stretch("1982").low, DISTANT_FUTURE),
    "no start": ({"end": "1982"}, DISTANT_PAST, stretch("1982").high),
}


@pytest.mark.parametrize(("period", "low", "high"), PERIODS.values(), ids=PERIODS.keys())
def test_a_period_is_found_by_all_of_it(period: dict[str, str], low: int, high: int) -> None:
    assert indexed("date", period).dates == {(7, low, high)}


TOKENS: dict[str, tuple[Any, set[tuple[int, str, str]]]] = {
    "a boolean": (True, {(7, "true", "")}),
    "a code": ("female", {(7, "female", "")}),
    "a coding": ({"system": "a", "code": "b"}, {(7, "b", "A")}),
    "a concept": ({"coding": [{"system": "a", "code": "b"}, {"code": "c"}]}, {(7, "b", "A"), (7, "c", "")}),
    "an identifier": ({"system": "a", "value": "b"}, {(7, "b", "A")}),
    "a telephone": ({"system": "phone", "value": "1", "use": "home"}, {(7, "1", "PHONE"), (7, "1", "HOME")}),
    "a number": (7, set()),
}


@pytest.mark.parametrize(("value", "rows"), TOKENS.values(), ids=TOKENS.keys())
def test_a_token_is_found_by_system_and_code(value: Any, rows: set[tuple[int, str, str]]) -> None:
    assert indexed("token", value).tokens == rows


@pytest.mark.parametrize("value", ["yesterday", {"start": 1}, {}, 1982, None])
def test_what_is_no_date_is_found_by_none(value: Any) -> None:
    assert indexed("date", value).dates == set()
