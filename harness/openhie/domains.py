"""Identifier domains (assigning authorities): their names in FHIR, as OID and as namespace. Knows names, no patients.

The seeded ones are those of the OHIE-CR test suite, so that a registry prepared for that suite fits ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

OID = "urn:oid:"
_ROOT = "2.16.840.1.113883.3.72.5.9"


@dataclass(frozen=True, slots=True)
class Domain:
    """Whoever issues identifiers, under the names it goes by.

    `uri` is ``Identifier.system`` in FHIR; `oid` the bare OID (``2.16.840.1``), which FHIR writes as ``urn:oid:…``;
    `namespace` the short name of HL7 v2 (``CX-4.1``). `authority` names the one source that may feed identifiers of
    the domain, empty where anybody may. `application` and `facility` are how that source names itself in HL7 v2 (MSH-3,
    MSH-4), empty where nobody said.
    """

    uri: str
    oid: str = ""
    namespace: str = ""
    authority: str = ""
    application: str = ""
    facility: str = ""

    @classmethod
    def of(cls, uri: str) -> Domain:
        """The domain of which nothing is known but its URI; one that is an OID is called by it in HL7 v2, too."""
        return cls(uri, uri.removeprefix(OID) if uri.startswith(OID) else "")

    @property
    def systems(self) -> tuple[str, ...]:
        """Every ``Identifier.system`` that means this domain, the one to write first."""
        return (self.uri, f"urn:oid:{self.oid}") if self.oid and self.uri != f"urn:oid:{self.oid}" else (self.uri,)

    @property
    def sender(self) -> tuple[str, str]:
        """MSH-3 and MSH-4 of whoever feeds this domain; the suite's own names where nobody said."""
        known = next((one for one in DEFAULT_DOMAINS if one.uri == self.uri), DEFAULT_DOMAINS[0])
        return self.application or known.application, self.facility or known.facility


def domain_of(system: str, domains: Iterable[Domain]) -> Domain | None:
    """The domain among `domains` that `system` (a URI, ``urn:oid:…``, a bare OID or a namespace) means, or None."""
    return next(
        (one for one in domains if system in one.systems or (system and system in (one.oid, one.namespace))), None
    )


DEFAULT_DOMAINS = (
    Domain("http://ohie.org/test/test", f"{_ROOT}.1", "TEST", application="TEST_HARNESS", facility="TEST"),
    Domain("http://ohie.org/test/test_a", f"{_ROOT}.2", "TEST_A", application="TEST_HARNESS_A", facility="TEST"),
    Domain("http://ohie.org/test/test_b", f"{_ROOT}.3", "TEST_B", application="TEST_HARNESS_B", facility="TEST"),
    Domain("http://ohie.org/test/nid", f"{_ROOT}.9", "NID", application="NID_AUTH", facility="TEST"),
)
"""What a registry serves that was told nothing else."""

UNKNOWN_DOMAIN = Domain("http://ohie.org/test/test_block", f"{_ROOT}.4", "TEST_BLOCK")
"""The domain that the suite leaves out of every configuration on purpose."""

REGISTRY = ("CR1", "MOH_CAAT")
"""What a client registry is called in HL7 v2 (MSH-5, MSH-6) where nobody said: as in the suite."""
