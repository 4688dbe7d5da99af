from __future__ import annotations

import pytest

from harness.messages.fhir import JSON, XML, media_type

KNOWN = {
    "json": JSON,
    "application/json": JSON,
    "application/fhir+json": JSON,
    "application/fhir json": JSON,
    "Application/FHIR+JSON; charset=UTF-8": JSON,
    "text/json": JSON,
    "xml": XML,
    "text/xml; charset=utf-8": XML,
    "application/xml": XML,
    "application/fhir+xml;fhirVersion=4.0": XML,
    "application/fhir xml": XML,
}


@pytest.mark.parametrize(("text", "known"), KNOWN.items())
def test_every_name_of_a_format_is_known(text: str, known: str) -> None:
    assert media_type(text) == known


@pytest.mark.parametrize("text", ["", "text/html", "application/fhir+turtle", "*/*", "jsonx", "application"])
def test_anything_else_is_unknown(text: str) -> None:
    assert media_type(text) is None
