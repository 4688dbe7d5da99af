"""Whom a search asks for: a name or a birth date in a question is somebody's, though nobody is found. Searches nothing.

FHIR R4 (3.1.1) for people, by GET and by POST, and HL7 v2 (QPD-3, as ITI-21 and ITI-9 have it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

from harness.evidence.exchange import Message
from harness.evidence.people import LEAST_NAME, TYPES, V2_PLACES, Kind, Person, Said

PARAMETERS: dict[str, Kind] = {
    **dict.fromkeys(("family", "given", "name", "phonetic", "mothersMaidenName"), "name"),
    **dict.fromkeys(("phone", "email", "telecom"), "telecom"),
    **dict.fromkeys(("address", "address-city", "address-postalcode"), "address"),
    **dict.fromkeys(("identifier", "sourceIdentifier"), "identifier"),
    "birthdate": "birth",
}
PREFIX = re.compile("^(eq|ge|le|gt|lt|ap|sa|eb|ne)(?=[0-9])")
FORM = "application/x-www-form-urlencoded"
ASKED = re.compile(r"@(?P<segment>[A-Z][A-Z0-9]{2})\.(?P<field>[0-9]+)[0-9.]*\^(?P<value>[^~|^\r\n]+)")

NUMBER = re.compile(r"(?:^|[\r\n])QPD\|[^|\r\n]*\|[^|\r\n]*\|([^@|^~\r\n]+)")


def asked_for(request: Message) -> list[Person]:
    """Each whom `request` asks for, as far as it says."""
    told = [*_of_search(request), *_of_query(request.body)]
    return [tuple(told)] if told else []


def _of_search(request: Message) -> Iterator[Said]:
    path, _, query = request.start.partition(" ")[2].rpartition(" ")[0].partition("?")
    if not TYPES & {*path.split("/")}:
        return
    if (request.header("content-type") or "").startswith(FORM):
        query = f"{query}&{request.body.decode('latin-1')}"
    for name, value in parse_qsl(query):
        kind = PARAMETERS.get(name.partition(":")[0])
        system, bar, number = value.rpartition("|")
        if kind == "identifier" and bar:
            yield Said("domain", system)
        if kind:
            yield from _said(kind, PREFIX.sub("", number if bar else value))


def _of_query(body: bytes) -> Iterator[Said]:
    text = body.decode("latin-1")
    for found in ASKED.finditer(text) if text.startswith("MSH") else ():
        if kind := V2_PLACES.get(found["segment"], {}).get(int(found["field"])):
            yield from _said(kind, found["value"])
    if number := NUMBER.search(text):
        yield Said("identifier", number[1])


def _said(kind: Kind, value: str) -> Iterator[Said]:
    """What is asked for, unless it is but the beginning of a name: that may be any word."""
    value = value.strip("*")
    if kind != "name" or len(value) >= LEAST_NAME:
        yield Said(kind, value)
