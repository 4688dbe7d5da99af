"""Which of several versions is meant."""

from __future__ import annotations

import pytest

from harness.conformance.packages.versions import age, best, split

CANONICALS = {
    "http://a/b": ("http://a/b", ""),
    "http://a/b|1.0": ("http://a/b", "1.0"),
    "http://a/b#c": ("http://a/b", ""),
    "http://a/b|1.0#c": ("http://a/b", "1.0"),
    "http://a/b#c|1.0": ("http://a/b", "1.0"),
}


@pytest.mark.parametrize(("canonical", "parts"), CANONICALS.items())
def test_a_canonical_is_split_into_url_and_version(canonical: str, parts: tuple[str, str]) -> None:
    assert split(canonical) == parts


ASKED = {
    ("1.2.0", "1.2.0 1.3.0"): "1.2.0",
    ("1.2", "1.1.9 1.2.0 1.2.10 1.2.9 1.20.0"): "1.2.10",
    ("1.x", "1.1.0 1.3.0 2.0.0"): "1.3.0",
    ("1.2.x", "1.2.3 1.3.0"): "1.2.3",
    ("", "1.0.0 10.0.0 9.0.0"): "10.0.0",
    ("latest", "1.0.0-ballot 1.0.0"): "1.0.0",
    ("current", "2.0.0-snapshot1 1.0.0"): "2.0.0-snapshot1",
    ("2014-03-26", "2014-03-26 2018-08-12"): "2014-03-26",
}


@pytest.mark.parametrize(("asked", "chosen"), ASKED.items())
def test_the_version_asked_for_is_chosen_else_the_newest_that_fits(asked: tuple[str, str], chosen: str) -> None:
    offered = asked[1].split()
    number = best(asked[0], offered)

    assert number is not None
    assert offered[number] == chosen


@pytest.mark.parametrize(
    ("asked", "offered"), [("1.2", ["1.20.0", "11.2"]), ("3.0.0", ["3.0.1"]), ("1.x", []), ("x1", ["1"])]
)
def test_what_nobody_offers_is_not_found(asked: str, offered: list[str]) -> None:
    assert best(asked, offered) is None


def test_of_equal_versions_the_first_is_chosen() -> None:
    assert best("1", ["1.0.0", "1.0.0"]) == 0


def test_versions_are_sorted_by_their_numbers_whatever_they_are() -> None:
    odd = ["1.10.0", "1.9.0", "1.9.0-beta", "", "abc", "2018-08-12", "9" * 5000]

    assert sorted(odd[:3], key=age) == ["1.9.0-beta", "1.9.0", "1.10.0"]
    assert len(sorted(odd, key=age)) == len(odd)
