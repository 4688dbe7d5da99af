"""Who assigned an identifier: CX-4 to a domain and back (HL7 v2.5 2A.14). Knows domains, not patients."""

from __future__ import annotations

from harness.mocks.client_registry.authorities import Authorities
from harness.mocks.client_registry.hl7v2.fields import Value, refused
from harness.openhie.domains import Domain

Assigner = tuple[str, str, str]
"""Namespace, universal id, and its type, as they stand in CX-4."""


def domain_of(cx: Value, authorities: Authorities) -> Domain:
    """The served domain of an identifier. Raises Rejection (AE): 101 for none, 204 for one that is not served here."""
    namespace, universal, kind = cx.get(4, 1), cx.get(4, 2), cx.get(4, 3)
    where = cx.where.at(4)
    if not (namespace or universal or kind):
        raise refused("101", where, "The assigning authority is missing")
    if kind and not universal:
        raise refused("204", where, f"An assigning authority of type {kind} has a universal id, and here is none")
    told = [
        (namespace, by_namespace(namespace, authorities) if namespace else None),
        (universal, by_universal_id(universal, authorities) if universal else None),
    ]
    for name, domain in told:
        if name and domain is None:
            raise refused("204", where, f"The assigning authority {name} is not known here")
    found = [domain for _, domain in told if domain is not None]
    if found[0] is not found[-1]:
        raise refused("204", where, f"{namespace} and {universal} are two different assigning authorities")
    return found[0]


def by_namespace(namespace: str, authorities: Authorities) -> Domain | None:
    """The served domain that goes by `namespace` in HL7 v2, or None."""
    return next((one for one in authorities.domains if one.namespace and one.namespace == namespace), None)


def by_universal_id(universal: str, authorities: Authorities) -> Domain | None:
    """The served domain that an OID or a URI stands for, or None."""
    return next((one for one in authorities.domains if universal in (*one.systems, *filter(None, [one.oid]))), None)


def written(domain: Domain | None, system: str) -> Assigner:
    """CX-4 for an identifier of `domain`, complete; with the URI itself where `system` has no OID."""
    if domain is None:
        return "", system, "URI"
    return (domain.namespace, domain.oid, "ISO") if domain.oid else (domain.namespace, domain.uri, "URI")
