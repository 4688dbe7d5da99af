from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.conformance.terminology import Terminology

HERE = "http://example.org/harness/"
ROOMS = f"{HERE}CodeSystem/rooms"


def found(terminology: Terminology, coding: object) -> list[tuple[str, str]]:
    """Severity and place of each issue."""
    return [(issue.severity, issue.expression) for issue in terminology.check_coding(coding, "Here", "source")]


@pytest.mark.parametrize(
    ("system", "code", "issue"),
    [
        (ROOMS, "cellar", ("error", "Here.code")),
        (ROOMS, "store", ("information", "Here.code")),
        (ROOMS, "ward", ("information", "Here.code")),
        ("rooms", "ward", ("error", "Here.system")),
        (f"{HERE}ValueSet/all-rooms", "ward", ("error", "Here.system")),
        (f"{HERE}CodeSystem/rooms-in-swahili", "theatre", ("error", "Here.system")),
        (f"{HERE}CodeSystem/visits", "third", ("information", "Here")),
        (f"{HERE}CodeSystem/tokens", "7", ("information", "Here")),
        (f"{HERE}CodeSystem/shifts", "day", ("information", "Here.code")),
        ("http://loinc.org", "29463-7", ("information", "Here")),
        ("urn:ietf:bcp:47", "english", ("error", "Here.code")),
        ("https://www.iana.org/time-zones", "Middle_Earth/Shire", ("information", "Here")),
        ("", "ward", ("warning", "Here")),
    ],
)
def test_what_is_wrong_with_a_coding_is_told_at_its_place(
    rooms: Terminology, system: str, code: str, issue: tuple[str, str]
) -> None:
    assert found(rooms, {"system": system, "code": code}) == [issue]


@pytest.mark.parametrize("display", ["Operating theatre", " operating  THEATRE", "Chumba cha upasuaji"])
def test_a_display_may_be_any_that_the_concept_has(rooms: Terminology, display: str) -> None:
    assert found(rooms, {"system": ROOMS, "code": "theatre", "display": display}) == []


def test_a_display_that_the_concept_has_not_is_a_warning(rooms: Terminology) -> None:
    coding = {"system": ROOMS, "code": "theatre", "display": "Cinema"}
    assert found(rooms, coding) == [("warning", "Here.display")]


def test_a_display_is_free_where_the_concept_has_none_or_is_a_template(known: Callable[..., Terminology]) -> None:
    concepts = [{"code": "a"}, {"code": "NNxxx", "display": "National number of xxx"}]
    system = {"content": "complete", "caseSensitive": True, "concept": concepts}
    terminology = known(("CodeSystem", "numbers", system))
    codings = [{"system": "http://example.org/numbers", "code": code, "display": "Mine"} for code in ("a", "NNRWA")]
    assert [found(terminology, coding) for coding in codings] == [[], []]


def test_a_code_of_another_version_than_is_here_is_not_checked(rooms: Terminology) -> None:
    coding = {"system": ROOMS, "code": "cellar", "version": "2.0.0"}
    assert [issue.not_checked for issue in rooms.check_coding(coding, "Here", "")] == [True]


def test_a_coding_without_a_code_has_nothing_to_check(rooms: Terminology) -> None:
    codings = [{"system": ROOMS}, {"display": "Store"}, {"system": "urn:ietf:bcp:47"}, {"system": "http://loinc.org"}]
    assert [found(rooms, coding) for coding in codings] == [[], [], [], []]


@pytest.mark.parametrize("coding", [None, 3, "x", [], {"system": 5, "code": []}, {"code": {"a": 1}}])
def test_a_malformed_coding_raises_nothing(rooms: Terminology, coding: object) -> None:
    assert found(rooms, coding) == []


def test_a_coding_of_any_length_is_judged(rooms: Terminology) -> None:
    assert found(rooms, {"system": ROOMS, "code": "x" * 100_000}) == [("error", "Here.code")]


def test_a_system_that_fhir_would_have_if_it_existed_is_a_warning(of_core: Terminology) -> None:
    coding = {"system": "http://hl7.org/fhir/administrative-genders", "code": "male"}
    assert found(of_core, coding) == [("warning", "Here.system")]


def test_a_unit_is_checked_where_its_system_is_named(rooms: Terminology) -> None:
    quantities = [{"system": "http://unitsofmeasure.org", "code": "kgs"}, {"unit": "kgs"}, {"code": "kgs"}, None]
    issues = [[issue.expression for issue in rooms.check_quantity(one, "Here", "")] for one in quantities]
    assert issues == [["Here.code"], [], [], []]
