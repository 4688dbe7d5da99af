"""Registries that are well, and registries that are not, as answers to requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from harness.doctor import Symptom, examine
from harness.participants import Participant, against

Answering = Callable[[Request], Response]


def fhir(resource: dict[str, Any], status: int = 200, **headers: str) -> Response:
    """An answer in FHIR JSON."""
    return JSONResponse(resource, status, headers, media_type="application/fhir+json")


def outcome(status: int, code: str) -> Response:
    """An OperationOutcome with one issue."""
    return fhir({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": code}]}, status)


def statement(**changes: Any) -> dict[str, Any]:
    """A CapabilityStatement that declares what a client registry needs."""
    names = "_id active family given identifier telecom birthdate address address-city address-country "
    names += "address-postalcode address-state gender mothersMaidenName"
    patient = {
        "type": "Patient",
        "interaction": [{"code": code} for code in ("read", "update", "search-type")],
        "conditionalUpdate": True,
        "searchParam": [{"name": name, "type": "string"} for name in names.split()],
        "operation": [
            {"name": "$ihe-pix"},
            {"name": "other", "definition": "http://hl7.org/fhir/OperationDefinition/Patient-match"},
        ],
    }
    rest = [{"mode": "server", "resource": [patient | changes.pop("patient", {})]}]
    software = {"name": "Amani", "version": "3"}
    return {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "software": software, "rest": rest} | changes


def well(request: Request) -> Response:
    """A registry without fault, that knows every domain but TEST_BLOCK."""
    if request.url.path == "/fhir/metadata":
        return fhir(statement())
    if not request.url.path.startswith("/fhir/"):
        return Response("<html>Nothing here</html>", 404, media_type="text/html")
    asked = request.query_params.get("identifier", request.query_params.get("sourceIdentifier", ""))
    pix = request.url.path == "/fhir/Patient/$ihe-pix"
    if "test_block" in asked:
        return outcome(400, "code-invalid") if pix else outcome(404, "not-found")
    if pix:
        return outcome(404, "not-found")
    base = str(request.base_url) + "fhir"
    entry = {"fullUrl": f"{base}/Patient/1", "resource": {"resourceType": "Patient", "id": "1"}}
    links = [{"relation": "self", "url": str(request.url)}]
    return fhir({"resourceType": "Bundle", "type": "searchset", "total": 1, "link": links, "entry": [entry]})


def but(answer: Callable[[Request], Response | None]) -> Answering:
    """A registry that is well where `answer` says nothing."""
    return lambda request: answer(request) or well(request)


def at(path: str, response: Response) -> Answering:
    """A registry that is well but at one path."""
    return but(lambda request: response if request.url.path == path else None)


def registry(base: str, **changes: Any) -> Participant:
    """A client registry at `base`."""
    (participant,) = against([f"client_registry={base}"], name="Amani")
    return replace(participant, **changes)


def found(participant: Participant, check: str) -> Symptom:
    """The one symptom of `check`."""
    (symptom,) = [each for each in examine([participant]) if each.check == check]
    return symptom
