from __future__ import annotations

import pytest

from harness.messages import fhir
from tests.mocks.terminology_service.conftest import (
    ALL,
    BEDS,
    MAP,
    OTHER,
    PLACES,
    SET,
    SYSTEM,
    Caller,
    Serving,
    codes,
    issue,
    told,
    value,
)

BOTH_SETS = {"source": SET, "target": PLACES["targetUri"]}


def test_a_value_set_is_expanded(service: Caller) -> None:
    answer = service.ask("ValueSet/$expand", url=SET)

    assert sorted(codes(answer)) == ["bed", "bunk", "cot", "mat"]
    assert answer.json()["expansion"]["total"] == 4


def test_an_expansion_says_what_it_was_made_of(service: Caller) -> None:
    expansion = service.ask("ValueSet/$expand", url=SET).json()["expansion"]

    assert {"name": "used-codesystem", "valueUri": f"{SYSTEM}|1.0.0"} in expansion["parameter"]
    assert {"identifier", "timestamp"} <= set(expansion)


def test_children_stand_below_their_parents_unless_that_is_not_wanted(service: Caller) -> None:
    nested, flat = (service.ask("ValueSet/$expand", url=SET, excludeNested=said) for said in ("false", "true"))

    assert [len(answer.json()["expansion"]["contains"]) for answer in (nested, flat)] == [2, 4]


def test_a_value_set_of_our_own_is_expanded_by_its_id(service: Caller) -> None:
    id_ = service.ask("ValueSet", url=SET).json()["entry"][0]["resource"]["id"]

    assert len(codes(service.ask(f"ValueSet/{id_}/$expand"))) == 4


def test_a_value_set_that_comes_with_the_question_is_expanded(service: Caller) -> None:
    brought = {**ALL, "url": "http://example.org/mine", "compose": {"include": [{"system": SYSTEM, "concept": []}]}}
    brought["compose"]["include"][0]["concept"] = [{"code": "mat"}]

    assert codes(service.pose("ValueSet/$expand", {"name": "valueSet", "resource": brought})) == ["mat"]


def test_a_count_of_nothing_gives_the_total_alone(service: Caller) -> None:
    expansion = service.ask("ValueSet/$expand", url=SET, count="0").json()["expansion"]

    assert (expansion["total"], "contains" in expansion) == (4, False)


def test_more_codes_than_can_be_listed_are_too_costly(serving: Serving) -> None:
    service = serving(BEDS, ALL, largest_expansion=3)

    assert issue(service.ask("ValueSet/$expand", url=SET)) == (422, "too-costly")
    assert len(codes(service.ask("ValueSet/$expand", url=SET, count="4"))) == 4


def test_a_member_is_valid_and_is_called_by_its_name(service: Caller) -> None:
    found = told(service.ask("ValueSet/$validate-code", url=SET, system=SYSTEM, code="cot"))

    assert (found["result"], found["display"], found["version"]) == (True, "Cot", "1.0.0")


def test_what_is_no_member_is_not_valid_and_no_error(service: Caller) -> None:
    found = told(service.ask("ValueSet/$validate-code", url=SET, system=SYSTEM, code="chair"))

    assert found["result"] is False
    assert "chair" in found["message"]


def test_a_wrong_name_is_told_with_the_right_one(service: Caller) -> None:
    found = told(service.ask("ValueSet/$validate-code", url=SET, system=SYSTEM, code="cot", display="Chair"))

    assert (found["result"], found["display"]) == (False, "Cot")


def test_a_code_system_validates_its_own_codes(service: Caller) -> None:
    asked = {"url": SYSTEM}
    found = [told(service.ask("CodeSystem/$validate-code", code=code, **asked))["result"] for code in ("cot", "chair")]

    assert found == [True, False]


def test_a_code_is_looked_up(service: Caller) -> None:
    found = told(service.ask("CodeSystem/$lookup", system=SYSTEM, code="cot"))

    assert (found["name"], found["display"], found["version"]) == ("Beds", "Cot", "1.0.0")


def test_a_code_is_looked_up_in_the_language_that_is_wanted(service: Caller) -> None:
    assert told(service.ask("CodeSystem/$lookup", system=SYSTEM, code="bed", displayLanguage="sw"))["display"] == (
        "Kitanda"
    )


@pytest.mark.parametrize(
    ("one", "two", "outcome"),
    [
        ("bed", "cot", "subsumes"),
        ("cot", "bed", "subsumed-by"),
        ("bed", "bed", "equivalent"),
        ("mat", "bed", "not-subsumed"),
    ],
)
def test_two_codes_are_compared(service: Caller, one: str, two: str, outcome: str) -> None:
    assert told(service.ask("CodeSystem/$subsumes", system=SYSTEM, codeA=one, codeB=two))["outcome"] == outcome


def test_a_code_is_translated(service: Caller) -> None:
    answer = service.ask("ConceptMap/$translate", url=MAP, system=SYSTEM, code="cot", **BOTH_SETS)

    parts = {part["name"]: part for part in told(answer)["match"]["part"]}
    assert told(answer)["result"] is True
    assert parts["concept"]["valueCoding"] == {"system": OTHER, "code": "nursery"}


def test_a_code_that_has_no_translation_is_not_translated(service: Caller) -> None:
    answer = service.ask("ConceptMap/$translate", url=MAP, system=SYSTEM, code="mat", **BOTH_SETS)

    assert told(answer)["result"] is False


def test_a_code_is_translated_back(service: Caller) -> None:
    asked = (value("url", Uri=MAP), value("code", Code="nursery"), value("system", Uri=OTHER))
    answer = service.pose("ConceptMap/$translate", *asked, value("reverse", Boolean=True))

    equivalence, concept = (part for part in told(answer)["match"]["part"][:2])
    assert (equivalence["valueCode"], concept["valueCoding"]["code"]) == ("narrower", "cot")


@pytest.mark.parametrize("path", ["ValueSet/$expand", "ValueSet/$validate-code"])
def test_an_answer_comes_in_xml_too(service: Caller, path: str) -> None:
    answer = service.ask(path, url=SET, system=SYSTEM, code="cot", _format="xml")

    assert answer.headers["content-type"].startswith(fhir.XML)
    assert fhir.parse(answer.content, fhir.XML)["resourceType"] in ("ValueSet", "Parameters")


def test_what_changes_is_known_at_once(service: Caller) -> None:
    stored = service.ask("CodeSystem", url=SYSTEM).json()["entry"][0]["resource"]
    assert len(codes(service.ask("ValueSet/$expand", url=SET))) == 4
    service.http.put(f"{service.base}/CodeSystem/{stored['id']}", json={**stored, "concept": [{"code": "hammock"}]})

    assert codes(service.ask("ValueSet/$expand", url=SET)) == ["hammock"]


def test_it_tells_what_it_can_do(service: Caller) -> None:
    resources = service.ask("metadata").json()["rest"][0]["resource"]

    assert {one["name"] for kind in resources for one in kind["operation"]} == {
        "expand", "lookup", "subsumes", "translate", "validate-code"
    }  # fmt: skip


def test_it_tells_which_code_systems_it_keeps(service: Caller) -> None:
    known = service.ask("metadata", mode="terminology").json()["codeSystem"]

    assert known == [{"uri": SYSTEM, "version": [{"code": "1.0.0"}]}]
