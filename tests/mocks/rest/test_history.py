"""Histories of one, of a type, of everything."""

from __future__ import annotations

import pytest

from tests.mocks.rest.conftest import Caller


def told(directory: Caller, asked: str) -> list[tuple[str, str, str]]:
    """Method, address and status of every version, over all pages."""
    found: list[tuple[str, str, str]] = []
    while asked:
        bundle = directory.get(asked).json()
        pairs = ((one["request"], one["response"]) for one in bundle.get("entry", ()))
        found += [(asked["method"], asked["url"], answered["status"]) for asked, answered in pairs]
        asked = next((one["url"] for one in bundle["link"] if one["relation"] == "next"), "")
    return found


@pytest.fixture
def lived(directory: Caller) -> Caller:
    """A directory in which things have happened."""
    directory.put("Location/a", name="A")
    directory.put("Organization/o", name="O")
    directory.put("Location/a", name="B")
    directory.delete("Location/a")
    directory.put("Location/b", name="C")
    return directory


OF_LOCATIONS = [
    ("PUT", "Location/b", "201"),
    ("DELETE", "Location/a", "204"),
    ("PUT", "Location/a", "200"),
    ("PUT", "Location/a", "201"),
]


def test_a_type_tells_all_that_happened_newest_first(lived: Caller) -> None:
    assert told(lived, "Location/_history") == OF_LOCATIONS


@pytest.mark.parametrize("count", [1, 2, 3])
def test_pages_tell_the_same_as_one(lived: Caller, count: int) -> None:
    assert told(lived, f"Location/_history?_count={count}") == OF_LOCATIONS


def test_everything_is_told_together(lived: Caller) -> None:
    assert len(told(lived, "_history")) == 5


def test_what_was_removed_has_no_content(lived: Caller) -> None:
    entries = lived.get("Location/a/_history").json()["entry"]

    assert ["resource" in one for one in entries] == [False, True, True]


def test_only_what_is_new_is_told(lived: Caller) -> None:
    now = lived.get("Location/_history").json()["entry"][0]["response"]["lastModified"]
    lived.put("Location/b", name="D")

    later = told(lived, f"Location/_history?_since={now}")
    assert later[0] == ("PUT", "Location/b", "200")
    assert len(later) < 5


def test_pages_stay_right_while_others_write(lived: Caller) -> None:
    first = lived.get("Location/_history?_count=2").json()
    lived.put("Location/b", name="D")

    next_ = next(one["url"] for one in first["link"] if one["relation"] == "next")
    assert told(lived, next_) == OF_LOCATIONS[2:]


def test_a_count_of_none_tells_the_total_alone(lived: Caller) -> None:
    bundle = lived.get("Location/_history?_count=0").json()

    assert (bundle["total"], "entry" in bundle) == (4, False)


BAD = ["_since=yesterday", "_count=-1", "_count=ten", "_at=2026", "_cursor=1", "_since=2026-13-01"]


@pytest.mark.parametrize("asked", BAD)
@pytest.mark.parametrize("of", ["Location/_history", "Location/b/_history", "_history"])
def test_what_cannot_be_told_is_refused_in_words(lived: Caller, of: str, asked: str) -> None:
    answer = lived.get(f"{of}?{asked}")

    assert (answer.status_code, answer.json()["resourceType"]) == (400, "OperationOutcome")


def test_a_history_that_is_not_declared_is_refused(directory: Caller) -> None:
    assert directory.get("Endpoint/_history").status_code == 405


def test_nothing_is_told_of_what_never_was(directory: Caller) -> None:
    assert directory.get("Location/nobody/_history").status_code == 404
