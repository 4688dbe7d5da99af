from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import folders
from harness.conformance.packages.archive import packed
from harness.errors import UsageError
from harness.mocks.loading import load, resources
from harness.mocks.search.parameters import search_table
from harness.mocks.store import Store

COUNTRY = folders.fixtures() / "country"
GRACE = {"resourceType": "Patient", "id": "grace", "name": [{"family": "Achieng"}]}
MOTHER = {"resourceType": "RelatedPerson", "patient": {"reference": "urn:uuid:0b5d4f6c-54dd-4a0f-a0b1-7f2f6c1d1d11"}}
FAMILY = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {"fullUrl": "urn:uuid:0b5d4f6c-54dd-4a0f-a0b1-7f2f6c1d1d11", "resource": {"resourceType": "Patient"}},
        {"fullUrl": "urn:uuid:c2a9e8d0-2f3b-4c37-8f1e-1f5d6a2b3c44", "resource": MOTHER},
    ],
}


@pytest.fixture
def store() -> Iterator[Store]:
    made = Store(search_table(("Patient", "RelatedPerson")))
    yield made
    made.close()


def written(folder: Path, name: str, *content: Any) -> Path:
    """A file with a document a line; what is no text is written as JSON."""
    lines = (one if isinstance(one, str) else json.dumps(one) for one in content)
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return folder / name


def test_a_resource_keeps_its_id(store: Store, tmp_path: Path) -> None:
    load(store, [written(tmp_path, "grace.json", GRACE)])

    kept = store.read("Patient", "grace")

    assert kept is not None
    assert kept.resource["name"] == GRACE["name"]


def test_what_a_mock_has_no_room_for_is_left_out(store: Store) -> None:
    assert {one.type for one in load(store, [COUNTRY / "Patient.ndjson", COUNTRY / "Endpoint.ndjson"])} == {"Patient"}


def test_a_folder_is_read_with_all_that_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    written(tmp_path, "package.json", {"name": "no FHIR"})
    written(tmp_path / "more", "one.ndjson", GRACE, "", {**GRACE, "id": "two"})
    written(tmp_path, "three.xml", '<Patient xmlns="http://hl7.org/fhir"><id value="three"/></Patient>')

    assert [one["id"] for _, one in resources(tmp_path)] == ["grace", "two", "three"]


def test_what_is_no_fhir_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    written(tmp_path, "feed.xml", "<feed xmlns='http://www.w3.org/2005/Atom'/>")
    written(tmp_path, "list.json", [])
    written(tmp_path, "grace.json", GRACE)

    assert [one["id"] for _, one in resources(tmp_path)] == ["grace"]


def test_a_broken_file_in_a_folder_is_told(tmp_path: Path) -> None:
    written(tmp_path, "grace.json", '{"resourceType": "Patient"')

    with pytest.raises(UsageError, match=r"grace.json: expected FHIR to load"):
        list(resources(tmp_path))


def test_an_entry_that_is_known_by_a_url_keeps_its_id(tmp_path: Path) -> None:
    twice = [{"fullUrl": "http://cr/fhir/Patient/grace", "resource": GRACE}, {"fullUrl": "http://cr/1"}, "odd"]
    (_, patient), *more = resources(written(tmp_path, "b.json", {**FAMILY, "entry": twice}))

    assert (patient["id"], more) == ("grace", [])


def test_a_package_is_read(tmp_path: Path) -> None:
    package = packed(COUNTRY / "terminology", tmp_path / "codes.tgz")

    assert len(list(resources(package))) == len(list(COUNTRY.glob("terminology/*-*.json")))


def test_the_entries_of_a_bundle_still_find_each_other(tmp_path: Path) -> None:
    (_, patient), (_, mother) = resources(written(tmp_path, "family.json", FAMILY))

    assert mother["patient"]["reference"] == f"Patient/{patient['id']}"


def test_what_is_there_already_stays_as_it_is(tmp_path: Path) -> None:
    file = written(tmp_path, "grace.json", GRACE)
    for _ in range(2):
        store = Store(search_table(("Patient",)), tmp_path / "data")
        load(store, [file])
        versions = store.read("Patient", "grace")
        store.close()

    assert versions is not None
    assert versions.version == 1


WRONG: dict[str, tuple[str, tuple[Any, ...], str]] = {
    "no JSON": ("grace.json", ("{",), "expected FHIR to load"),
    "no FHIR": ("grace.json", ({"name": "Grace"},), "expected FHIR to load"),
    "one line that is none": ("grace.ndjson", (GRACE, "[]"), "grace.ndjson:2"),
    "an element that FHIR does not have": ("grace.json", ({**GRACE, "nickname": "G"},), "Patient.nickname"),
    "an entry that is no resource": ("b.json", ({**FAMILY, "entry": [{"resource": {}}]},), "entry[0]"),
    "another kind of file": ("grace.txt", ("Grace",), "expected a folder, a FHIR package"),
    "a package that is none": ("grace.tgz", ("Grace",), "expected a FHIR package"),
}


@pytest.mark.parametrize(("name", "content", "words"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_loaded_is_told(
    store: Store, tmp_path: Path, name: str, content: tuple[Any, ...], words: str
) -> None:
    with pytest.raises(UsageError) as refusal:
        load(store, [written(tmp_path, name, *content)])

    assert words in str(refusal.value)


def test_a_file_that_is_not_there_is_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere.json cannot be read: No such file"):
        load(store, [tmp_path / "nowhere.json"])


def test_of_what_is_wrong_in_one_place_nothing_is_kept(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load(store, [written(tmp_path, "two.ndjson", GRACE, {**GRACE, "id": "two", "nickname": "G"})])

    assert store.read("Patient", "grace") is None


def test_what_others_publish_is_kept_as_it_is(tmp_path: Path, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "package"
    folder.mkdir()
    written(folder, "grace.json", {**GRACE, "gender": "unspeakable"})

    assert len(load(store, (packed(folder, tmp_path / "published.tgz"),))) == 1
    assert "kept all the same" in caplog.text
