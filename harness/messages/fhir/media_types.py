"""The names under which FHIR R4 knows its two formats (3.1.0.1.11). Knows names, not formats."""

from __future__ import annotations

JSON = "application/fhir+json"
XML = "application/fhir+xml"

_NAMES = {
    "json": JSON,
    "application/json": JSON,
    "application/fhir+json": JSON,
    "application/fhir json": JSON,  # a plus sign that URL decoding took for a space
    "text/json": JSON,
    "xml": XML,
    "application/xml": XML,
    "application/fhir+xml": XML,
    "application/fhir xml": XML,
    "text/xml": XML,
}


def media_type(text: str) -> str | None:
    """The FHIR media type that `text` names (``json``, ``application/xml; charset=utf-8``), or None."""
    return _NAMES.get(text.split(";", 1)[0].strip().lower())
