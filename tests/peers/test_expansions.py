"""R4's own value sets, expanded by us and by HAPI's terminology in memory. Where they differ, the reason is known.

expansions.csv has a line for each value set of which they think differently, with the reason why we do.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.conformance.packages.definitions import HOW_TO_GET, definitions
from harness.conformance.terminology.operations.asked import Asked
from harness.conformance.terminology.operations.expanding import expanded as ours
from harness.conformance.terminology.operations.library import Core, Library
from harness.conformance.terminology.operations.problems import Unanswered
from tests.peers.expander import expanded as theirs
from tests.peers.peer import PeerMissing

pytestmark = pytest.mark.peer

LISTED = Path(__file__).with_name("expansions.csv")
Codes = frozenset[str] | None


@pytest.fixture(scope="module")
def both() -> dict[str, tuple[Codes, Codes]]:
    """Our codes of each value set, and HAPI's; None where it cannot be expanded."""
    known = definitions()
    if not known.available:
        pytest.skip(HOW_TO_GET)
    library = Library(Core(known))
    urls = sorted(set(known.canonicals("ValueSet")))
    try:
        return {url: (codes(library, url), found) for url, found in theirs(urls).items()}
    except PeerMissing as missing:
        pytest.skip(str(missing))


def codes(library: Library, url: str) -> Codes:
    resource = library.find("ValueSet", url)
    assert resource is not None
    try:
        expansion = ours(library, resource, Asked(()), most=10**6)["expansion"]
    except Unanswered:
        return None
    return frozenset(below(expansion.get("contains", [])))


def below(rows: list[dict[str, object]]) -> Iterator[str]:
    for row in rows:
        yield f"{row['system']}|{row['code']}"
        yield from below(row.get("contains", []))  # type: ignore[arg-type]


def test_most_are_expanded(both: dict[str, tuple[Codes, Codes]]) -> None:
    assert sum(1 for mine, _ in both.values() if mine is not None) > 1200


def test_each_that_differs_is_listed_with_a_reason(both: dict[str, tuple[Codes, Codes]]) -> None:
    with LISTED.open(encoding="utf-8", newline="") as text:
        listed = {row["value set"]: row["reason"] for row in csv.DictReader(text)}

    assert {url for url, (mine, other) in both.items() if mine != other} == set(listed)
    assert [url for url, reason in listed.items() if len(reason) < 20] == []
