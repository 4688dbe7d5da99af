"""Which profiles a resource is held against, once each and within bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.conformance.packages.definitions import Definitions
from tests.conformance.profiles.made import CORE, URL, Resource, found, places, profile

NAMED = profile("named", {"path": "Patient.name", "min": 1})
IMPOSE = f"{CORE}structuredefinition-imposeProfile"


def imposing(name: str, *others: str) -> Resource:
    return profile(name, extension=[{"url": IMPOSE, "valueCanonical": URL + other} for other in others])


def patient(*profiles: str, **more: Any) -> Resource:
    return {"resourceType": "Patient", "active": True, "meta": {"profile": [URL + one for one in profiles]}, **more}


def test_a_profile_that_is_asked_for_and_claimed_is_checked_once(core: Definitions, tmp_path: Path) -> None:
    assert core.available
    assert places(found(tmp_path, [NAMED], patient("named"), "named")) == [("error", "Patient")]


def test_the_same_words_of_two_profiles_are_said_once(core: Definitions, tmp_path: Path) -> None:
    known = [NAMED, profile("also-named", {"path": "Patient.name", "min": 1})]

    assert core.available
    assert places(found(tmp_path, known, patient("named", "also-named"))) == [("error", "Patient")]


def test_profiles_that_impose_each_other_come_to_an_end(core: Definitions, tmp_path: Path) -> None:
    known = [imposing("one", "two", "one"), imposing("two", "one", "named"), NAMED]

    assert core.available
    assert places(found(tmp_path, known, patient("one"))) == [("error", "Patient")]


def test_more_profiles_than_anybody_means_are_not_all_checked(core: Definitions, tmp_path: Path) -> None:
    issues = found(tmp_path, [NAMED], patient(*(f"unknown-{number}" for number in range(150))))

    assert core.available
    assert issues[-1].message == "not checked: more than 100 profiles: the rest of them"


@pytest.mark.parametrize("profiles", ["named", [1, None, {}, []], {"a": "b"}, [""], None])
def test_what_is_no_list_of_profiles_is_no_claim(core: Definitions, tmp_path: Path, profiles: Any) -> None:
    issues = found(tmp_path, [NAMED], {"resourceType": "Patient", "active": True, "meta": {"profile": profiles}})

    assert core.available
    assert not any("is required by the profile" in issue.message for issue in issues)


def test_a_logical_model_is_not_checked(core: Definitions, tmp_path: Path) -> None:
    model = profile("model", kind="logical", type=f"{URL}model", derivation="specialization")

    assert core.available
    assert places(found(tmp_path, [model], patient("model"))) == [("information", "Patient")]


def test_the_profile_of_a_type_is_its_canonical(core: Definitions, tmp_path: Path) -> None:
    claims = {"profile": [f"{CORE}Patient", f"{CORE}DomainResource"]}

    assert core.available
    assert found(tmp_path, [NAMED], patient(meta=claims)) == []


def test_a_resource_of_another_type_is_told_so(core: Definitions, tmp_path: Path) -> None:
    (issue,) = found(tmp_path, [NAMED], {"resourceType": "Basic", "code": {"text": "a"}}, "named")

    assert core.available
    assert issue.message == f"expected Patient, for which the profile {URL}named is, found Basic"
