"""What registries keep in these tests, and how they are fed, asked and told to ask, over real sockets."""

from __future__ import annotations

import json
from typing import Any

from lxml import etree

from harness.messages import csd, soap
from harness.transactions import CareServicesModifications
from harness.transport.http_client import HttpClient, Request

NUMBER = {"system": "urn:numbers", "value": "F1"}
KIND = {"coding": [{"system": "urn:kinds", "code": "clinic", "display": "Clinic"}]}
PLACE = {"reference": "http://elsewhere/fhir/Location/9", "identifier": NUMBER}
OWNER = {"reference": "Organization/o1"}
JURISDICTION = {"coding": [{"code": "jurisdiction"}]}
FACILITIES: dict[str, dict[str, Any]] = {
    "Organization/o0": {"identifier": [{"value": "urn:uuid:11111111-1111-1111-1111-111111111111"}], "name": "Ministry"},
    "Organization/o1": {"name": "Amani", "partOf": {"reference": "Organization/o0"}, "alias": ["Peace"]},
    "Location/l0": {"name": "District", "type": [JURISDICTION]},
    "Location/l1": {
        "identifier": [NUMBER],
        "name": "Amani Clinic",
        "status": "inactive",
        "type": [KIND],
        "address": {"line": ["1 Way"], "city": "Kisumu"},
        "position": {"latitude": -0.1, "longitude": 34.7},
        "telecom": [{"system": "phone", "value": "+254"}, {"system": "email", "value": "a@b"}],
        "managingOrganization": OWNER,
    },
    "HealthcareService/s1": {"name": "Dispensary", "type": [KIND], "providedBy": OWNER},
}
WORKERS: dict[str, dict[str, Any]] = {
    "Practitioner/p1": {
        "identifier": [{"value": "W1"}],
        "name": [{"family": "Achieng", "given": ["Grace"]}],
        "gender": "female",
        "birthDate": "1980-01-02",
        "active": True,
    },
    "PractitionerRole/r1": {
        "practitioner": {"reference": "Practitioner/p1"},
        "code": [KIND],
        "specialty": [KIND],
        "location": [PLACE],
        "organization": {"display": "nobody knows"},
    },
}


def posted(url: str, body: bytes, content_type: str = "text/xml", method: str = "POST") -> Any:
    with HttpClient() as client:
        return client.send(Request(method, url, (("Content-Type", content_type),), body)).response


def filled(url: str, records: dict[str, dict[str, Any]]) -> None:
    for place, record in records.items():
        kind, id_ = place.split("/")
        body = json.dumps({"resourceType": kind, "id": id_, **record}).encode()
        assert posted(f"{url}/fhir/{place}", body, "application/fhir+json", "PUT").status == 201


def envelope(content: etree._Element) -> bytes:
    return soap.serialise(content, soap.Addressing(CareServicesModifications.action, "urn:uuid:1"))


def modified(url: str, since: str = "") -> Any:
    content = CareServicesModifications(since).content()
    response = posted(f"{url}/soap", envelope(content), soap.content_type())
    answer = soap.parse(response.body).content
    assert answer is not None
    return csd.document_in(answer)


def one(document: Any, kind: str, number: int = 0) -> Any:
    return list(csd.entities_in(document, kind))[number]


def texts(entity: Any, path: str) -> list[str]:
    return [node.text for node in entity.findall("/".join(csd.named(step) for step in path.split("/")))]


def told_to_ask(registry: str, *bases: str) -> None:
    """The interlinked registry asks each of these for all that it has, and is done with it."""
    task = {"action": "ask for modifications", "since": "1970-01-01T00:00:00Z"}
    for base in bases:
        said = {"kind": "instruction", "task": task, "address": f"{base}/soap"}
        assert posted(f"{registry}/instructions", json.dumps(said).encode(), "application/json").status == 202
    question = {"kind": "question", "task": {"sight": "nothing"}}
    posted(f"{registry}/instructions", json.dumps(question).encode(), "application/json")
