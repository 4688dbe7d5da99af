"""What a reference between entries of a Bundle means."""

from __future__ import annotations

import pytest

from harness.conformance.rules.bundle import searched_types
from harness.conformance.rules.bundle_entries import entries_of, reach

BUNDLE = {
    "entry": [
        {"fullUrl": "http://example.org/fhir/Composition/c", "resource": {"resourceType": "Composition", "id": "c"}},
        {
            "fullUrl": "http://example.org/fhir/Patient/a",
            "resource": {"resourceType": "Patient", "id": "a", "meta": {"versionId": "1"}},
        },
        {
            "fullUrl": "http://example.org/fhir/Patient/a",
            "resource": {"resourceType": "Patient", "id": "a", "meta": {"versionId": "2"}},
        },
        {"fullUrl": "urn:uuid:0b0e1b2c-0000-4000-8000-000000000001", "resource": {"resourceType": "Basic"}},
    ]
}


@pytest.mark.parametrize(
    ("reference", "source", "entries"),
    [
        ("Patient/a", 0, [1, 2]),
        ("Patient/a/_history/2", 0, [2]),
        ("Patient/a/_history/3", 0, []),
        ("http://example.org/fhir/Patient/a/_history/1", 3, [1]),
        ("Composition/c#part", 1, [0]),
        ("Patient/a", 3, []),
        ("urn:uuid:0b0e1b2c-0000-4000-8000-000000000001", 0, [3]),
        ("#a", 0, []),
        ("", 0, []),
    ],
)
def test_a_reference_means_what_full_urls_say(reference: str, source: int, entries: list[int]) -> None:
    found = entries_of(BUNDLE)

    assert [entry.index for entry in found.resolve(reference, found.all[source])] == entries


def test_entries_alike_have_the_type_and_id() -> None:
    assert [entry.index for entry in entries_of(BUNDLE).alike("http://other.org/Patient/a")] == [1, 2]


def test_a_circle_of_links_ends() -> None:
    assert reach({0}, {0: {1}, 1: {2}, 2: {0}, 3: {0}}) == {0, 1, 2}


@pytest.mark.parametrize(
    ("url", "types"),
    [
        ("http://example.org/fhir/Patient?name=a", {"Patient"}),
        ("http://example.org/fhir/Patient/_search?name=a", {"Patient"}),
        ("http://example.org/fhir/Patient/1/Observation", {"Observation"}),
        ("http://example.org/fhir?_type=Patient,Observation", {"Patient", "Observation"}),
        ("http://example.org/fhir/Patient/1/$everything", set()),
        ("Patient", {"Patient"}),
        ("", set()),
    ],
)
def test_a_search_url_tells_the_types_that_it_asks_for(url: str, types: set[str]) -> None:
    assert searched_types(url, frozenset(["Patient", "Observation"])) == types
