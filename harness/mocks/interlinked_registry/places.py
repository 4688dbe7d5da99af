"""Where an interlinked registry keeps what others tell of: one place for a thing, however many tell of it.

Knows addresses and identifiers, and keeps no resource.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from harness.messages.fhir import Resource

_ADDRESS = re.compile(r"(?P<base>https?://.+)/(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.\-]{1,64})(/_history/.+)?")


@dataclass(slots=True)
class Places:
    """The places (``Location/17`` here) of what is known by addresses elsewhere.

    A thing is known by its first identifier, or where it has none by its address, so that its place does not hang on
    who told of it first. `bases` are the directories that tell, `awaited` the addresses that were referred to before
    anybody told of them.
    """

    bases: set[str] = field(default_factory=set)
    awaited: set[str] = field(default_factory=set)
    _by_address: dict[str, str] = field(default_factory=dict)

    def of(self, address: str, new: Callable[[], str]) -> str:
        """The place of what is at `address` elsewhere, the same for good; `new` where nobody told of it before."""
        if address not in self._by_address:
            self._by_address[address] = new()
        return self._by_address[address]

    def known(self, address: str) -> str:
        """The place of what is at `address` elsewhere; "" where nobody told of it."""
        return self._by_address.get(_plain(address), "")

    def leading(self, reference: dict[str, Any], base: str) -> dict[str, Any]:
        """`reference`, which stands in a resource of the directory at `base`, as it leads here.

        By its address where that is known, else by its identifier. What leads to nobody we know of stays as it is.
        """
        told = reference.get("reference")
        written = told if isinstance(told, str) else ""
        if written.startswith("#"):
            return reference
        address = address_in(reference, base)
        here = self.known(address) or self._by_identifier(reference, address)
        if not here and address:
            self.awaited.add(address)
            here = _at(address) if any(address.startswith(f"{one}/") for one in self.bases) else ""
        return {**reference, "reference": here} if here else reference

    def _by_identifier(self, reference: dict[str, Any], address: str) -> str:
        identifier, kind = reference.get("identifier"), reference.get("type") or _type_in(address)
        token = first_identifier({"identifier": [identifier]}) if kind else ""
        return place(str(kind), token) if token else ""


def address_in(reference: dict[str, Any], base: str) -> str:
    """Where `reference` leads, without the version, in a resource of the directory at `base`; "" where it says not."""
    told = reference.get("reference")
    written = told if isinstance(told, str) else ""
    return _plain(written if "://" in written or not written else f"{base}/{written}")


def place(type_: str, known_by: str) -> str:
    """The place of the thing that is known by this: the same in every registry of ours."""
    return f"{type_}/{sha256(f'{type_} {known_by}'.encode()).hexdigest()[:32]}"


def place_of(resource: Resource) -> str:
    """The place of the thing that has this first identifier; "" where it has none."""
    token = first_identifier(resource)
    return place(str(resource["resourceType"]), token) if token else ""


def first_identifier(resource: Resource) -> str:
    """``system|value`` of the first identifier that has both; "" where there is none."""
    told = resource.get("identifier")
    pairs = [(one.get("system"), one.get("value")) for one in _objects(told)]
    return next((f"{system}|{value}" for system, value in pairs if system and value), "")


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _type_in(address: str) -> str:
    found = _ADDRESS.fullmatch(address)
    return found["type"] if found else ""


def _plain(address: str) -> str:
    """An address without the version."""
    return address.partition("/_history/")[0]


def _at(address: str) -> str:
    found = _ADDRESS.fullmatch(address)
    return place(found["type"], _plain(address)) if found else ""
