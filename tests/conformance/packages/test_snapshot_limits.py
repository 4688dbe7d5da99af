"""Differentials that fit nothing, values that are anything, and the profiles that R4 itself publishes."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from harness.conformance.packages.definitions import Definitions
from harness.conformance.packages.element_tree import SnapshotError
from harness.conformance.packages.snapshot import snapshot
from tests.conformance.packages.made import Resource
from tests.conformance.packages.profiles import element, elements, known, profile

WRONG = {
    "Patient.nmae": "the base has no such element, but id, meta",
    "Person.name": "found one on Person",
    "Patient..name": "a path of 1 to 50 steps",
    "Patient" + ".extension" * 60: "a path of 1 to 50 steps",
    "Patient.birthDate.month": "the base has no such element",
    "": "a path of 1 to 50 steps",
}


@pytest.mark.parametrize(("path", "why"), WRONG.items())
def test_a_path_that_leads_nowhere_is_said(core: Definitions, path: str, why: str) -> None:
    with pytest.raises(SnapshotError, match=why):
        elements(core, element(path))


ODD: list[Any] = [
    None,
    1,
    "x",
    [],
    {"element": None},
    {"element": 3},
    {"element": ["x", None]},
    {"element": [{"path": 1}]},
]


@pytest.mark.parametrize("differential", ODD)
def test_whatever_stands_in_a_differential_nothing_but_a_snapshot_error_is_raised(
    core: Definitions, differential: Any
) -> None:
    try:
        changed = snapshot(profile(differential=differential), known(core, "Patient"), core.structure)
    except SnapshotError:
        return
    assert len(changed["snapshot"]["element"]) == len(known(core, "Patient")["snapshot"]["element"])


@pytest.mark.parametrize("odd", [None, 3, "x", [], {}, [None], [{}], [{"code": 3, "profile": 4}], {"code": "Patient"}])
@pytest.mark.parametrize("name", ["type", "constraint", "binding", "slicing", "min", "sliceName", "id", "base"])
def test_whatever_stands_in_an_element_nothing_but_a_snapshot_error_is_raised(
    core: Definitions, name: str, odd: Any
) -> None:
    with suppress(SnapshotError):
        assert elements(core, element("Patient.name", **{name: odd}), element("Patient.name.family", min=1))


SLIPS = [
    "catalog",
    "clinicaldocument",
    "elementdefinition-de",
    "familymemberhistory-genetic",
]
"""Published with elements lost, or with children that nothing asks for."""


def test_the_profiles_of_the_core_are_made_again_as_they_were_published(core: Definitions) -> None:
    profiles = [
        one for one in core.every("StructureDefinition") if one.get("derivation") == "constraint" and "snapshot" in one
    ]
    different = [
        one["url"].rsplit("/", 1)[-1] for one in profiles if not _says_it_short(one) and not _as_published(core, one)
    ]

    assert len(profiles) == 439
    assert sorted(different) == SLIPS


def _says_it_short(published: Resource) -> bool:
    """Whether it names a type of a choice short, which was once taken to forbid the other types."""
    paths = {one["path"] for one in published["snapshot"]["element"]}
    return any(one["path"] not in paths for one in published["differential"]["element"])


def _as_published(core: Definitions, published: Resource) -> bool:
    base = core.structure(published["baseDefinition"])
    assert base is not None
    again = snapshot(published, base, core.structure)
    return [_told(one) for one in again["snapshot"]["element"]] == [
        _told(one) for one in published["snapshot"]["element"]
    ]


def _told(element: Resource) -> dict[str, Any]:
    """What of an element decides about values."""
    kept = {
        name: value for name, value in element.items() if name in ("id", "path", "sliceName", "min", "max", "slicing")
    }
    values = {name: value for name, value in element.items() if name.startswith(("fixed", "pattern"))}
    keys = sorted(one["key"] for one in element.get("constraint", []))
    binding = element.get("binding", {})
    types = [{name: value for name, value in one.items() if name != "extension"} for one in element.get("type", [])]
    return {
        **kept,
        **values,
        "keys": keys,
        "types": types,
        "set": binding.get("valueSet"),
        "strength": binding.get("strength"),
    }


def test_a_content_reference_that_leads_nowhere_is_said(core: Definitions) -> None:
    lost = {"id": "Patient.name", "path": "Patient.name", "contentReference": "#Patient.lost"}
    base = profile(snapshot={"element": [{"id": "Patient", "path": "Patient"}, lost]})

    with pytest.raises(SnapshotError, match=r"the content reference #Patient\.lost leads nowhere"):
        elements(core, element("Patient.name.family"), base=base)


def test_a_slice_of_nothing_is_said(core: Definitions) -> None:
    with pytest.raises(SnapshotError, match="the base has no such element"):
        elements(core, element("Patient.nmae", "a"))


def test_more_elements_than_a_profile_can_have_are_refused(core: Definitions) -> None:
    slices = [
        one
        for n in range(1500)
        for one in (element("Patient.contact", f"{n}"), element("Patient.contact.name.family", min=1))
    ]

    with pytest.raises(SnapshotError, match="more than 10000 elements"):
        elements(core, *slices)
