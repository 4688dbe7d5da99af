from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from tests.mocks.terminology_service.conftest import ALL, BEDS, MAP, SET, SYSTEM, Caller, Serving, codes, issue, value


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("ValueSet/$expand", {"url": "http://example.org/nowhere"}),
        ("ValueSet/$validate-code", {"url": "http://example.org/nowhere", "system": SYSTEM, "code": "cot"}),
        ("CodeSystem/$validate-code", {"url": "http://example.org/nowhere", "code": "cot"}),
        ("CodeSystem/$lookup", {"system": "http://example.org/nowhere", "code": "cot"}),
        ("CodeSystem/$lookup", {"system": SYSTEM, "code": "chair"}),
        ("CodeSystem/$subsumes", {"system": SYSTEM, "codeA": "cot", "codeB": "chair"}),
        ("ConceptMap/$translate",
         {"url": "http://example.org/no", "system": SYSTEM, "code": "cot", "source": SET, "target": SET}),
    ],
)  # fmt: skip
def test_what_is_not_known_is_not_found(service: Caller, path: str, asked: dict[str, str]) -> None:
    assert issue(service.ask(path, **asked)) == (404, "not-found")


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("ValueSet/$expand", {"count": "-1"}),
        ("ValueSet/$expand", {"count": "many"}),
        ("ValueSet/$expand", {"offset": "1e3"}),
        ("ValueSet/$expand", {"activeOnly": "perhaps"}),
        ("ValueSet/$expand", {"date": "yesterday"}),
        ("ValueSet/$expand", {"displayLanguage": "in Swahili"}),
        ("ValueSet/$expand", {"system-version": SYSTEM}),
        ("ValueSet/$expand", {"url": [SET, SET]}),
        ("ValueSet/$validate-code", {"system": SYSTEM, "code": "cot", "abstract": "1"}),
        ("CodeSystem/$lookup", {"system": SYSTEM, "code": "cot", "coding": "x"}),
        ("CodeSystem/$subsumes", {"system": SYSTEM, "codeA": "cot"}),
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused(service: Caller, path: str, asked: dict[str, Any]) -> None:
    assert issue(service.ask(path, **{"url": SET, **asked}))[0] == 400


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("ValueSet/$expand", {"url": SET, "valueSet": "x"}),
        ("ValueSet/$expand", {"url": SET, "context": "x"}),
        ("ValueSet/$expand", {}),
        ("ValueSet/$validate-code", {"url": SET, "code": "cot"}),
        ("ValueSet/$validate-code", {"url": SET, "system": SYSTEM, "code": "cot", "coding": "x"}),
        ("CodeSystem/$validate-code", {"code": "cot"}),
        ("CodeSystem/$lookup", {"system": SYSTEM}),
        ("ConceptMap/$translate", {"url": MAP, "system": SYSTEM, "code": "cot"}),
        ("ConceptMap/$translate",
         {"url": MAP, "system": SYSTEM, "code": "cot", "source": SET, "target": SET, "targetsystem": SYSTEM}),
    ],
)  # fmt: skip
def test_what_svcm_does_not_allow_in_a_get_is_refused(service: Caller, path: str, asked: dict[str, str]) -> None:
    assert issue(service.ask(path, **asked))[0] == 400


def test_a_rule_of_svcm_alone_is_told_as_one(service: Caller) -> None:
    refused = service.ask("ConceptMap/$translate", url=MAP, system=SYSTEM, code="cot").json()
    said = refused["issue"][0]["diagnostics"]
    assert said.startswith("The parameter source of ConceptMap/$translate is missing: IHE SVCM wants url, code, system")


def test_fhir_itself_asks_for_less_in_a_get(serving: Serving) -> None:
    service = serving(BEDS, ALL, svcm=False)

    answer = service.ask("ConceptMap/$translate", system=SYSTEM, code="cot", targetsystem="http://example.org/other")

    assert answer.json()["parameter"][0] == {"name": "result", "valueBoolean": False}


def test_a_coding_can_be_posted(service: Caller) -> None:
    coding = value("coding", Coding={"system": SYSTEM, "code": "cot"})

    assert service.pose("CodeSystem/$lookup", coding).status_code == 200


def test_a_body_that_is_no_parameters_is_refused(service: Caller) -> None:
    assert issue(service.post("ValueSet/$expand", ALL)) == (400, "invalid")


def test_value_sets_that_import_each_other_are_refused(serving: Serving) -> None:
    names = [f"http://example.org/{letter}" for letter in "ab"]
    pair = zip(names, reversed(names), strict=True)
    circle = [{**ALL, "url": one, "compose": {"include": [{"valueSet": [two]}]}} for one, two in pair]

    assert issue(serving(*circle).ask("ValueSet/$expand", url=names[0])) == (422, "processing")


def test_a_hierarchy_in_a_circle_ends(serving: Serving) -> None:
    kin = [("a", "b"), ("b", "a")]
    concepts = [{"code": one, "property": [{"code": "parent", "valueCode": two}]} for one, two in kin]
    filter_ = [{"property": "concept", "op": "is-a", "value": "a"}]
    below = {**ALL, "compose": {"include": [{"system": SYSTEM, "filter": filter_}]}}
    service = serving({**BEDS, "concept": concepts}, below)

    assert service.ask("ValueSet/$expand", url=SET).json()["expansion"]["total"] == 2


def test_a_catastrophic_expression_takes_no_time(serving: Serving) -> None:
    filter_ = [{"property": "code", "op": "regex", "value": "(a+)+$"}]
    chosen = {**ALL, "compose": {"include": [{"system": SYSTEM, "filter": filter_}]}}
    service = serving({**BEDS, "concept": [{"code": "a" * 60 + "b"}, {"code": "aa"}]}, chosen)

    answer = service.ask("ValueSet/$expand", url=SET)

    assert (codes(answer), answer.elapsed.total_seconds() < 1) == (["aa"], True)


def test_a_filter_that_nobody_knows_is_refused(serving: Serving) -> None:
    filter_ = [{"property": "colour", "op": "=", "value": "red"}]
    chosen = {**ALL, "compose": {"include": [{"system": SYSTEM, "filter": filter_}]}}

    assert issue(serving(BEDS, chosen).ask("ValueSet/$expand", url=SET)) == (422, "invalid")


def test_imports_without_an_end_are_too_costly(serving: Serving) -> None:
    names = [f"http://example.org/{number}" for number in range(60)]
    chain = [{**ALL, "url": one, "compose": {"include": [{"valueSet": [two]}]}} for one, two in pairwise(names)]
    brought = [{"name": "tx-resource", "resource": one} for one in chain]

    answer = serving().pose("ValueSet/$expand", value("url", Uri=names[0]), *brought)

    assert issue(answer) == (422, "too-costly")


def test_the_same_codes_over_and_over_are_too_costly(serving: Serving) -> None:
    many = {**BEDS, "concept": [{"code": f"c{number}"} for number in range(2_000)]}
    again = {**ALL, "compose": {"include": [{"system": SYSTEM}] * 251}}

    assert issue(serving(many, again).ask("ValueSet/$expand", url=SET, count="1")) == (422, "too-costly")


def test_a_hierarchy_without_an_end_is_cut(serving: Serving) -> None:
    concepts = [{"code": f"c{at}", "property": [{"code": "parent", "valueCode": f"c{at - 1}"}]} for at in range(900)]
    answer = serving({**BEDS, "concept": concepts}, ALL).ask("ValueSet/$expand", url=SET)

    assert len(codes(answer)) == 900


def test_a_concept_with_codings_without_an_end_is_refused(service: Caller) -> None:
    concept = {"coding": [{"system": SYSTEM, "code": "cot"}] * 101}

    asked = (value("url", Uri=SET), value("codeableConcept", CodeableConcept=concept))
    assert issue(service.pose("ValueSet/$validate-code", *asked)) == (400, "invalid")


def test_half_a_character_names_no_value_set(service: Caller) -> None:
    brought = {**ALL, "compose": {"include": [{"valueSet": ["http://example.org/\ud800"]}]}}
    body = {"resourceType": "Parameters", "parameter": [{"name": "valueSet", "resource": brought}]}
    headers = {"Content-Type": "application/fhir+json"}
    answer = service.http.post(f"{service.base}/ValueSet/$expand", content=json.dumps(body), headers=headers)

    assert answer.status_code == 404


def test_a_filter_costs_as_much_as_all_codes(serving: Serving) -> None:
    many = {**BEDS, "concept": [{"code": f"c{number}"} for number in range(2_000)]}
    odd = [{"property": "code", "op": "regex", "value": f"c.*(a|[0-9])*{number}?"} for number in range(251)]
    again = {**ALL, "compose": {"include": [{"system": SYSTEM, "filter": odd}]}}

    assert issue(serving(many, again).ask("ValueSet/$expand", url=SET, count="1")) == (422, "too-costly")


def test_no_canonical_means_none_of_those_without(serving: Serving) -> None:
    service = serving(BEDS, ALL)

    assert issue(service.pose("CodeSystem/$lookup", value("coding", Coding={"code": "cot"})))[0] in (400, 404)
    assert issue(service.ask("ValueSet/$expand", url="|"))[0] in (400, 404)
