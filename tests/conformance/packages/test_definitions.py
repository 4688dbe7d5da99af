"""Everything that some packages define, found by canonical."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.conformance.packages.definitions import Definitions, PackageVersion, definitions
from harness.errors import UsageError
from tests.conformance.packages.made import SITE, Resource, definition, folder, manifest, package

V = f"{SITE}/ValueSet/v"


def layered(*paths: Path) -> Definitions:
    return definitions(tuple(paths))


def titles(known: Definitions, *canonicals: str) -> list[str | None]:
    return [(known.find("ValueSet", one) or {}).get("title") for one in canonicals]


@pytest.fixture
def two(tmp_path: Path) -> Definitions:
    """A first package with versions 1 of a value set, a second with versions 1.5 and 2."""
    first = package(tmp_path / "1.tgz", definition("v", version="1.0.0", title="old"), name="first")
    newer = [definition("v", version=version, title=version) for version in ("1.5.0", "2.0.0")]
    return layered(first, package(tmp_path / "2.tgz", *newer, definition("w"), name="second"))


def test_the_first_package_decides_where_no_version_is_asked_for(two: Definitions) -> None:
    assert titles(two, V, f"{V}#fragment") == ["old", "old"]


def test_a_version_is_found_in_whatever_package_has_it(two: Definitions) -> None:
    assert titles(two, f"{V}|2.0.0", f"{V}|1.0.0", f"{V}|1", f"{V}|3.0.0") == ["2.0.0", "old", "1.5.0", None]


def test_a_url_may_have_a_bar_itself(tmp_path: Path) -> None:
    table = {"resourceType": "CodeSystem", "url": "http://example.org/table|2.1", "version": "6"}
    known = definitions((package(tmp_path / "p.tgz", table),))

    assert known.find("CodeSystem", "http://example.org/table|2.1") == table
    assert known.find("CodeSystem", "http://example.org/table|2.4") is None


def test_what_is_not_defined_is_not_found(two: Definitions) -> None:
    assert (two.find("CodeSystem", V), two.find("ValueSet", ""), two.structure("http://no")) == (None, None, None)


def test_a_definition_without_a_version_has_that_of_its_package(tmp_path: Path) -> None:
    known = layered(package(tmp_path / "1.tgz", definition("v", title="it"), version="4.0.1"))

    assert titles(known, f"{V}|4.0.1", f"{V}|4.0", f"{V}|5.0.0") == ["it", "it", None]


def test_all_of_a_kind_are_told(two: Definitions) -> None:
    assert [one.get("version") for one in two.every("ValueSet")] == ["1.0.0", "1.5.0", "2.0.0", None]
    assert list(two.canonicals("ValueSet")) == [V, f"{SITE}/ValueSet/w"]


def test_the_packages_that_judge_are_named_with_their_digests(two: Definitions) -> None:
    assert [(one.name, one.version, len(one.sha256)) for one in two.packages] == [
        ("first", "1.0.0", 64),
        ("second", "1.0.0", 64),
    ]


def test_without_the_core_nothing_is_available_and_nothing_breaks(two: Definitions) -> None:
    assert (two.available, two.resource_types, two.type_definition("Patient")) == (False, frozenset(), None)


def test_the_same_package_twice_is_one(tmp_path: Path) -> None:
    one = package(tmp_path / "1.tgz", definition("v"))

    assert len(layered(one, one).packages) == 1


def test_a_package_is_found_by_name_in_either_cache(tmp_path: Path, cache: Path) -> None:
    folder(
        tmp_path / "home/.fhir/packages/theirs#1.2.0/package",
        {"package.json": manifest("theirs"), "a.json": definition("a")},
    )
    (cache / "packages").mkdir(parents=True)
    package(cache / "packages" / "ours#2.0.0.tgz", definition("b"), name="ours", version="2.0.0")

    assert [one.name for one in definitions(("theirs", "ours#2")).packages] == ["theirs", "ours"]


@pytest.mark.parametrize("wrong", ["nobody", "nobody#1.0.0", "no/such/file.tgz", "../x"])
def test_a_package_that_is_nowhere_is_said_with_what_would_be_right(
    wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")  # where nobody left anything by such a name
    with pytest.raises(UsageError, match=r"expected a FHIR package .* found none"):
        definitions((wrong,))


def test_what_a_package_depends_on_judges_too(tmp_path: Path) -> None:
    place = tmp_path / "home/.fhir/packages/needed#1.0.3/package"
    folder(place, {"package.json": manifest("needed", "1.0.3"), "a.json": definition("v", title="needed")})
    known = layered(package(tmp_path / "1.tgz", definition("w"), dependencies={"needed": "1.0.x"}))

    assert (titles(known, V), known.notes) == (["needed"], ())


def test_two_packages_may_depend_on_each_other(tmp_path: Path) -> None:
    place = tmp_path / "home/.fhir/packages/b#1.0.0/package"
    folder(place, {"package.json": manifest("b", dependencies={"a": "1.0.0"}), "v.json": definition("v")})
    known = layered(package(tmp_path / "a.tgz", definition("w"), name="a", dependencies={"b": "1.0.0"}))

    assert [one.name for one in known.packages] == ["a", "b"]


def test_what_is_needed_and_not_there_is_noted(tmp_path: Path) -> None:
    known = layered(
        package(tmp_path / "1.tgz", definition("w"), dependencies={"lost": "3.0.0", "hl7.fhir.r4.core": "4.0.1"})
    )

    assert known.notes == ("example.one#1.0.0 depends on lost#3.0.0, which is not installed",)


def test_what_is_needed_and_broken_is_noted(tmp_path: Path) -> None:
    folder(tmp_path / "home/.fhir/packages/bad#1.0.0/package", {"package.json": manifest("bad"), "a.json": b"{"})
    known = layered(package(tmp_path / "1.tgz", definition("w"), dependencies={"bad": "1.0.0"}))

    assert "depends on bad#1.0.0, which is broken" in known.notes[0]


def test_a_package_for_another_release_is_noted_and_not_taken_as_a_dependency(tmp_path: Path) -> None:
    place = tmp_path / "home/.fhir/packages/five#1.0.0/package"
    folder(place, {"package.json": manifest("five", fhirVersions=["5.0.0"]), "a.json": definition("v")})
    known = layered(package(tmp_path / "1.tgz", definition("w"), dependencies={"five": "1.0.0"}))

    assert (titles(known, V), "made for FHIR 5.0.0, not for R4" in known.notes[0]) == ([None], True)


def test_a_core_that_is_broken_is_noted(cache: Path) -> None:
    (cache / "packages").mkdir(parents=True)
    (cache / "packages" / "hl7.fhir.r4.core#4.0.1.tgz").write_bytes(b"broken")
    known = definitions()

    assert (known.available, "Run `harness definitions`" in known.notes[0]) == (False, True)


def test_the_core_knows_its_types(core: Definitions) -> None:
    assert (len(core.resource_types), "Patient" in core.resource_types, "Resource" in core.resource_types) == (
        146,
        True,
        False,
    )
    assert {"HumanName", "Extension"} <= core.data_types
    assert {"string", "xhtml", "base64Binary"} <= core.primitive_types


def test_the_core_has_a_definition_with_a_snapshot_for_each_type(core: Definitions) -> None:
    names = core.resource_types | core.data_types | core.primitive_types
    without = [name for name in names if not (core.type_definition(name) or {}).get("snapshot")]

    assert without == []


def test_the_core_is_known_by_name_version_and_digest(core: Definitions) -> None:
    assert isinstance(core.packages[-1], PackageVersion)
    assert (core.packages[-1].name, core.packages[-1].version) == ("hl7.fhir.r4.core", "4.0.1")


def structure(name: str, base: str, **more: Any) -> Resource:
    """A profile with a differential alone, derived from `base` of ours."""
    return definition(name, "StructureDefinition", baseDefinition=f"{SITE}/StructureDefinition/{base}", **more)


def profiled(tmp_path: Path, *structures: Resource) -> Definitions:
    whole = {"element": [{"id": "Thing", "path": "Thing"}, {"id": "Thing.part", "path": "Thing.part", "min": 0}]}
    return layered(package(tmp_path / "p.tgz", definition("base", "StructureDefinition", snapshot=whole), *structures))


def test_a_snapshot_is_made_once_down_the_whole_line_of_bases(tmp_path: Path) -> None:
    part = {"element": [{"path": "Thing.part", "min": 1}]}
    known = profiled(tmp_path, structure("b", "a"), structure("a", "base", differential=part))
    made = known.structure(f"{SITE}/StructureDefinition/b")

    assert made is not None
    assert (made["snapshot"]["element"][1]["min"], made is known.structure(made["url"])) == (1, True)


BROKEN = {
    "own": "own is derived from itself",
    "round": "round is derived from itself",
    "lost": "nowhere, from which it is derived, is not known",
    "wrong": "the base has no such element",
}


@pytest.mark.parametrize(("name", "why"), BROKEN.items())
def test_a_snapshot_that_cannot_be_made_is_told_with_the_reason(tmp_path: Path, name: str, why: str) -> None:
    wrong = structure("wrong", "base", differential={"element": [{"path": "Thing.whole"}]})
    circle = (structure("round", "about"), structure("about", "round"))
    known = profiled(tmp_path, structure("own", "own"), *circle, structure("lost", "nowhere"), wrong)
    url = f"{SITE}/StructureDefinition/{name}"

    assert known.structure(url) is None
    assert why in known.problem(url)


def test_a_profile_that_nobody_defines_is_told(tmp_path: Path) -> None:
    assert profiled(tmp_path).problem("http://example.org/lost") == "no package that is loaded defines it"


def test_an_extension_whose_definition_refers_to_itself_is_made(tmp_path: Path) -> None:
    url = f"{SITE}/StructureDefinition/a"
    part = {"path": "Thing.part", "type": [{"code": "Thing", "profile": [url]}]}
    deeper = {"element": [part, {"path": "Thing.part.part", "min": 1}]}
    known = profiled(tmp_path, structure("a", "base", type="Thing", differential=deeper))

    assert known.structure(url) is None
    assert "is not known, and the differential walks into it" in known.problem(url)
