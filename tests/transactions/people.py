"""A person, her identifiers, and a source that knows them."""

from __future__ import annotations

from typing import Any

from harness.openhie.domains import DEFAULT_DOMAINS, Domain
from harness.transactions import Identifier, PatientOnTheWire, Person, Source

HERE, THERE = DEFAULT_DOMAINS[:2]
TAG = {"system": "urn:harness:run", "code": "4f2a"}
GRACE = Person(
    "seed-1", "Éboué & Söhne", "Grace Atieno", "1982-01-07", "female", "Juma", "+254700000001", "Kisumu", "KE"
)
ODD = Identifier(HERE.uri, "A|1+1=2&b c/é?#%")


def number_of(person: Person, domain: Domain) -> Identifier:
    """The same number for the same person and domain each time."""
    return Identifier(domain.uri, f"H{person.key.removeprefix('seed-')}{domain.namespace}")


SOURCE = Source(HERE, number_of, [TAG])
UNTAGGED = Source(HERE, number_of)


def shown(value: str = "H1", **elements: Any) -> PatientOnTheWire:
    """A patient as a message showed her."""
    identifier = {"system": HERE.uri, "value": value}
    resource = {
        "resourceType": "Patient",
        "id": "7",
        "meta": {"versionId": "1"},
        "identifier": [identifier],
        **elements,
    }
    return PatientOnTheWire(resource, Identifier(HERE.uri, value))
