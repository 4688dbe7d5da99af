"""Where an interoperability layer finds a code's counterpart: in tables, by a terminology service, in a registry.

Knows how to ask (SVCM ``$translate``, mCSD Location by identifier), and keeps what it was told. Maps no message.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

from harness.errors import MalformedMessage
from harness.messages import fhir
from harness.messages.code_maps import ORG_UNIT, CodeMap
from harness.transport.http_client import HttpClient, Request

NO_CODES = CodeMap({})


class NotTold(Exception):
    """Somebody who was to be asked gave no answer that can be used."""


class LookUp(Protocol):
    """Somebody who can be asked for codes of one `kind`."""

    @property
    def kind(self) -> str:
        """Which codes it knows."""

    def find(self, code: str, client: HttpClient) -> str | None:
        """The counterpart, None where there is none. Raises NotTold."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A terminology service at the FHIR base `at`, which translates codes of `system` by a ConceptMap (ITI-101)."""

    kind: str
    at: str
    concept_map: str
    system: str

    def find(self, code: str, client: HttpClient) -> str | None:
        """The first equivalent."""
        query = urlencode({"url": self.concept_map, "system": self.system, "code": code})
        told = _asked(f"{self.at}/ConceptMap/$translate?{query}", client)
        for match in (one for one in _objects(told, "parameter") if one.get("name") == "match"):
            parts: dict[str, Any] = {str(one.get("name")): one for one in _objects(match, "part")}
            if parts.get("equivalence", {}).get("valueCode", "equivalent") in ("equivalent", "equal"):
                found = parts.get("concept", {}).get("valueCoding", {}).get("code")
                return str(found) if found else None
        return None


@dataclass(frozen=True, slots=True)
class FacilityList:
    """A facility registry at the FHIR base `at`: its facilities have identifiers in both systems."""

    at: str
    known: str
    wanted: str
    kind: str = ORG_UNIT

    def find(self, code: str, client: HttpClient) -> str | None:
        """The identifier in the wanted system of the one facility that has this one."""
        told = _asked(f"{self.at}/Location?{urlencode({'identifier': f'{self.known}|{code}'})}", client)
        found = [one["resource"] for one in _objects(told, "entry") if isinstance(one.get("resource"), dict)]
        codes = {
            str(one.get("value"))
            for place in found
            for one in _objects(place, "identifier")
            if one.get("system") == self.wanted
        }
        return codes.pop() if len(codes) == 1 else None


@dataclass(slots=True)
class Codes:
    """What is known of codes: a table first, and whoever can be asked; each answer is asked for once."""

    table: CodeMap = NO_CODES
    look_ups: Sequence[LookUp] = ()
    _found: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _client: HttpClient | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def counterpart(self, kind: str, code: str) -> str | None:
        """The receiver's code for the sender's, None where there is none. Raises NotTold."""
        known = self.table.codes.get(kind, {}).get(code)
        asked = [one for one in self.look_ups if one.kind == kind] if known is None else []
        if not asked:
            return known
        with self._lock:
            if (kind, code) not in self._found:
                self._client = self._client or HttpClient(timeout=10)
                answers = (one.find(code, self._client) for one in asked)
                self._found[kind, code] = next((one for one in answers if one is not None), None)
            return self._found[kind, code]

    def close(self) -> None:
        """Close every connection."""
        if self._client is not None:
            self._client.close()


def _asked(url: str, client: HttpClient) -> dict[str, Any]:
    exchange = client.send(Request("GET", url, (("Accept", fhir.JSON),)))
    response = exchange.response
    if response is None or response.status >= 500:
        raise NotTold(f"{url}: {exchange.failure or (response.start if response else '')}")
    try:
        return fhir.parse(response.body, response.header("content-type") or fhir.JSON)
    except MalformedMessage as fault:
        raise NotTold(f"{url}: {fault}") from None


def _objects(node: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = node.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
