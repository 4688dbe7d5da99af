"""What has to be set up at a participant before a scenario can be played, in words. Sets up nothing."""

from __future__ import annotations

from dataclasses import dataclass

from harness.openhie.domains import DEFAULT_DOMAINS, UNKNOWN_DOMAIN, Domain


@dataclass(frozen=True, slots=True)
class Preparation:
    """Something to configure at a participant; our own mocks have it.

    `id` is what ``prepared = ["…"]`` in its TOML says when it is done, `what` tells the person what to configure. Where
    `reaches` names one of our actors, she is told the address at which it is found, in HL7 v2 or at `endpoint`.
    """

    id: str
    what: str
    reaches: str = ""
    endpoint: str = "hl7v2"


def _authority(domain: Domain) -> str:
    application, facility = domain.sender
    return f"{domain.namespace} (OID {domain.oid}), fed by {application}|{facility} alone"


OHIE_CR = Preparation(
    "ohie-cr",
    "it serves the assigning authorities "
    + "; ".join(map(_authority, DEFAULT_DOMAINS))
    + f"; it does not know {UNKNOWN_DOMAIN.namespace} (OID {UNKNOWN_DOMAIN.oid})"
    + "; and it fills in no authority where an identifier names none",
)
"""The configuration that the OHIE-CR test suite wants of a client registry."""

NATIONAL_IDENTIFIERS = Preparation(
    "national-identifiers",
    "a source may send national identifiers (NID) beside its own, and a patient is linked with whoever has the same",
)
"""What the OHIE-CR cases take for granted of the national authority."""

LINKS_BY_NATIONAL_NUMBER = Preparation(
    "links-by-national-number",
    "it links patients of two domains whose number in PID-19 is the same",
)
"""What OHIE-CR case 18 wants of the rules by which a client registry links."""

TOLD_OF = DEFAULT_DOMAINS[:2]
"""The domains that the subscription is for."""

UPDATE_NOTIFICATIONS = Preparation(
    "update-notifications",
    f"it notifies the point of service (ITI-10) of changes in {TOLD_OF[0].namespace} and {TOLD_OF[1].namespace} alone",
    reaches="point_of_service",
)
"""The subscription of a PIX consumer, which ITI-10 leaves to configuration."""

MALARIA_REPORT = Preparation(
    "malaria-report",
    "it has the monthly malaria report with its facilities, data elements and disaggregations, as "
    "fixtures/aggregate/malaria.xml tells them, and refuses more deaths (MAL01-4) than cases (MAL01-1)",
)
"""What an HMIS has to know before it can take the reports of the scenarios."""

CLINIC_CODES = Preparation(
    "clinic-codes",
    "it maps the codes of reports in ADX by fixtures/aggregate/clinic_to_hmis.csv, and leads them on",
    reaches="health_management_information_system",
    endpoint="adx",
)
"""The map of an interoperability layer between a clinic's own codes and those of the HMIS."""

EVERY = (
    OHIE_CR,
    NATIONAL_IDENTIFIERS,
    LINKS_BY_NATIONAL_NUMBER,
    UPDATE_NOTIFICATIONS,
    MALARIA_REPORT,
    CLINIC_CODES,
)
