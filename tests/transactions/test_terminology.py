"""What a terminology consumer sends, and how it is recognised when it arrives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness.messages import soap
from harness.messages.fhir import XML
from harness.messages.parameters import FORM
from harness.transactions import (
    Call,
    ExpandValueSet,
    LoadTerminology,
    LookupCode,
    QueryConceptMap,
    QueryValueSet,
    RetrieveMultipleValueSets,
    RetrieveMultipleValueSetsBySoap,
    RetrieveSharedValueSet,
    RetrieveSharedValueSetBySoap,
    RetrieveValueSet,
    TranslateCode,
    ValidateCode,
    ValidateCodeInSystem,
)
from tests.transactions.people import SOURCE, UNTAGGED

URL = "http://here/ValueSet/a"
EVERY: list[Any] = [
    QueryValueSet(f"url={URL}"),
    QueryValueSet(f"url={URL}", form=True),
    QueryConceptMap("title:contains=a & b"),
    RetrieveValueSet("ValueSet/17"),
    ExpandValueSet(f"url={URL}&filter=a"),
    ExpandValueSet(f"url={URL}", form=True),
    LookupCode("system=http://here&code=a"),
    ValidateCode(f"url={URL}&code=a&system=http://here"),
    ValidateCodeInSystem("url=http://here&code=a"),
    TranslateCode("url=http://map&code=a"),
    RetrieveSharedValueSet("id=1.2"),
    RetrieveMultipleValueSets("DisplayNameContains=a|b"),
    RetrieveSharedValueSetBySoap("id=1.2&lang=fr"),
    RetrieveMultipleValueSetsBySoap("id=1.2"),
]


@pytest.mark.parametrize("transaction", EVERY)
def test_what_is_sent_is_recognised_as_what_it_is_and_as_nothing_else(transaction: Any) -> None:
    call = transaction.call(SOURCE)
    others = [one for one in EVERY if type(one) is not type(transaction)]
    assert transaction.recognises(call)
    assert [one for one in others if one.recognises(call)] == []


@pytest.mark.parametrize("transaction", EVERY)
def test_a_mark_of_it_stands_in_what_is_sent(transaction: Any) -> None:
    said = transaction.call(SOURCE).words
    assert all(mark in said for mark in transaction.marks()[:1])


@pytest.mark.parametrize("transaction", EVERY)
def test_a_person_is_told_what_to_do_and_a_program_too(transaction: Any) -> None:
    assert "terminology service" in transaction.instruction()
    assert json.loads(json.dumps(transaction.task()))["action"]


def test_values_are_escaped_once() -> None:
    call = ExpandValueSet((("url", URL), ("filter", "a&b=c d"))).call(SOURCE)
    assert call.path == "ValueSet/$expand?url=http%3A%2F%2Fhere%2FValueSet%2Fa&filter=a%26b%3Dc%20d"


def test_a_form_of_a_search_is_a_form_and_that_of_an_operation_parameters() -> None:
    search = QueryValueSet(f"url={URL}", form=True).call(SOURCE)
    expansion = ExpandValueSet(f"url={URL}&count=2&activeOnly=true", form=True).call(SOURCE)
    assert (search.header("content-type"), search.parameters) == (FORM, [("url", URL)])
    assert json.loads(expansion.body)["parameter"] == [
        {"name": "url", "valueUri": URL},
        {"name": "count", "valueInteger": 2},
        {"name": "activeOnly", "valueBoolean": True},
    ]


def test_a_dependency_is_what_it_depends_on_and_its_value() -> None:
    call = TranslateCode("dependency=http://route|oral", form=True).call(SOURCE)
    element, concept = json.loads(call.body)["parameter"][0]["part"]
    assert element == {"name": "element", "valueUri": "http://route"}
    assert concept == {"name": "concept", "valueCodeableConcept": {"coding": [{"code": "oral"}]}}


def test_an_answer_is_wanted_in_the_format_that_is_asked_for() -> None:
    assert [one.call(SOURCE).header("accept") for one in (QueryValueSet("a=b", XML), LookupCode("a=b", XML))] == [
        XML
    ] * 2


def test_a_question_in_soap_is_addressed() -> None:
    call = RetrieveSharedValueSetBySoap("id=1.2&version=3&lang=fr").call(SOURCE)
    envelope = soap.parse(call.body)
    assert (call.method, call.path, soap.action_in(call.header("content-type"))) == (
        "POST",
        "",
        envelope.addressing.action,
    )
    assert b'<ValueSet id="1.2" version="3" xml:lang="fr"/>' in call.body


@pytest.mark.parametrize("call", [Call("POST", "", body=b"<a/>"), Call("GET", "")])
def test_what_is_no_soap_is_no_question_in_soap(call: Call) -> None:
    assert not RetrieveSharedValueSetBySoap("id=1.2").recognises(call)


def test_the_action_of_http_will_do_where_the_envelope_has_none() -> None:
    fields = (("Content-Type", soap.content_type(RetrieveSharedValueSetBySoap.action)),)
    assert RetrieveSharedValueSetBySoap("id=1.2").recognises(Call("POST", "", fields, b"broken"))


def test_what_is_loaded_has_no_id_of_ours_and_the_tag_of_the_run() -> None:
    resource = {"resourceType": "ValueSet", "id": "a", "url": URL, "version": "1"}
    call = LoadTerminology(resource).call(SOURCE)
    assert json.loads(call.body) == {
        "resourceType": "ValueSet",
        "url": URL,
        "version": "1",
        "meta": {"tag": SOURCE.tags},
    }
    assert LoadTerminology(resource).recognises(LoadTerminology(resource).call(UNTAGGED))


def test_nobody_is_asked_to_load_anything() -> None:
    load = LoadTerminology({"resourceType": "ValueSet", "url": URL, "version": "1"})
    assert (load.task(), load.looked_up, load.instruction()) == (
        {"action": "none"},
        True,
        f"Load {URL} 1 into the terminology service",
    )
