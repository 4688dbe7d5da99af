"""What is no facility: ministry, councils, partners, stores, networks; who works with whom; and where systems answer.

Knows organisations, affiliations and endpoints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.mocks.country import drawing, naming
from harness.mocks.country.areas import Area
from harness.mocks.country.codes import codes
from harness.mocks.country.facilities import Facility, has_endpoint
from harness.mocks.country.naming import Resource

_CONNECTIONS = "http://terminology.hl7.org/CodeSystem/endpoint-connection-type"
_PAYLOADS = "http://terminology.hl7.org/CodeSystem/endpoint-payload-type"
_BODIES = (
    ("ministry", "ministry", "Ministry of Health of Tamarinda"),
    ("council-medical", "council", "Medical and Dental Council of Tamarinda"),
    ("council-nursing", "council", "Nursing and Midwifery Council of Tamarinda"),
    ("council-allied", "council", "Council of Allied Health Professions of Tamarinda"),
    ("store-north", "store", "Northern Medical Store"),
    ("store-south", "store", "Southern Medical Store"),
    ("partner-amani", "partner", "Partenaires pour l'accès aux soins"),
    ("partner-lantern", "partner", "Lantern Health Trust"),
    ("partner-nadi", "partner", "নদী স্বাস্থ্য সংস্থা"),
    ("network-faith", "network", "Interfaith Health Network"),
)


def bodies() -> Iterator[Resource]:
    """The Organization of each."""
    for id_, kind, name in _BODIES:
        yield {
            "resourceType": "Organization",
            "id": id_,
            "meta": naming.profile("Organization"),
            "identifier": [naming.identifier(naming.BODY, id_)],
            "active": True,
            "type": [codes("body")[kind].concept],
            "name": name,
            "telecom": [naming.phone("body", id_), {"system": "email", "value": f"{id_}@tamarinda.example"}],
        }


def affiliations(facilities: Sequence[Facility]) -> Iterator[Resource]:
    """Who supplies the hospitals, who supports whom, and who is in the faith-based network."""
    for facility in facilities:
        if has_endpoint(facility):
            store = "store-north" if int(facility.region.code) <= 6 else "store-south"
            yield _affiliation(store, facility, "supplied-by")
        if facility.owner == "faith-based":
            yield _affiliation("network-faith", facility, "network-member")
        if facility.kind == "health-centre" and drawing.chance(4, "partner", facility.number):
            partners = [id_ for id_, kind, _ in _BODIES if kind == "partner"]
            yield _affiliation(drawing.one_of(partners, "which", facility.number), facility, "supported-by")


def _affiliation(body: str, facility: Facility, code: str) -> Resource:
    return {
        "resourceType": "OrganizationAffiliation",
        "id": f"{body}-{facility.number:04}",
        "meta": naming.profile("OrganizationAffiliation"),
        "identifier": [naming.identifier(f"{naming.HOME}/id/affiliation", f"{body}/{facility.code}")],
        "active": facility.status == "active",
        "period": {"start": drawing.day_in(2015, 2025, "affiliation", facility.number, body).isoformat()},
        "organization": naming.to("Organization", body),
        "participatingOrganization": naming.to("Organization", facility.id),
        "code": [codes("affiliation")[code].concept],
        "location": [naming.to("Location", facility.id)],
    }


def endpoints(areas: Sequence[Area], facilities: Sequence[Facility]) -> Iterator[Resource]:
    """Where each hospital's own system answers, and the exchange of each region."""
    for facility in facilities:
        if has_endpoint(facility):
            address = f"https://{facility.id}.tamarinda.example/fhir"
            yield _endpoint(f"endpoint-{facility.number:04}", facility.id, "hl7-fhir-rest", address)
    for area in areas:
        if area.kind == "region":
            address = f"mllp://region-{area.code}.tamarinda.example:2575"
            yield _endpoint(f"endpoint-{area.id}", area.id, "hl7v2-mllp", address)


def _endpoint(id_: str, organization: str, connection: str, address: str) -> Resource:
    displays = {"hl7-fhir-rest": "HL7 FHIR", "hl7v2-mllp": "HL7 v2 MLLP"}
    return {
        "resourceType": "Endpoint",
        "id": id_,
        "meta": naming.profile("Endpoint"),
        "identifier": [naming.identifier(f"{naming.HOME}/id/endpoint", id_)],
        "status": "active",
        "connectionType": naming.coding(_CONNECTIONS, connection, displays[connection]),
        "name": f"Clinical exchange of {organization}",
        "managingOrganization": naming.to("Organization", organization),
        "payloadType": [naming.concept(_PAYLOADS, "any", "Any")],
        "address": address,
    }
