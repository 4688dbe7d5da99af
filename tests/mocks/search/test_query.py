from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.mocks.search.parameters import search_table
from harness.mocks.search.query import Token, Unsearchable
from harness.mocks.search.reading import parsed_query

TABLE = search_table(("Patient", "RelatedPerson"))

REFUSED = {
    "a date that is none": ("birthdate", "yesterday", "value"),
    "a month that is none": ("birthdate", "ge1982-13", "value"),
    "a negative page": ("_count", "-1", "value"),
    "a page of words": ("_count", "ten", "value"),
    "a page of half a patient": ("_count", "1.5", "value"),
    "a superscript page": ("_count", "²", "value"),
    "an unknown modifier": ("family:sounds-like", "x", "not-supported"),
    "a modifier of another type": ("birthdate:exact", "1982", "not-supported"),
    "missing, perhaps": ("family:missing", "perhaps", "value"),
    "an unknown total": ("_total", "some", "value"),
    "a cursor of our own making": ("_cursor", "1", "value"),
    "a cursor beyond any database": ("_cursor", f"1-{10**30}", "value"),
    "too many alternatives": ("family", ",".join("abc" * 100), "too-costly"),
}


@pytest.mark.parametrize(("name", "value", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_searched_is_refused_with_a_code(name: str, value: str, code: str) -> None:
    with pytest.raises(Unsearchable) as refusal:
        parsed_query("Patient", [(name, value)], TABLE)

    assert refusal.value.code == code


def test_unknown_and_empty_parameters_are_left_out() -> None:
    query = parsed_query("Patient", [("colour", "red"), ("family", ""), ("given", "Grace")], TABLE)

    assert query.used == (("given", "Grace"),)


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("a|b", Token("a", "b")),
        ("|b", Token("", "b")),
        ("a|", Token("a", None)),
        ("b", Token(None, "b")),
        (r"a\|b", Token(None, "a|b")),
        ("a|b|c", Token("a", "b|c")),
    ],
)
def test_a_token_is_read_in_each_of_its_forms(text: str, token: Token) -> None:
    assert parsed_query("Patient", [("identifier", text)], TABLE).clauses[0].values == (token,)


def test_a_reference_is_completed_by_its_only_target() -> None:
    assert parsed_query("RelatedPerson", [("patient", "7")], TABLE).clauses[0].values == ("Patient/7",)
    assert parsed_query("Patient", [("link:RelatedPerson", "7")], TABLE).clauses[0].values == ("RelatedPerson/7",)


def test_an_include_that_leads_nowhere_is_left_out() -> None:
    pairs = [
        ("_revinclude", "RelatedPerson:patient"),
        ("_revinclude", "Observation:subject"),
        ("_include", "Patient:no"),
    ]

    assert [one.parameter.name for one in parsed_query("Patient", pairs, TABLE).includes] == ["patient"]


def test_a_page_is_never_larger_than_allowed() -> None:
    assert parsed_query("Patient", [("_count", "5000")], TABLE).per_page == 1000


@given(st.lists(st.tuples(st.sampled_from(sorted(TABLE.of("Patient"))), st.text())))
def test_any_values_are_understood_or_refused(pairs: list[tuple[str, str]]) -> None:
    try:
        query = parsed_query("Patient", pairs, TABLE)
    except Unsearchable:
        return
    assert len(query.clauses) <= len(pairs)
