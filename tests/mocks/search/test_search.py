"""Search over a real store, beside an oracle that looks at every patient."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.mocks.search.index_rows import values_at
from harness.mocks.search.parameters import search_table
from harness.mocks.search.reading import parsed_query
from harness.mocks.search.values import approximately, folded, stretch
from harness.mocks.store import Store

TABLE = search_table(("Patient", "RelatedPerson"))
MAIDEN = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName"


def person(key: str, **elements: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "identifier": [{"system": "urn:a", "value": key}], **elements}


PEOPLE = [
    person("grace", name=[{"family": "Ngũgĩ", "given": ["Grace", "Wanjiru"]}], birthDate="1982-05-03", gender="female"),
    person("NG", name=[{"family": "ngugi"}, {"family": "Otieno"}], birthDate="1982", active=False),
    person("otto", name=[{"family": "Otieno", "given": ["Otto"]}], birthDate="1990-01", gender="male", active=True),
    person("ann", telecom=[{"system": "phone", "value": "+254,7", "use": "mobile"}], address=[{"city": "Nairobi"}]),
    person("bare", extension=[{"url": MAIDEN, "valueString": "Achieng"}, {"url": "urn:x", "valueString": "No"}]),
    {"resourceType": "Patient", "identifier": [{"value": "loose"}], "meta": {"tag": [{"system": "r", "code": "1"}]}},
]
FINDS = {
    "family=NGUGI": "grace NG",
    "family=ngũ": "grace NG",
    "family:exact=Ngũgĩ": "grace",
    "family:exact=ngũgĩ": "",
    "family:exact=Ngũ": "",
    "family:contains=UGI": "grace NG",
    "family=ugi": "",
    "family=ngugi,otieno": "grace NG otto",
    "family=ngugi&family=otieno": "NG",
    "given=wanjiru&gender=female": "grace",
    "family:missing=true": "ann bare loose",
    "family:missing=false&gender=male": "otto",
    "identifier=urn:a|grace": "grace",
    "identifier=grace": "grace",
    "identifier=GRACE": "",
    "identifier=|grace": "",
    "identifier=|loose": "loose",
    "identifier=urn:a|": "grace NG otto ann bare",
    "identifier:not=urn:a|grace&gender:not=male": "NG ann bare loose",
    "gender=male,female": "grace otto",
    "active=false": "NG",
    "birthdate=1982": "grace NG",
    "birthdate=1982-05": "grace",
    "birthdate=1982-05-03": "grace",
    "birthdate=ne1982": "otto",
    "birthdate=gt1982": "otto",
    "birthdate=gt1982-05-03": "NG otto",
    "birthdate=lt1982-05-03": "NG",
    "birthdate=ge1982-01-01&birthdate=le1982-12-31": "grace NG",
    "birthdate=le1982-05-03": "grace NG",
    "birthdate=sa1982": "otto",
    "birthdate=eb1990": "grace NG",
    "birthdate=ap1983": "grace NG",
    "birthdate=ap2020": "",
    r"telecom=phone|+254\,7": "ann",
    r"phone=mobile|+254\,7": "ann",
    "email:missing=false": "",
    "address=nairobi": "ann",
    "address-city:exact=Nairobi": "ann",
    "mothersMaidenName=achi": "bare",
    "mothersMaidenName=no": "",
    "_tag=r|1": "loose",
    "_id=nobody": "",
    "name=otto": "otto",
    "_lastUpdated=ge2020": "grace NG otto ann bare loose",
    "_lastUpdated=lt2020": "",
    "family=%27%3B DROP TABLE resource": "",
}


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    kept = Store(TABLE)
    for one in PEOPLE:
        kept.add(one)
    yield kept
    kept.close()


def found(store: Store, *pairs: tuple[str, str]) -> list[str]:
    page = store.search(parsed_query("Patient", pairs, TABLE))
    assert page.total == len(page.matches)
    return [one.resource["identifier"][0]["value"] for one in page.matches]


@pytest.mark.parametrize(("asked", "names"), FINDS.items())
def test_a_search_finds_exactly_what_fhir_says(store: Store, asked: str, names: str) -> None:
    pairs = [(name, value) for name, _, value in (part.partition("=") for part in asked.split("&"))]

    assert found(store, *pairs) == names.split()


def test_no_parameters_find_everybody(store: Store) -> None:
    assert len(found(store)) == len(PEOPLE)


words = st.text(alphabet="abÀßé ", max_size=4)
modifiers = st.sampled_from(["", "exact", "contains"])
dates = st.sampled_from(["1982", "1982-05", "1982-05-03", "1983-05-04", "1990-12"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(words, dates), max_size=8),
    words.filter(str.strip),
    dates,
    st.sampled_from(["", "exact", "contains"]),
)
def test_search_agrees_with_looking_at_everybody(
    people: list[tuple[str, str]], wanted: str, day: str, modifier: str
) -> None:
    store = Store(TABLE)
    for place, (family, birth) in enumerate(people):
        store.add(person(str(place), name=[{"family": family}], birthDate=birth))
    name = f"family:{modifier}".rstrip(":")
    expected = [str(place) for place, one in enumerate(people) if _fits(one, wanted, day, modifier)]

    assert found(store, (name, wanted), ("birthdate", day)) == expected
    store.close()


def _fits(one: tuple[str, str], wanted: str, day: str, modifier: str) -> bool:
    family, birth = one
    by_name = {
        "": folded(family).startswith(folded(wanted)),
        "exact": family == wanted,
        "contains": folded(wanted) in folded(family),
    }[modifier]
    return by_name and stretch(day).low <= stretch(birth).low and stretch(birth).high <= stretch(day).high


COMPARED = {
    "ge": lambda one, asked: one.high > asked.high or (one.low >= asked.low and one.high <= asked.high),
    "le": lambda one, asked: one.low < asked.low or (one.low >= asked.low and one.high <= asked.high),
    "gt": lambda one, asked: one.high > asked.high,
    "lt": lambda one, asked: one.low < asked.low,
    "ap": lambda one, asked: one.low < approximately(asked).high and one.high > approximately(asked).low,
}


@settings(max_examples=60, deadline=None)
@given(st.lists(dates, max_size=8), dates, st.sampled_from(sorted(COMPARED)), dates, st.sampled_from(sorted(COMPARED)))
def test_dates_of_any_length_are_compared_as_fhir_says(
    born: list[str], first: str, prefix: str, second: str, other: str
) -> None:
    store = Store(TABLE)
    for place, birth in enumerate(born):
        store.add(person(str(place), birthDate=birth))
    bounds = ((prefix, stretch(first)), (other, stretch(second)))
    expected = [str(n) for n, one in enumerate(born) if all(COMPARED[p](stretch(one), when) for p, when in bounds)]

    assert found(store, ("birthdate", f"{prefix}{first}"), ("birthdate", f"{other}{second}")) == expected
    store.close()


def test_a_path_with_a_condition_passes_over_the_rest() -> None:
    patient = {"telecom": [{"system": "phone", "value": "1"}, {"system": "email", "value": "2"}, "odd"]}

    assert list(values_at(patient, "telecom[system=email].value")) == ["2"]


names = st.lists(st.sampled_from(["A", "b", "Ç", "D", "d", "ee"]), max_size=2)
genders, births = st.sampled_from(["male", "female", None]), st.sampled_from(["1982", "1990-12", None])
SORTS = {
    "name": lambda given_, _, __: (not given_, min(map(folded, given_), default="")),
    "gender": lambda _, gender, __: (gender is None, gender or ""),
    "birthdate": lambda _, __, birth: (birth is None, birth or ""),
    "birthdate,name": lambda given_, _, birth: (
        *(birth is None, birth or ""),
        *(not given_, min(map(folded, given_), default="")),
    ),
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(names, genders, births), min_size=1), st.sampled_from(sorted(SORTS)), st.integers(1, 3))
def test_pages_in_an_order_are_in_that_order(people: list[Any], sort: str, per_page: int) -> None:
    store = sorted_store(people)
    expected = sorted(range(len(people)), key=lambda place: SORTS[sort](*people[place]))

    assert paged(store, sort, per_page) == expected
    store.close()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(names, genders, births), min_size=1), st.sampled_from(["name", "gender", "birthdate"]))
def test_an_order_that_descends_is_the_other_way_round(people: list[Any], sort: str) -> None:
    store = sorted_store([([*name[:1]], gender, birth) for name, gender, birth in people])
    values = [SORTS[sort](*one) for one in ((name[:1], gender, birth) for name, gender, birth in people)]
    down = [values[place] for place in paged(store, f"-{sort}", 2)]

    assert [one for one in down if not one[0]] == sorted((one for one in values if not one[0]), reverse=True)
    assert [one[0] for one in down] == sorted(one[0] for one in values)
    store.close()


def sorted_store(people: list[Any]) -> Store:
    store = Store(TABLE)
    for place, (given_, gender, birth) in enumerate(people):
        elements = {"name": [{"given": given_}], "gender": gender, "birthDate": birth}
        store.add(person(str(place), **{name: value for name, value in elements.items() if value}))
    return store


def paged(store: Store, sort: str, per_page: int) -> list[int]:
    """The places of all that a sorted search finds, page after page."""
    found: list[int] = []
    cursor = ""
    while not found or cursor:
        asked = [("_sort", sort), ("_count", str(per_page)), ("_cursor", cursor)]
        page = store.search(parsed_query("Patient", asked, TABLE))
        found += [int(one.resource["identifier"][0]["value"]) for one in page.matches]
        cursor = page.cursor
    return found
