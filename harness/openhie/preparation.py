"""What has to be set up at a participant before a scenario can be played, in words. Sets up nothing."""

from __future__ import annotations

from dataclasses import dataclass

from harness.openhie.domains import DEFAULT_DOMAINS, UNKNOWN_DOMAIN, Domain


@dataclass(frozen=True, slots=True)
class Preparation:
    """Something to configure at a client registry that speaks HL7 v2; our own mock has it.

    `id` is what ``prepared = ["…"]`` in its TOML says when it is done, `title` what it is in a few words. `points` tell
    the person what to configure, each by itself. Where `reaches` names one of our actors, she is told the address at
    which it is found in HL7 v2.
    """

    id: str
    title: str
    points: tuple[str, ...]
    reaches: str = ""

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

EVERY = (OHIE_CR, NATIONAL_IDENTIFIERS, LINKS_BY_NATIONAL_NUMBER, UPDATE_NOTIFICATIONS)
