from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.mocks.client_registry.likeness import grade, score, similarity

words = st.text(max_size=80)


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("martha", "marhta", 0.961), ("dixon", "dicksonx", 0.813), ("abc", "xyz", 0.0)]
)
def test_words_are_as_alike_as_jaro_and_winkler_say(one: str, other: str, expected: float) -> None:
    assert similarity(one, other) == pytest.approx(expected, abs=0.001)


@given(words, words)
def test_likeness_lies_between_nothing_and_one_either_way_round(one: str, other: str) -> None:
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, one) == 1


def test_very_long_words_are_compared_at_once() -> None:
    assert similarity("a" * 1_000_000, "ab" * 500_000) < 1


def test_a_birth_date_with_a_slip_counts_half() -> None:
    known = {"resourceType": "Patient", "birthDate": "1982-05-03"}
    scores = [score({"birthDate": one}, known, shares_identifier=False) for one in ("1982-05-03", "1982-05-30", "1941")]

    assert scores[0] > scores[1] > scores[2]


@pytest.mark.parametrize(
    ("number", "name"), [(1.0, "certain"), (0.8, "probable"), (0.6, "possible"), (0, "certainly-not")]
)
def test_a_score_has_a_grade(number: float, name: str) -> None:
    assert grade(number) == name


def test_an_identifier_does_not_hide_that_all_else_differs() -> None:
    known = {"name": [{"family": "Achieng", "given": ["Grace"]}], "birthDate": "1982-05-03", "gender": "female"}
    asked = {"name": [{"family": "Xu", "given": ["Bo"]}], "birthDate": "1931-11-17", "gender": "male"}

    assert grade(score(asked, known, shares_identifier=True)) == "possible"
