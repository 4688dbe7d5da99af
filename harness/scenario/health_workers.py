"""Health workers for scenarios, minted anew in every play: nobody leaks from one casting or run into another."""

from __future__ import annotations

from typing import Any

from harness.messages.fhir import Resource
from harness.scenario import facilities
from harness.scenario.patients import FAMILY, GIVEN, unusual
from harness.scenario.play import current
from harness.transactions.care_services import Kept, Records, coded

WORKERS = "urn:openhie-connectathon-harness:health-workers"
ACCENTED = "é"


def unseen(*, at: Kept | None = None, beside: Records | None = None) -> Records:
    """A health worker whom no directory has met: her ``practitioner``, and the ``role`` that she works in.

    She works `at` a facility that another directory keeps, or nowhere yet. The family name of one `beside` another
    begins as hers does.
    """
    play = current()
    number = play.next_person()
    chance = play.chance("health worker", number)
    family, given = (f"{chance.choice(names)}{unusual(chance)}" for names in (FAMILY, GIVEN))
    family = f"{family}{ACCENTED}"
    if beside is not None:
        family = f"{beside['practitioner']['name'][0]['family'].removesuffix(ACCENTED)}ba"
    code = coded(facilities.OWN_CODES, f"role-{chance.getrandbits(40):010x}")
    identifier = {"system": WORKERS, "value": f"W{chance.randrange(10**9):09d}"}
    practitioner: Resource = {
        "resourceType": "Practitioner",
        "identifier": [identifier],
        "active": beside is None,
        "name": [{"use": "official", "family": family, "given": [given]}],
        "telecom": [{"system": "phone", "value": f"+2547{chance.randrange(10**8):08d}"}],
        "gender": "female",
    }
    role: Resource = {
        "resourceType": "PractitionerRole",
        "identifier": [{**identifier, "value": f"R{identifier['value']}"}],
        "active": beside is None,
        "practitioner": {"reference": "#practitioner"},
        "code": [code],
        "specialty": [coded(facilities.OWN_CODES, f"specialty-{chance.getrandbits(40):010x}")],
        **(_workplace(at) if at else {}),
    }
    return Records(f"{play.stage.seed}-{play.id}-{number}", {"practitioner": practitioner, "role": role})


def working_at(facility: Records, *, beside: Records | None = None) -> Records:
    """A health worker and the facility where she works, with its service, for a directory that keeps all of it."""
    worker = unseen(beside=beside)
    role = {
        **worker["role"],
        "organization": {"reference": "#organization"},
        "location": [{"reference": "#location"}],
        "healthcareService": [{"reference": "#service"}],
    }
    practitioner = worker["practitioner"]
    return Records(worker.key, {**facility.records, "practitioner": practitioner, "role": role})


def _workplace(at: Kept) -> dict[str, Any]:
    services = {"healthcareService": [at.reference("service")]} if "service" in at.places else {}
    return {"organization": at.reference("organization"), "location": [at.reference("location")], **services}
