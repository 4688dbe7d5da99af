"""Which requirement is which profile, and which resources of a message it is about. Validates nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from harness.messages.fhir import Resource

MCSD_TYPES = "https://profiles.ihe.net/ITI/mCSD/CodeSystem/IHE.mCSD.Organization.Location.Types"

Side = Literal["request", "response"]


@dataclass(frozen=True, slots=True)
class Profiled:
    """A requirement that what is sent on one side, of one resource type, meets a profile.

    A resource is meant wherever in a Bundle it stands too; with `only_with` a Bundle is meant only where it has an
    entry of that type. With `action` an AuditEvent is meant only where it stands alone, has that, and tells of a
    RESTful exchange; with `coded` a resource only where it has that type of mCSD's.
    """

    requirement: str
    side: Side
    type: str
    profile: str
    only_with: str = ""
    action: str = ""
    coded: str = ""


_PDQM = "https://profiles.ihe.net/ITI/PDQm/StructureDefinition/IHE.PDQm."
_BALP = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit."
_MADX = "https://profiles.ihe.net/QRPH/mADX/StructureDefinition/mADX-"
_MCSD = "https://profiles.ihe.net/ITI/mCSD/StructureDefinition/IHE.mCSD."
_MACM = "http://ihe.net/fhir/StructureDefinition/IHE_mACM_"
_SVCM = "https://profiles.ihe.net/ITI/SVCM/StructureDefinition/IHE.SVCM."
_PIXM = "https://profiles.ihe.net/ITI/PIXm/StructureDefinition/IHE.PIXm."
PROFILED = (
    Profiled("78-13", "response", "Patient", f"{_PDQM}Patient"),
    Profiled("78-01", "response", "Bundle", f"{_PDQM}QueryPatientResourceResponseMessage", only_with="Patient"),
    Profiled("83-14", "response", "Parameters", f"{_PIXM}Query.Parameters.Out"),
    Profiled("95-08", "response", "ValueSet", f"{_SVCM}ValueSet"),
    Profiled("96-08", "response", "CodeSystem", f"{_SVCM}CodeSystem"),
    Profiled("100-08", "response", "ConceptMap", f"{_SVCM}ConceptMap"),
    Profiled("104-11", "request", "Patient", f"{_PIXM}Patient"),
    Profiled("119-12", "response", "Bundle", f"{_PDQM}MatchParametersOut", only_with="Patient"),
    Profiled("119-13", "request", "Parameters", f"{_PDQM}MatchParametersIn"),
    Profiled("119-13", "request", "Patient", f"{_PDQM}MatchInputPatient"),
    Profiled("20-06", "request", "AuditEvent", f"{_BALP}PatientCreate", action="C"),
    Profiled("20-06", "request", "AuditEvent", f"{_BALP}PatientUpdate", action="U"),
    Profiled("20-06", "request", "AuditEvent", f"{_BALP}PatientDelete", action="D"),
    Profiled("20-06", "request", "AuditEvent", f"{_BALP}Query", action="E"),
    Profiled("58-20", "request", "MeasureReport", f"{_MADX}MeasureReport"),
    Profiled("59-03", "response", "Measure", f"{_MADX}Measure"),
    Profiled("84-09", "request", "CommunicationRequest", f"{_MACM}CommunicationRequest"),
    Profiled("85-05", "response", "Communication", f"{_MACM}Communication"),
    Profiled("90-10a", "response", "Organization", f"{_MCSD}Organization"),
    Profiled("90-10b", "response", "Organization", f"{_MCSD}FacilityOrganization", coded="facility"),
    Profiled("90-10c", "response", "Organization", f"{_MCSD}JurisdictionOrganization", coded="jurisdiction"),
    Profiled("90-10d", "response", "Location", f"{_MCSD}Location"),
    Profiled("90-10e", "response", "Location", f"{_MCSD}FacilityLocation", coded="facility"),
    Profiled("90-10f", "response", "Location", f"{_MCSD}JurisdictionLocation", coded="jurisdiction"),
    Profiled("90-10g", "response", "Practitioner", f"{_MCSD}Practitioner"),
    Profiled("90-10h", "response", "PractitionerRole", f"{_MCSD}PractitionerRole"),
    Profiled("90-10i", "response", "HealthcareService", f"{_MCSD}HealthcareService"),
    Profiled("90-10j", "response", "OrganizationAffiliation", f"{_MCSD}OrganizationAffiliation"),
    Profiled("90-10k", "response", "Endpoint", f"{_MCSD}Endpoint"),
)


def is_meant(one: Profiled, resource: Resource) -> bool:
    """Whether the resource shows anything that a profile could be met by: an empty one does not."""
    if not resource.keys() - {"resourceType", "id", "meta"}:
        return False
    if one.type == resource.get("resourceType") and one.action:
        kind = resource.get("type")
        return one.action == resource.get("action") and isinstance(kind, dict) and kind.get("code") == "rest"
    if one.type == resource.get("resourceType"):
        return _is_coded(one, resource) and (not one.only_with or _holds(resource, one.only_with))
    return not one.action and any(_is_coded(one, inside) for _, inside in entries(resource) if _is_of(one, inside))


def claiming(resource: Resource, meant: Iterable[Profiled]) -> Resource:
    """`resource`, whose entries claim what they have to meet, so that one walk judges the whole of it."""
    inside = [one for one in meant if one.type != resource.get("resourceType")]
    if not inside:
        return resource
    replaced = {id(entry): _claimed(entry, held, inside) for entry, held in entries(resource)}
    return {**resource, "entry": [replaced.get(id(entry), entry) for entry in resource["entry"]]}


def entries(resource: Resource) -> Iterator[tuple[Resource, Resource]]:
    """Each entry of a Bundle that has a resource, with it."""
    entries = resource.get("entry") if resource.get("resourceType") == "Bundle" else None
    for entry in entries if isinstance(entries, list) else ():
        inside = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(inside, dict):
            yield entry, inside


def _holds(resource: Resource, type_: str) -> bool:
    return any(inside.get("resourceType") == type_ for _, inside in entries(resource))


def _is_of(one: Profiled, inside: Resource) -> bool:
    return inside.get("resourceType") == one.type


def _is_coded(one: Profiled, resource: Resource) -> bool:
    """Whether a resource has the type of mCSD's that a profile is for, however odd the rest of it."""
    if not one.coded:
        return True
    concepts = resource.get("type")
    codings = [
        coding
        for concept in (concepts if isinstance(concepts, list) else ())
        if isinstance(concept, dict) and isinstance(concept.get("coding"), list)
        for coding in concept["coding"]
    ]
    return any(
        isinstance(one_of, dict) and (one_of.get("system"), one_of.get("code")) == (MCSD_TYPES, one.coded)
        for one_of in codings
    )


def _claimed(entry: Resource, inside: Resource, meant: Sequence[Profiled]) -> Resource:
    profiles = [one.profile for one in meant if _is_of(one, inside) and _is_coded(one, inside)]
    meta = inside.get("meta", {})
    said = meta.get("profile", []) if isinstance(meta, dict) else None
    if not profiles or not isinstance(said, list):
        return entry
    return {**entry, "resource": {**inside, "meta": {**meta, "profile": [*said, *profiles]}}}
