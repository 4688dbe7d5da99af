from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from harness.evidence.ledger import Ledger
from harness.evidence.reading import read
from harness.evidence.record import Start, Wait
from harness.evidence.strangers import MANY, TOPIC
from tests.seen import answer, crossed, request

CAST = {"point_of_service": "", "client_registry": "OpenCR"}


def people(count: int, **more: Any) -> dict[str, Any]:
    """A Bundle of `count` people with names of their own."""
    syllables = ("ka", "mo", "ri", "tu", "wa")
    named = [f"Ny{syllables[n % 5]}{syllables[n // 5]}bei" for n in range(count)]
    entries = [
        {"resourceType": "Patient", "birthDate": "1984-03-09", "name": [{"family": one}], **more} for one in named
    ]
    return {"resourceType": "Bundle", "entry": [{"resource": one} for one in entries]}


def met(run: Path, *bodies: Any, told: str = "", captured_at: str = "client") -> list[dict[str, Any]]:
    """What a run says of strangers in the answers of a registry, or in its requests where our mock answers."""
    ledger = Ledger(run)
    ledger.add(Start("a[b]", "a", "W", CAST if captured_at == "client" else {"point_of_service": "OpenCR"}, 1.0))
    ledger.add(Wait("a[b]", 1, 1, "OpenCR", told, "http://x", 1.0, "open"))
    for body in bodies:
        asked, answered = (request("GET", "/"), answer(body))
        if captured_at != "client":
            asked, answered = (request("POST", "/", body), answer(b""))
        ledger.add_exchange(dataclasses.replace(crossed(asked, answered), captured_at=captured_at), play="a[b]")
    ledger.close()
    return read(run).facts(TOPIC)


@pytest.mark.parametrize("captured_at", ["client", "mock"])
def test_many_strangers_are_told_once(run: Path, captured_at: str) -> None:
    told = met(run, people(MANY - 1), people(MANY), people(MANY + 5), captured_at=captured_at)
    assert told == [{"participant": "OpenCR", "people": MANY}]


@pytest.mark.parametrize(
    "more",
    [
        {"name": [{"family": "Kamau", "given": ["Test"]}]},
        {"birthDate": ""},
        {"identifier": [{"system": "http://tamarinda.example/id/person", "value": "0100060913"}]},
        {"meta": {"security": [{"code": "HTEST"}]}},
    ],
)
def test_a_made_up_country_and_names_of_tests_are_nobody(run: Path, more: dict[str, Any]) -> None:
    assert met(run, people(25, **more)) == []


def test_a_few_strangers_are_nothing_to_tell(run: Path) -> None:
    assert met(run, people(MANY - 1), people(MANY - 1)) == []


def test_an_answer_that_never_came_tells_of_nobody(run: Path) -> None:
    ledger = Ledger(run)
    ledger.add(Start("a[b]", "a", "W", CAST, 1.0))
    ledger.add_exchange(crossed(request("GET", "/")), play="a[b]")
    ledger.close()
    assert read(run).facts(TOPIC) == []
