"""An AuditEvent of a RESTful exchange is held against the pattern of its action, any other against FHIR alone."""

from __future__ import annotations

import json
from typing import Any

from harness.checks import validity
from harness.conformance import Validator
from tests.checks.audit_events import feed, posted, search


def judged(validator: Validator, event: Any) -> dict[str, list[str]]:
    found = validity.judge(event, "request", validator, requirements=["20-06"]).faults
    return {name: [fault.where for fault in faults] for name, faults in found.items()}


def without_network(event: Any) -> dict[str, Any]:
    agents = json.loads(event.body)["agent"]
    return {"agent": [{key: one[key] for key in one if key != "network"} for one in agents]}


def test_what_our_mocks_write_meets_its_pattern(validator: Validator) -> None:
    for deed in (search(), feed(), feed("200")):
        assert judged(validator, posted(deed)) == {"FHIR-01": [], "20-06": []}


def test_what_lacks_something_of_its_pattern_is_told(validator: Validator) -> None:
    wrong = judged(validator, posted(search(), **without_network(posted())))["20-06"]
    assert {one.partition("[")[0] for one in wrong} == {"AuditEvent.agent"}


def test_an_event_in_dicom_s_words_has_no_pattern(validator: Validator) -> None:
    kind = {"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "110112"}
    assert judged(validator, posted(search(), type=kind)) == {"FHIR-01": []}
