"""Events come in by syslog and FHIR, are found again, and are never changed."""

from __future__ import annotations

import base64
import copy
from typing import Any

import pytest
from fhir.resources.R4B.capabilitystatement import CapabilityStatement

from harness.messages.audit.fhir_event import from_fhir, to_fhir
from tests.messages.audit.events import EVENT
from tests.mocks.audit_record_repository.conftest import TOLD, Sender

FOUND: dict[str, dict[str, Any]] = {
    "date": {"date": ["ge2026-11-25T05:00:00Z", "le2026-11-25T05:16:00Z"]},
    "address": {"address": "10.0.0"},
    "agent.identifier": {"agent.identifier": "grace"},
    "patient.identifier": {"patient.identifier": "urn:oid:2.16.840.1|123"},
    "entity.identifier": {"entity.identifier": "q1"},
    "entity-type": {"entity-type": "http://terminology.hl7.org/CodeSystem/audit-entity-type|1"},
    "entity-role": {"entity-role": "24"},
    "source.identifier": {"source.identifier": "kijani"},
    "type": {"type": "http://dicom.nema.org/resources/ontology/DCM|110112"},
    "subtype": {"subtype": "urn:ihe:event-type-code|ITI-78"},
    "outcome": {"outcome": "http://hl7.org/fhir/audit-event-outcome|0"},
    "outcome without its system": {"outcome": "0"},
    "action": {"action": "E"},
    "_lastUpdated": {"_lastUpdated": "gt2020"},
}
MISSED: dict[str, dict[str, Any]] = {
    "date": {"date": "lt2026-11-25T05:00:00Z"},
    "address": {"address": "10.1"},
    "patient.identifier": {"patient.identifier": "q1"},
    "entity.identifier": {"entity.identifier": "urn:oid:2|123"},
    "outcome": {"outcome": "8"},
    "subtype": {"subtype": "ITI-83"},
    "_id": {"_id": "nobody"},
}


def told(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(to_fhir(EVENT)), **changes}


def test_an_event_by_udp_is_kept_beside_the_bytes_that_came(repository: Sender) -> None:
    repository.tells(TOLD)
    (event,) = repository.waits_for(1)
    binary = repository.ask(event["meta"]["source"]).json()
    assert from_fhir(event) == EVENT
    assert (binary["resourceType"], base64.b64decode(binary["data"])) == ("Binary", TOLD)


def test_an_event_by_mutual_tls_is_kept(repository: Sender) -> None:
    repository.tells_securely(TOLD)
    assert from_fhir(repository.waits_for(1)[0]) == EVENT


def test_an_event_by_fhir_is_kept_and_found(repository: Sender) -> None:
    answer = repository.posts(told())
    location = answer.headers["location"].partition("/_history")[0]
    assert answer.status_code == 201
    assert repository.http.get(location).json() == repository.found(_id=location.rpartition("/")[2])[0]


@pytest.mark.parametrize("asked", FOUND.values(), ids=FOUND.keys())
def test_an_event_is_found_by_what_it_says(repository: Sender, asked: dict[str, Any]) -> None:
    repository.posts(told())
    assert [one["outcome"] for one in repository.found(**asked)] == ["0"]


@pytest.mark.parametrize("asked", MISSED.values(), ids=MISSED.keys())
def test_an_event_is_not_found_by_what_it_does_not_say(repository: Sender, asked: dict[str, Any]) -> None:
    repository.posts(told())
    assert repository.found(**asked) == []


def test_a_reference_to_a_resource_kept_elsewhere_is_taken(repository: Sender) -> None:
    event = told(entity=[{"what": {"reference": "Patient/1"}}])
    assert repository.posts(event).status_code == 201


BAD = {
    "without a type": (lambda event: event.pop("type"), 400),
    "with an outcome that FHIR does not have": (lambda event: event.update(outcome="7"), 400),
    "without anybody": (lambda event: event.pop("agent"), 400),
    "of another type": (lambda event: event.update(resourceType="Patient"), 400),
}


@pytest.mark.parametrize(("spoil", "status"), BAD.values(), ids=BAD.keys())
def test_what_is_no_audit_event_is_refused(repository: Sender, spoil: Any, status: int) -> None:
    spoil(event := told())
    assert (repository.posts(event).status_code, repository.found()) == (status, [])


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (b"hello", "PRI: expected a number from 0 to 191"),
        (b"<85>1 - - - - - - hello", "line 1, column 1: expected well-formed XML"),
        (TOLD.replace(b'OutcomeIndicator="0"', b'OutcomeIndicator="7"'), "AuditEvent.outcome: expected one of 0"),
        (TOLD.replace(b"2026-11-25T08", b"yesterday"), "AuditEvent.recorded: expected a value of the type instant"),
    ],
)
def test_what_cannot_be_kept_is_logged_and_the_next_event_is_kept(
    repository: Sender, caplog: pytest.LogCaptureFixture, message: bytes, said: str
) -> None:
    repository.tells(message)
    repository.tells(TOLD)
    repository.waits_for(1)
    assert f"{said}" in caplog.text


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_an_event_is_never_changed_or_removed(repository: Sender, method: str) -> None:
    location = repository.posts(told()).headers["location"].partition("/_history")[0]
    assert repository.http.request(method, location, json=told()).status_code == 405
    assert repository.http.get(location).json()["meta"]["versionId"] == "1"


@pytest.mark.parametrize("path", ["Binary", "AuditEvent/1/_history", "Patient"])
def test_what_is_not_declared_is_not_done(repository: Sender, path: str) -> None:
    assert repository.ask(path).status_code in (404, 405)


def test_the_statement_declares_what_is_done(repository: Sender) -> None:
    statement = repository.ask("metadata").json()
    events, binaries = CapabilityStatement.model_validate(statement).rest[0].resource
    assert [one.code for one in events.interaction] == ["create", "read", "search-type"]
    assert ([one.code for one in binaries.interaction], binaries.searchParam) == (["read"], None)
    assert {one.name for one in events.searchParam} >= {name for name in FOUND if " " not in name}


def test_every_declared_search_parameter_finds(repository: Sender) -> None:
    repository.posts(told(meta={"tag": [{"system": "s", "code": "c"}]}))
    (events, _) = repository.ask("metadata").json()["rest"][0]["resource"]
    missing = [
        one["name"] for one in events["searchParam"] if not repository.found(**{f"{one['name']}:missing": "false"})
    ]
    assert missing == []
