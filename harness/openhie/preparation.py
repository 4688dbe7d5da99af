"""What has to be set up at a participant before a scenario can be played, in words. Sets up nothing."""

from __future__ import annotations

from dataclasses import dataclass

from harness.openhie.domains import DEFAULT_DOMAINS, UNKNOWN_DOMAIN, Domain


@dataclass(frozen=True, slots=True)
class Preparation:
    """Something to configure at a participant, a client registry that speaks HL7 v2 mostly; our own mock has it.

    `id` is what ``prepared = ["…"]`` in its TOML says when it is done, `title` what it is in a few words. `points` tell
    the person what to configure, each by itself. Where `reaches` names one of our actors, she is told the address at
    which it is found, in HL7 v2 or at `endpoint`. `actor` is whom it concerns.
    """

    id: str
    title: str
    points: tuple[str, ...]
    reaches: str = ""
    endpoint: str = "hl7v2"
    actor: str = "client_registry"

    @property
    def what(self) -> str:
        """All of it in one sentence."""
        return "; ".join(self.points)


def _authority(domain: Domain) -> str:
    application, facility = domain.sender
    return f"{domain.namespace} (OID {domain.oid}), fed by {application}|{facility} alone"


OHIE_CR = Preparation(
    "ohie-cr",
    "the assigning authorities of OHIE's test suite, each with whom it may be fed by",
    (
        *(f"it serves the assigning authority {_authority(one)}" for one in DEFAULT_DOMAINS),
        f"it does not know {UNKNOWN_DOMAIN.namespace} (OID {UNKNOWN_DOMAIN.oid})",
        "it fills in no authority where an identifier names none",
    ),
)
"""The configuration that the OHIE-CR test suite wants of a client registry."""

NATIONAL_IDENTIFIERS = Preparation(
    "national-identifiers",
    "national identifiers from any source, and links by them",
    (
        "a source may send national identifiers (NID) beside its own",
        "a patient is linked with whoever has the same national identifier",
    ),
)
"""What the OHIE-CR cases take for granted of the national authority."""

LINKS_BY_NATIONAL_NUMBER = Preparation(
    "links-by-national-number",
    "links by the number in PID-19",
    ("it links patients of two domains whose number in PID-19 is the same",),
)
"""What OHIE-CR case 18 wants of the rules by which a client registry links."""

TOLD_OF = DEFAULT_DOMAINS[:2]
"""The domains that the subscription is for."""

_TWO = " and ".join(one.namespace for one in TOLD_OF)

UPDATE_NOTIFICATIONS = Preparation(
    "update-notifications",
    "notifications (ITI-10) to the address that harness addresses prints",
    (f"it notifies the point of service (ITI-10) of changes in {_TWO} alone",),
    reaches="point_of_service",
)
"""The subscription of a PIX consumer, which ITI-10 leaves to configuration."""

MALARIA_REPORT = Preparation(
    "malaria-report",
    "the malaria report",
    (
        "it has the monthly malaria report, with the facilities and codes of fixtures/aggregate/malaria.xml",
        "it refuses a malaria report with more deaths (MAL01-4) than cases (MAL01-1)",
    ),
    actor="health_management_information_system",
)
"""What an HMIS has to know before it can take the reports of the scenarios."""

CLINIC_CODES = Preparation(
    "clinic-codes",
    "the codes of a clinic",
    ("it maps the codes of reports in ADX by fixtures/aggregate/clinic_to_hmis.csv, and leads them on",),
    reaches="health_management_information_system",
    endpoint="adx",
    actor="interoperability_layer",
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
