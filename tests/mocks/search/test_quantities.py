"""Numbers, quantities, uris and canonicals over a real store; places beside the great circle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.mocks.search.parameters import search_table
from harness.mocks.search.quantities import kilometres_between
from harness.mocks.search.query import Unsearchable
from harness.mocks.search.reading import parsed_query
from harness.mocks.store import Store

TABLE = search_table(("ValueSet", "ConceptMap", "MeasureReport"))
UCUM = "http://unitsofmeasure.org"


def value_set(title: str, **elements: Any) -> dict[str, Any]:
    return {"resourceType": "ValueSet", "title": title, "url": f"http://x/vs/{title}", **elements}


def weighing(**value: Any) -> dict[str, Any]:
    return {"useContext": [{"code": {"code": "age"}, **value}]}


SETS = [
    value_set("five", **weighing(valueQuantity={"value": 5, "unit": "years", "system": UCUM, "code": "a"})),
    value_set("half", **weighing(valueQuantity={"value": 5.4, "unit": "kg"})),
    value_set("range", **weighing(valueRange={"low": {"value": 10, "code": "a"}, "high": {"value": 20}})),
    value_set("adult", **weighing(valueRange={"low": {"value": 18, "code": "a", "system": UCUM}})),
    value_set("odd", **weighing(valueQuantity={"unit": "kg"})),
    value_set("a/b", version="1"),
]
FINDS = {
    "context-quantity=5": "five half",
    "context-quantity=5.0": "five",
    "context-quantity=5.4": "half",
    "context-quantity=5e0": "five half",
    "context-quantity=5||a": "five",
    f"context-quantity=5|{UCUM}|a": "five",
    "context-quantity=5||kg": "half",
    "context-quantity=gt5": "half range adult",
    "context-quantity=ge5": "five half range adult",
    "context-quantity=lt5.4": "five",
    "context-quantity=le10": "five half range",
    "context-quantity=sa10": "adult",
    "context-quantity=eb10": "five half",
    "context-quantity=ne5": "range adult",
    "context-quantity=ap15": "range",
    "context-quantity=ap19": "range adult",
    "context-quantity=gt19,5.4": "half range adult",
    "context-quantity:missing=true": "odd a/b",
    "_sort=context-quantity&context-quantity:missing=false": "five half range adult",
    "_sort=-context-quantity&context-quantity:missing=false": "adult range half five",
    "url=http://x/vs/five": "five",
    "url=http://x/vs/FIVE": "",
    "url=http://x/vs": "",
    "url:below=http://x/vs/a": "a/b",
    "url:below=http://x/vs/a/": "a/b",
    "url:below=http://x/vs": "five half range adult odd a/b",
    "url:below=http://x/v": "",
    "url:above=http://x/vs/a/b/c": "a/b",
    "url:above=http://x/vs/five": "five",
    "url=http://x/vs/five,http://x/vs/a/b": "five a/b",
}


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    kept = Store(TABLE)
    for one in SETS:
        kept.add(one)
    for canonical in ("http://x/vs/five|1", "http://x/vs/five", "http://x/vs/range"):
        kept.add({"resourceType": "ConceptMap", "sourceCanonical": canonical, "title": canonical[-2:]})
    yield kept
    kept.close()


@pytest.mark.parametrize(("asked", "titles"), FINDS.items())
def test_a_search_finds_exactly_what_fhir_says(store: Store, asked: str, titles: str) -> None:
    pairs = [(name, value) for name, _, value in (part.partition("=") for part in asked.split("&"))]
    page = store.search(parsed_query("ValueSet", pairs, TABLE))

    assert [one.resource["title"] for one in page.matches] == titles.split()


@pytest.mark.parametrize("value", ["five", "5|a", "5|a|b|c", "gt", "1e999", "--5", "ge", "5..4", "nan", "inf", "٣"])
def test_what_is_no_quantity_is_refused(value: str) -> None:
    with pytest.raises(Unsearchable, match="is not a quantity"):
        parsed_query("ValueSet", [("context-quantity", value)], TABLE)


CANONICALS = {
    "source=http://x/vs/five": 2,
    "source=http://x/vs/five|1": 1,
    "source=http://x/vs/five|2": 0,
    "source.title=five": 2,
    "source.title=half": 0,
    "source:missing=true": 0,
}


@pytest.mark.parametrize(("asked", "total"), CANONICALS.items())
def test_a_canonical_leads_to_any_version_unless_one_is_named(store: Store, asked: str, total: int) -> None:
    name, _, value = asked.partition("=")
    assert store.search(parsed_query("ConceptMap", [(name, value)], TABLE)).total == total


def test_a_canonical_is_followed_by_includes(store: Store) -> None:
    forwards = parsed_query("ConceptMap", [("title", "ge"), ("_include", "ConceptMap:source")], TABLE)
    backwards = parsed_query("ValueSet", [("title", "range"), ("_revinclude", "ConceptMap:source")], TABLE)

    assert [one.resource["title"] for one in store.included(store.search(forwards), forwards)] == ["range"]
    assert [one.resource["title"] for one in store.included(store.search(backwards), backwards)] == ["ge"]


def test_a_canonical_of_a_version_brings_no_other(store: Store) -> None:
    forwards = parsed_query("ConceptMap", [("title", "|1"), ("_include", "ConceptMap:source")], TABLE)

    assert store.included(store.search(forwards), forwards) == []


def test_those_are_found_that_a_canonical_leads_to(store: Store) -> None:
    page = store.search(parsed_query("ValueSet", [("_has:ConceptMap:source:title", "ge")], TABLE))

    assert [one.resource["title"] for one in page.matches] == ["range"]


degrees = st.floats(-90, 90)


@given(degrees, degrees, degrees, degrees)
def test_the_way_there_is_the_way_back(latitude: float, longitude: float, other: float, far: float) -> None:
    way, back = kilometres_between(latitude, longitude, other, far), kilometres_between(other, far, latitude, longitude)

    assert way == pytest.approx(back, abs=1e-6)
    assert 0 <= way <= 20_016


def test_a_degree_is_a_hundred_and_eleven_kilometres() -> None:
    assert kilometres_between(0, 0, 1, 0) == pytest.approx(111.195, abs=0.01)
