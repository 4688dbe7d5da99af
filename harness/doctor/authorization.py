"""Does an authorization server describe itself (IUA ITI-103), and as whom do we ask it? Gets, and posts nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from harness.doctor.symptom import Symptom
from harness.doctor.visit import Place, said
from harness.participants import http_client
from harness.transport.authentication import Basic
from harness.transport.http_client import Request

WELL_KNOWN = ".well-known/oauth-authorization-server"


def metadata(place: Place) -> Iterator[Symptom]:
    """Its description, and what in it would stand in the way."""
    issuer = place.participant.endpoints[place.endpoint]
    with http_client(place.participant, timeout=place.wait) as client:
        exchange = client.send(Request("GET", f"{place.base}/{WELL_KNOWN}", (("Accept", "application/json"),)))
    if exchange.response is None:
        yield place.symptom("metadata", "bad", *said(exchange.failure), blocks=True)
        return
    told = _object(exchange.response.body)
    if exchange.response.status != 200 or "token_endpoint" not in told:
        sentence = f"GET …/{WELL_KNOWN} answered {exchange.response.status}, and names no token_endpoint."
        remedy = "Check the issuer: it is what iss says in its tokens, with every part of its path."
        yield place.symptom("metadata", "bad", sentence, remedy, blocks=True)
        return
    if told.get("issuer") != issuer:
        sentence = f"It calls itself {told.get('issuer')}, and not {issuer}."
        yield place.symptom(
            "metadata", "warn", sentence, "Write the issuer as it does, or have its own name corrected."
        )
    else:
        yield place.symptom("metadata", "ok", f"It describes itself as {issuer}.")
    yield from _elsewhere(place, told)
    yield _identity(place)


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    return told if isinstance(told, dict) else {}


def _elsewhere(place: Place, told: dict[str, Any]) -> Iterator[Symptom]:
    own = urlsplit(place.base)[:2]
    for name in ("token_endpoint", "introspection_endpoint"):
        url = str(told.get(name, ""))
        if url and urlsplit(url)[:2] != own:
            sentence = f"{name} is {url}, which is not at {place.base}."
            yield place.symptom(name, "warn", sentence, "We follow no link to another host: give it one name.")


def _identity(place: Place) -> Symptom:
    known = place.participant.authentication
    if isinstance(known, Basic):
        return place.symptom("credentials", "ok", f'We ask for tokens as the client "{known.user}".')
    remedy = 'Write kind = "basic" in [participants.authentication], with the id and secret of the client that we are.'
    return place.symptom("credentials", "bad", "It is not said as which client we ask for tokens.", remedy)
