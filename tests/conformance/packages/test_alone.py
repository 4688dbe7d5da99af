"""A single definition as a package of one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.conformance import validate
from harness.conformance.packages.definitions import Definitions, definitions
from harness.conformance.packages.package import Package
from harness.errors import UsageError
from tests.conformance.packages.made import definition, package

SET = '<ValueSet xmlns="http://hl7.org/fhir"><url value="http://example.org/fhir/ValueSet/a"/></ValueSet>'


@pytest.fixture
def cache() -> None:
    """The real cache, for XML is read with the help of the core."""


def test_a_definition_in_json_is_a_package_of_one(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(definition("a")), encoding="utf-8")

    assert [parsed for parsed, _ in Package(file).read()] == [definition("a")]


def test_a_definition_in_xml_is_a_package_of_one(core: Definitions, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(SET, encoding="utf-8")
    found = definitions((tmp_path / "a.xml",)).find("ValueSet", "http://example.org/fhir/ValueSet/a")

    assert core.available
    assert found == definition("a")


NO_DEFINITION = {"a.json": "is not JSON", "a.xml": "is not XML"}


@pytest.mark.parametrize(("name", "told"), NO_DEFINITION.items())
def test_what_is_neither_is_told(core: Definitions, tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / name).write_text("words", encoding="utf-8")

    assert core.available
    with pytest.raises(UsageError, match=told):
        validate({"resourceType": "Basic"}, packages=(tmp_path / name,))


NO_FHIR = {"<Patient/>": "in none", f"{'<a>' * 200}{'</a>' * 200}": "nested too deeply"}


@pytest.mark.parametrize(("body", "told"), NO_FHIR.items(), ids=NO_FHIR.values())
def test_xml_that_is_no_fhir_is_told(core: Definitions, tmp_path: Path, body: str, told: str) -> None:
    (tmp_path / "a.xml").write_text(body, encoding="utf-8")

    assert core.available
    with pytest.raises(UsageError, match=told):
        definitions((tmp_path / "a.xml",))


def test_xml_cannot_be_read_without_the_core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARNESS_CACHE", str(tmp_path / "empty"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "a.xml").write_text(SET, encoding="utf-8")

    with pytest.raises(UsageError, match="run `harness definitions`"):
        definitions((tmp_path / "a.xml",))


def test_packages_beneath_decide_after_all_others(core: Definitions, tmp_path: Path) -> None:
    ours = package(tmp_path / "ours.tgz", definition("a", name="Ours"), definition("b", name="Ours"), name="ours")
    theirs = package(tmp_path / "theirs.tgz", definition("a", name="Theirs"), name="theirs")
    known = definitions((theirs,), beneath=(ours,))
    names = [found["name"] for name in "ab" if (found := known.find("ValueSet", definition(name)["url"]))]

    assert core.available
    assert names == ["Theirs", "Ours"]
