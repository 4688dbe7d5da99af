"""By which parameters a directory is asked for a record that it keeps (ITI-90 2:3.90.4.1.2). Data; asks nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from harness.transactions.care_services import Kept


@dataclass(frozen=True, slots=True)
class Question:
    """A search for the `kind` that finds the record, or where it `finds` nothing, nobody; it is about `parameter`."""

    kind: str
    parameter: str
    query: str
    finds: bool = True


def questions(kept: Kept, name: str) -> list[Question]:
    """A search by each required parameter of the record called `name`.

    What others have too (active, status, a date) is asked for within what only this record has, and once wrongly.
    """
    return list(_BY_KIND[kept.resources[name]["resourceType"]](kept, name))


def changed_when(kept: Kept, name: str, at: str) -> list[Question]:
    """A search by each prefix of ``_lastUpdated`` for a record that changed last at the instant `at`."""
    changed, second = datetime.fromisoformat(at), timedelta(seconds=2)
    before, after = ((changed + by).isoformat() for by in (-second, second))
    kind, within = kept.resources[name]["resourceType"], f"identifier={kept.identifier(name).token}"

    def asked(prefix: str, instant: str, *, finds: bool) -> Question:
        return Question(kind, f"_lastUpdated={prefix}", f"_lastUpdated={prefix}{instant}&{within}", finds)

    since, until = ("gt", "ge", "sa"), ("lt", "le", "eb")
    right = [asked(one, before, finds=True) for one in since] + [asked(one, after, finds=True) for one in until]
    wrong = [asked(one, after, finds=False) for one in since] + [asked(one, before, finds=False) for one in until]
    return right + wrong


def near(kept: Kept, name: str, distance: str) -> str:
    """The search for what lies within `distance` (``10|km``) of the location called `name`."""
    position = kept.resources[name]["position"]
    return f"near={position['latitude']}|{position['longitude']}|{distance}"


def _code(kept: Kept, name: str, element: str) -> str:
    told = kept.resources[name][element]
    coding = (told[-1] if isinstance(told, list) else told)["coding"][0]
    return f"{coding['system']}|{coding['code']}"


def _either(kind: str, parameter: str, right: str, wrong: str, within: str) -> Iterator[Question]:
    yield Question(kind, parameter, f"{parameter}={right}&{within}")
    yield Question(kind, parameter, f"{parameter}={wrong}&{within}", finds=False)


def _organization(kept: Kept, name: str) -> Iterator[Question]:
    identifier = f"identifier={kept.identifier(name).token}"
    yield Question("Organization", "identifier", identifier)
    yield Question("Organization", "name", f"name={kept.resources[name]['name']}")
    yield Question("Organization", "type", f"type={_code(kept, name, 'type')}")
    yield from _either("Organization", "active", "true", "false", identifier)


def _location(kept: Kept, name: str) -> Iterator[Question]:
    identifier = f"identifier={kept.identifier(name).token}"
    yield Question("Location", "identifier", identifier)
    yield Question("Location", "name", f"name={kept.resources[name]['name']}")
    yield Question("Location", "organization", f"organization={kept.places['organization']}")
    yield Question("Location", "type", f"type={_code(kept, name, 'type')}")
    yield from _either("Location", "status", "active", "suspended", identifier)


def _practitioner(kept: Kept, name: str) -> Iterator[Question]:
    identifier = f"identifier={kept.identifier(name).token}"
    called = kept.resources[name]["name"][0]
    yield Question("Practitioner", "identifier", identifier)
    yield Question("Practitioner", "name", f"name={called['family']}")
    yield Question("Practitioner", "family", f"family={called['family']}")
    yield Question("Practitioner", "given", f"given={called['given'][0]}")
    yield from _either("Practitioner", "active", "true", "false", identifier)


def _role(kept: Kept, name: str) -> Iterator[Question]:
    practitioner = f"practitioner={kept.places['practitioner']}"
    yield Question("PractitionerRole", "practitioner", practitioner)
    yield Question("PractitionerRole", "organization", f"organization={kept.places['organization']}")
    yield Question("PractitionerRole", "location", f"location={kept.places['location']}")
    if "service" in kept.places:
        yield Question("PractitionerRole", "service", f"service={kept.places['service']}")
    yield Question("PractitionerRole", "role", f"role={_code(kept, name, 'code')}")
    yield Question("PractitionerRole", "specialty", f"specialty={_code(kept, name, 'specialty')}")
    yield from _either("PractitionerRole", "active", "true", "false", practitioner)


def _service(kept: Kept, name: str) -> Iterator[Question]:
    identifier = f"identifier={kept.identifier(name).token}"
    yield Question("HealthcareService", "identifier", identifier)
    yield Question("HealthcareService", "location", f"location={kept.places['location']}")
    yield Question("HealthcareService", "name", f"name={kept.resources[name]['name']}")
    yield Question("HealthcareService", "organization", f"organization={kept.places['organization']}")
    yield Question("HealthcareService", "service-type", f"service-type={_code(kept, name, 'type')}")
    yield from _either("HealthcareService", "active", "true", "false", identifier)


def _endpoint(kept: Kept, name: str) -> Iterator[Question]:
    identifier = f"identifier={kept.identifier(name).token}"
    yield Question("Endpoint", "identifier", identifier)
    yield Question("Endpoint", "organization", f"organization={kept.places['area']}")
    yield from _either("Endpoint", "status", "active", "suspended", identifier)


def _affiliation(kept: Kept, name: str) -> Iterator[Question]:
    identifier = f"identifier={kept.identifier(name).token}"
    yield Question("OrganizationAffiliation", "identifier", identifier)
    yield Question(
        "OrganizationAffiliation",
        "participating-organization",
        f"participating-organization={kept.places['organization']}",
    )
    yield Question("OrganizationAffiliation", "primary-organization", f"primary-organization={kept.places['area']}")
    yield Question("OrganizationAffiliation", "role", f"role={_code(kept, name, 'code')}")
    yield from _either("OrganizationAffiliation", "date", "ge2021-06-01", "ge2030-01-01", identifier)
    yield from _either("OrganizationAffiliation", "active", "true", "false", identifier)


_BY_KIND: dict[str, Callable[[Kept, str], Iterator[Question]]] = {
    "Organization": _organization,
    "Location": _location,
    "Practitioner": _practitioner,
    "PractitionerRole": _role,
    "HealthcareService": _service,
    "Endpoint": _endpoint,
    "OrganizationAffiliation": _affiliation,
}
