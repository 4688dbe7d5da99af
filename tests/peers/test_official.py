"""The official validator beside ours on fixtures/conformance: an error or none. Where they differ, the reason is known.

disagreements.csv has a line for each resource of which they think differently, with the reason why we do.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.conformance.packages.definitions import HOW_TO_GET, definitions
from tests.conformance.test_corpus import CORPUS, ERRORS, INVALID, VALID, expected, judged, rule
from tests.peers.official import QUICKLY, Opinion, official
from tests.peers.peer import PeerMissing

pytestmark = pytest.mark.peer

DISAGREEMENTS = Path(__file__).with_name("disagreements.csv")
Verdicts = dict[str, tuple[str, str]]


def listed() -> list[dict[str, str]]:
    with DISAGREEMENTS.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def asked(path: Path) -> tuple[str, list[str], list[Path]]:
    """A file of the corpus as text, with the profiles and packages of its rule."""
    rows = expected(path.parent).items()
    row = next((row for name, row in rows if rule(Path(name)) == rule(path)), {})
    packages = [path.parent / one for one in (row.get("packages") or "").split()]
    return path.read_text("utf-8-sig"), (row.get("profiles") or "").split(), packages


def word(wrong: object) -> str:
    return "error" if wrong else "none"


@pytest.fixture(scope="module")
def opinions() -> Iterator[dict[Path, Opinion]]:
    if not definitions().available:
        pytest.skip(HOW_TO_GET)
    try:
        with official(*QUICKLY) as judge:
            yield {path: judge.judge(*asked(path)) for path in (*VALID, *INVALID)}
    except PeerMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def differing(opinions: dict[Path, Opinion]) -> Verdicts:
    """Our word and theirs on each file of which they differ."""
    words = {
        path: (word([one for one in judged(path) if one.severity in ERRORS]), word(opinion.errors))
        for path, opinion in opinions.items()
    }
    return {path.relative_to(CORPUS).as_posix(): pair for path, pair in words.items() if pair[0] != pair[1]}


def test_each_disagreement_is_listed_and_each_that_is_listed_is_one(differing: Verdicts) -> None:
    assert differing == {row["file"]: (row["ours"], row["official"]) for row in listed()}


def test_each_disagreement_has_its_reason() -> None:
    assert [row["file"] for row in listed() if len(row["reason"]) < 20] == []
