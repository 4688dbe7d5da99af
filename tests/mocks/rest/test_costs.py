"""What would cost too much is refused, and nobody else waits for it."""

from __future__ import annotations

import threading
import time

import pytest

from harness.mocks.rest import several
from tests.mocks.rest.conftest import Caller
from tests.mocks.rest.test_transactions import entry, place

DEEP = [
    "Location?partof.partof.partof.name=x",
    "Location?partof.partof.partof.name=x,y&_sort=-name&partof.partof.partof.name=z",
    "Location?organization.partof.partof.name=x&_has:Location:partof:partof.partof.name=y",
    "PractitionerRole?location.organization.partof.name=x&active:not=true",
    "PractitionerRole?location.partof.partof.near=1|2|3|km",
    "PractitionerRole?location.partof.partof.type:not=x",
    "Location?_has:Location:partof:_has:Location:partof:_has:Location:partof:name=x",
]


@pytest.mark.parametrize("asked", DEEP)
def test_three_steps_of_a_chain_are_followed(directory: Caller, asked: str) -> None:
    assert directory.found(asked) == []


def test_a_chain_of_four_fails_its_own_entry_alone(directory: Caller) -> None:
    deep = entry("GET", "Location?partof.partof.partof.partof.name=x")
    answer = directory.carried_out("batch", deep, entry("GET", "Location"))
    statuses = [one["response"]["status"][:3] for one in answer.json()["entry"]]
    assert statuses == ["400", "200"]
    assert "too-costly" in answer.text


def test_a_transaction_with_too_many_entries_is_refused_whole(directory: Caller) -> None:
    many = [entry("POST", "Location", place())] * (several.MOST_ENTRIES + 1)
    assert directory.carried_out("transaction", *many).status_code == 413
    assert directory.found("Location") == []


def test_entries_find_no_more_than_a_bundle_may(directory: Caller) -> None:
    directory.carried_out("transaction", *[entry("POST", "Location", place(name=str(n))) for n in range(600)])
    asked = [entry("GET", "Location?_count=1000")] * 12
    told = [one["response"]["status"][:3] for one in directory.carried_out("batch", *asked).json()["entry"]]
    assert told == ["200"] * 9 + ["422"] * 3
    assert directory.carried_out("transaction", *asked).status_code == 422


def test_others_are_answered_while_a_small_bundle_asks_for_much(directory: Caller) -> None:
    directory.carried_out("transaction", *[entry("POST", "Location", place(name=str(n))) for n in range(900)])
    asked = [entry("GET", "Location?_count=1000")] * 5
    ended = list[float]()
    much = threading.Thread(target=lambda: (directory.carried_out("batch", *asked), ended.append(time.monotonic())))
    much.start()
    time.sleep(0.02)
    directory.get("metadata")
    answered = time.monotonic()
    much.join()
    assert answered < ended[0]
