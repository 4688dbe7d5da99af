"""validate never raises: a small part of ``python -m benchmarks fuzz`` that is the same every time."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from benchmarks.__main__ import main
from benchmarks.fuzz import corpus, played
from benchmarks.mutations import garbled, mutated
from harness.conformance import validate
from harness.conformance.packages.definitions import HOW_TO_GET, definitions

PATIENT = {"resourceType": "Patient", "name": [{"family": "Achieng"}]}
NAMES = some.sampled_from(["name", "_name", "contained", "extension", "text", "birthDate", "url", "valueCode", "id"])
SCALARS = some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=9)
VALUES = some.recursive(
    SCALARS, lambda inner: some.lists(inner, max_size=3) | some.dictionaries(NAMES | some.text(), inner, max_size=3)
)


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    if not definitions().available:
        pytest.skip(HOW_TO_GET)


def test_two_thousand_mutated_resources_raise_nothing() -> None:
    assert played(2000, seed=2026).faults == []


@settings(max_examples=300)
@given(some.dictionaries(NAMES, VALUES, max_size=4))
def test_no_json_raises(value: dict[str, Any]) -> None:
    told = validate({"resourceType": "Patient", **value})

    assert [issue.message for issue in told if issue.code == "exception"] == []


def test_the_same_number_is_the_same_mutation() -> None:
    once, again = (repr(mutated(PATIENT, [PATIENT], Random("1-7"))) for _ in range(2))

    assert once == again != repr(PATIENT)


def test_a_mutation_leaves_what_it_was_made_of() -> None:
    before = json.dumps(PATIENT)
    for number in range(100):
        mutated(PATIENT, [PATIENT], Random(number))

    assert json.dumps(PATIENT) == before


def test_garbled_bytes_are_other_bytes() -> None:
    body = json.dumps(PATIENT).encode()

    assert sum(garbled(body, Random(number)) != body for number in range(50)) > 40


def test_the_corpus_is_what_is_broken() -> None:
    names = {seed.name for seed in corpus()}

    assert {"resources/Patient.valid.json", "slicing/closed.invalid.json"} <= names


def test_a_count_is_for_what_can_be_counted(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["command", "--count", "3"])
    assert "only fuzz and event_run take --count" in capsys.readouterr().err
