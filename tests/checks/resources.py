"""FHIR resources in the shapes that checks look at, and what a check finds wrong with a message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from harness.checks.candidates import GRADE
from harness.errors import NonConformance
from harness.messages import fhir
from harness.transactions import Identifier
from tests.seen import OHIE

MINE = Identifier(OHIE, "H1")
OTHER = Identifier(f"{OHIE}_a", "H2")
THIRD = Identifier(f"{OHIE}_b", "H3")

Told = tuple[str, str, str]


def finding(check: Callable[..., None], *args: Any, exchange: str = "x0001", **kwargs: Any) -> Told:
    """Where the check found something wrong, what it expected, what it found; it has to name the exchange."""
    with pytest.raises(NonConformance) as raised:
        check(*args, **kwargs)
    fault = raised.value
    assert fault.exchange == exchange
    return fault.where, fault.expected, fault.found


def patient(*identifiers: Identifier, **elements: Any) -> dict[str, Any]:
    """A Patient called Achieng with these identifiers; `elements` are put in, or taken out where they are None."""
    resource = {
        "resourceType": "Patient",
        "identifier": [{"system": one.system, "value": one.value} for one in identifiers or (MINE,)],
        "active": True,
        "name": [{"family": "Achieng"}],
        **elements,
    }
    return {name: value for name, value in resource.items() if value is not None}


def entry(resource: dict[str, Any], number: int = 1, **search: Any) -> dict[str, Any]:
    """An entry of a search's answer."""
    found = {"mode": "match", **search}
    url = f"http://cr/fhir/{resource['resourceType']}/{number}"
    return {"fullUrl": url, "resource": resource, "search": {key: it for key, it in found.items() if it is not None}}


def searchset(*entries: dict[str, Any], **elements: Any) -> dict[str, Any]:
    """A searchset whose total counts the entries, unless `elements` say otherwise; None takes one out."""
    bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": list(entries), **elements}
    return {name: value for name, value in bundle.items() if value not in (None, [])}


def patients(count: int, first: int = 1) -> dict[str, Any]:
    """A searchset of so many different patients."""
    numbers = range(first, first + count)
    return searchset(*(entry(patient(Identifier(OHIE, f"H{number}")), number) for number in numbers))


def candidate(resource: dict[str, Any], score: Any = 0.9, grade: str | None = "probable", **search: Any) -> Any:
    """An entry of a match's answer."""
    extension = [{"url": GRADE, "valueCode": grade}] if grade else None
    return entry(resource, score=score, extension=extension, **search)


def parameters(*given: Identifier | dict[str, Any]) -> dict[str, Any]:
    """The answer of ``$ihe-pix``: each identifier as a targetIdentifier, other parameters as they are."""
    listed = [one if isinstance(one, dict) else target(one) for one in given]
    return {"resourceType": "Parameters", **({"parameter": listed} if listed else {})}


def target(identifier: Identifier) -> dict[str, Any]:
    """One targetIdentifier."""
    named = {"system": identifier.system, "value": identifier.value}
    return {"name": "targetIdentifier", "valueIdentifier": named}


def outcome(severity: str = "error", code: str = "not-found") -> dict[str, Any]:
    """An OperationOutcome with one issue."""
    return fhir.operation_outcome(severity, code, "no such thing")
