from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.mocks.search.values import (
    DAY,
    approximately,
    folded,
    prefixed_stretch,
    split_unescaped,
    stretch,
    unescaped,
)

FOLDED = {
    "Ngũgĩ": "ngugi",
    "STRASSE": "strasse",
    "Straße": "strasse",
    "Øystein Łukasz": "oystein lukasz",
    "O'Brien-Smith": "obriensmith",
    "  van \t der  Berg ": "van der berg",
    "--": "--",
    "Αθήνα": "αθηνα",
}


@pytest.mark.parametrize(("text", "bare"), FOLDED.items())
def test_case_accents_and_punctuation_are_folded_away(text: str, bare: str) -> None:
    assert folded(text) == bare


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll"])), st.integers(0, 20))
def test_the_beginning_of_a_word_folds_to_the_beginning_of_its_fold(word: str, length: int) -> None:
    assert folded(word).startswith(folded(word[:length]))


LENGTHS = {
    "1984": 366 * DAY,
    "1982": 365 * DAY,
    "1984-02": 29 * DAY,
    "1982-05-03": DAY,
    "1982-05-03T10:30": 60_000_000,
    "1982-05-03T10:30:15Z": 1_000_000,
    "1982-05-03T10:30:15.25+03:00": 10_000,
    "9999-12-31": DAY,
}


@pytest.mark.parametrize(("text", "length"), LENGTHS.items())
def test_a_date_is_as_long_as_it_is_precise(text: str, length: int) -> None:
    assert stretch(text).high - stretch(text).low == length


@pytest.mark.parametrize(
    "text", ["", "82", "1982-13", "1982-02-30", "0000", "1982-5-3", "1982-05-03T25:00", "yesterday", "1982-05-03T10"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        stretch(text)


@given(st.dates())
def test_a_day_lies_in_its_month_and_its_year(day: date) -> None:
    inner = stretch(day.isoformat())

    for outer in (stretch(day.isoformat()[:7]), stretch(day.isoformat()[:4])):
        assert outer.low <= inner.low < inner.high <= outer.high


def test_zones_are_taken_into_account() -> None:
    assert stretch("1982-05-03T10:00:00+03:00") == stretch("1982-05-03T07:00:00Z")
    assert stretch("1982-05-03T10:00:00 03:00") == stretch("1982-05-03T07:00:00")


def test_a_prefix_is_split_off() -> None:
    assert prefixed_stretch("ge1982") == ("ge", stretch("1982"))
    assert prefixed_stretch("1982") == ("eq", stretch("1982"))


def test_approximately_reaches_a_tenth_of_the_distance_from_now() -> None:
    reached = approximately(stretch("1982"), now=1_795_000_000)

    assert reached.low < stretch("1979").low < stretch("1985").high < reached.high
    assert reached.low > stretch("1970").low


def test_escaped_separators_do_not_separate() -> None:
    assert [unescaped(part) for part in split_unescaped(r"a\,b,c\\,d\|", ",")] == ["a,b", "c\\", "d|"]
