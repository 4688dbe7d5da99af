from __future__ import annotations

import inspect
from typing import Any

import httpx
import pytest

from harness import transactions
from harness.mocks.point_of_service.tasks import ACTIONS, task_in
from harness.openhie.actors import actor
from harness.transactions import (
    AccessTokenRequest,
    AuthorizationServerMetadataQuery,
    CapabilitiesQuery,
    CareServicesQuery,
    ExpandValueSet,
    ExportCodeSystem,
    ExportConceptMap,
    ExportValueSet,
    FindMatchingServices,
    FollowUpSearch,
    Identifier,
    KeptFollowUp,
    KeptFollowUps,
    LookupCode,
    MobilePatientDemographicsQuery,
    NextCareServices,
    NextFollowUps,
    NextPage,
    NodeAuthentication,
    PatientDemographicsMatch,
    PatientIdentifierCrossReferenceQuery,
    PatientIdentityFeed,
    PatientOnTheWire,
    Person,
    QueryCodeSystem,
    QueryConceptMap,
    QueryValueSet,
    QueryWithToken,
    RegisterMother,
    RemovePatient,
    RequestFollowUp,
    ResolveDuplicate,
    RetrieveCareService,
    RetrieveCodeSystem,
    RetrieveConceptMap,
    RetrieveMultipleValueSets,
    RetrieveMultipleValueSetsBySoap,
    RetrievePatient,
    RetrieveSharedValueSet,
    RetrieveSharedValueSetBySoap,
    RetrieveValueSet,
    TokenIntrospection,
    Transaction,
    TranslateCode,
    UpdateFollowUp,
    ValidateCode,
    ValidateCodeInSystem,
)

GRACE = Person("", "Achieng", "Grace", "1982-03-14", "female", phone="+254700000001", birth_order=2)
NUMBER = Identifier("http://x", "1")
SAID = (
    AccessTokenRequest("token", "ITI-78"),
    AuthorizationServerMetadataQuery(),
    NodeAuthentication("Achieng"),
    QueryWithToken("family=Achieng", token="eyJ"),
    TokenIntrospection("introspect", "eyJ"),
    CapabilitiesQuery(),
    MobilePatientDemographicsQuery("family=Achieng"),
    NextPage("?_page=2"),
    PatientDemographicsMatch(GRACE),
    PatientIdentifierCrossReferenceQuery(NUMBER),
    PatientIdentityFeed(GRACE),
    RegisterMother("Patient/1", "Juma", "Esi"),
    RemovePatient(NUMBER),
    ResolveDuplicate(PatientOnTheWire({}, NUMBER), PatientOnTheWire({}, Identifier("http://x", "2"))),
    RetrievePatient("Patient/1"),
    CareServicesQuery("Location", "name=Kisumu"),
    NextCareServices("?_page=2"),
    RetrieveCareService("Location/1"),
    FindMatchingServices("facility-search", "primaryName=Kisumu"),
    RequestFollowUp(GRACE),
    FollowUpSearch("active"),
    *(one("url=http://x/codes") for one in (QueryValueSet, QueryCodeSystem, QueryConceptMap)),
    *(one("ValueSet/1") for one in (RetrieveValueSet, ExportValueSet)),
    *(one("CodeSystem/1") for one in (RetrieveCodeSystem, ExportCodeSystem)),
    *(one("ConceptMap/1") for one in (RetrieveConceptMap, ExportConceptMap)),
    *(one("url=http://x/codes&code=a") for one in (ExpandValueSet, LookupCode, ValidateCode, ValidateCodeInSystem)),
    TranslateCode("url=http://x/map&code=a"),
    *(one("id=1.2.3") for one in (RetrieveSharedValueSet, RetrieveSharedValueSetBySoap)),
    *(one("DisplayNameContains=a") for one in (RetrieveMultipleValueSets, RetrieveMultipleValueSetsBySoap)),
)


@pytest.mark.parametrize("transaction", SAID, ids=lambda one: type(one).__name__)
def test_every_task_of_a_transaction_is_understood(transaction: Transaction) -> None:
    task = transaction.task()
    assert task_in(task | {"domain": "http://x"}).action == task["action"]


OF_OTHERS = (
    *("ITI-20", "ITI-81", "ITI-84", "ITI-85"),
    *("terminology", "figures", "stored dataValueSets", "measure report"),  # the harness asks for these itself
)
OF_A_COMMUNITY = {UpdateFollowUp, KeptFollowUp, KeptFollowUps, NextFollowUps}


def test_no_transaction_that_a_participant_may_be_asked_for_is_left_out() -> None:
    every = [one for one in vars(transactions).values() if inspect.isclass(one) and issubclass(one, Transaction)]
    asked = [one for one in every if one.initiator_role in ("", *actor("point_of_service").plays)]
    kinds = {one for one in asked if one.endpoint != "hl7v2" and getattr(one, "id", "") not in OF_OTHERS}
    assert {one for one in kinds if not inspect.isabstract(one) and not one.wrong} - OF_A_COMMUNITY == {
        type(one) for one in SAID
    }
    assert {one.task()["action"] for one in SAID} == set(ACTIONS)


def test_an_instruction_is_taken_before_it_is_done(clinic: Any, grace: Any) -> None:
    task = {"action": "feed", "person": grace}
    told = clinic.instructed({"kind": "instruction", "address": clinic.base, "task": task})
    assert (told.status_code, told.json()) == (202, {"accepted": "feed"})


def test_a_question_waits_for_what_was_instructed_before(clinic: Any, registry: Any, patients: Any) -> None:
    registry.says(patients("Achieng"))
    task = {"action": "query", "parameters": [["family", "Achieng"]]}
    clinic.instructed({"kind": "instruction", "address": clinic.base, "task": task})
    assert clinic.sees("patient", family="Achieng") == "yes"


def test_an_instruction_is_sent_to_its_own_address(clinic: Any, registry: Any) -> None:
    task = {"action": "capabilities"}
    clinic.instructed({"kind": "instruction", "address": f"{registry.server.url}/ruby/fhir/", "task": task})
    clinic.sees("error")
    assert registry.last.target == "/ruby/fhir/metadata"


WRONG = {
    "no kind": ({}, "kind:"),
    "no task": ({"kind": "instruction"}, "task: an object is wanted"),
    "unknown action": ({"kind": "instruction", "task": {"action": "none"}}, "There is no action 'none'"),
    "no address": ({"kind": "instruction", "task": {"action": "next page"}}, "address:"),
    "an address of no host": (
        {"kind": "instruction", "task": {"action": "next page"}, "address": "http:///"},
        "base URL",
    ),
    "a number for a text": ({"kind": "instruction", "task": {"action": "read", "record": 7}}, "read.record:"),
    "nothing for a text": ({"kind": "instruction", "task": {"action": "read", "record": " "}}, "has to stand here"),
    "no object": ([], "expected a JSON object"),
}


@pytest.mark.parametrize(("content", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_instruction_is_refused_with_the_reason(clinic: Any, registry: Any, content: Any, words: str) -> None:
    told = clinic.instructed(content)
    assert told.status_code == 400
    assert words in told.json()["mistakes"][0]
    assert not registry.requests


def test_every_mistake_of_a_task_is_told_at_once(clinic: Any) -> None:
    person = {"family": "A\x00", "given": "", "birth_date": "1982", "gender": "woman"}
    told = clinic.instructed({"kind": "instruction", "task": {"action": "feed", "person": person}})
    assert len(told.json()["mistakes"]) == 4


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"kind": "\\ud800"}'])
def test_what_is_no_json_is_refused(clinic: Any, body: bytes) -> None:
    assert httpx.post(f"{clinic.url}/instructions", content=body).status_code == 400


def test_more_than_a_megabyte_is_refused(clinic: Any) -> None:
    assert httpx.post(f"{clinic.url}/instructions", content=b" " * 9_000_001).status_code == 413


def test_the_page_of_another_site_can_instruct_nobody(clinic: Any) -> None:
    answer = httpx.post(f"{clinic.url}/instructions", content=b"{}", headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
