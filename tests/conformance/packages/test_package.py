"""What a package says of itself, and the definitions in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.conformance.packages.package import Manifest, Package
from harness.errors import UsageError
from tests.conformance.packages.made import archive, definition, folder, manifest, package


def refusal(path: Path) -> str:
    """What is said of the package at `path`."""
    with pytest.raises(UsageError) as refused:
        list(Package(path).read())
    return str(refused.value)


def test_the_definitions_come_parsed_and_as_they_are_written(tmp_path: Path) -> None:
    one = definition("a")
    ((parsed, written),) = Package(archive(tmp_path / "p.tgz", {"package/a.json": one})).read()

    assert (parsed, b'"resourceType"' in written) == (one, True)


def test_the_manifest_is_read_wherever_it_stands(tmp_path: Path) -> None:
    said = manifest(fhirVersions=["4.0.1"], dependencies={"other": "1.x"})
    known = Package(archive(tmp_path / "p.tgz", {"package/a.json": definition("a"), "package/package.json": said}))
    list(known.read())

    assert known.manifest == Manifest("example.one", "1.0.0", ("4.0.1",), {"other": "1.x"})


def test_a_folder_without_a_manifest_has_its_own_name(tmp_path: Path) -> None:
    known = Package(folder(tmp_path / "mine", {"a.json": definition("a")}))
    list(known.read())

    assert known.manifest == Manifest("mine")


@pytest.mark.parametrize(
    "said", [[], "x", {"name": 3, "version": [], "fhirVersions": "4", "dependencies": ["a"]}, None]
)
def test_a_manifest_may_be_as_odd_as_it_likes(said: object) -> None:
    assert Manifest.of(said, "mine") == Manifest("mine")


@pytest.mark.parametrize("content", [b'{"resourceType": ', b"\xff\xfe", b"[" * 200_000, b'{"a": ' + b"1" * 5000 + b"}"])
def test_broken_json_is_said_with_its_file(tmp_path: Path, content: bytes) -> None:
    assert "p.tgz: bad.json is not JSON" in refusal(archive(tmp_path / "p.tgz", {"package/bad.json": content}))


@pytest.mark.parametrize("url", [None, "", 7, {}])
def test_a_profile_without_a_url_is_said_with_its_file(tmp_path: Path, url: object) -> None:
    nameless = definition("a", "StructureDefinition") | {"url": url}

    assert "0.json: expected a StructureDefinition with a url, found" in refusal(package(tmp_path / "p.tgz", nameless))


def test_what_needs_no_url_may_lack_one(tmp_path: Path) -> None:
    system = {"resourceType": "NamingSystem", "name": "A"}

    assert [one for one, _ in Package(package(tmp_path / "p.tgz", system)).read()] == [system]


@pytest.mark.parametrize("content", [b"{}", b"[1]", b"3", b'{"resourceType": 5}'])
def test_a_package_without_any_definition_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "with definitions in JSON, found none" in refusal(archive(tmp_path / "p.tgz", {"package/a.json": content}))
