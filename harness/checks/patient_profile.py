"""What IHE asks of a Patient: IHE.PDQm.Patient in an answer, IHE.PIXm.Patient in a feed (PDQm 3.2, PIXm 3.0)."""

from __future__ import annotations

from harness.checks.check import NothingToJudge, check
from harness.checks.place import listed, resource_in, short, text
from harness.errors import NonConformance
from harness.evidence.exchange import Message
from harness.messages.fhir import Resource

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


@check
def every_patient_meets_pdqm(response: Message) -> None:
    """Each Patient in the answer meets IHE.PDQm.Patient; NothingToJudge when there is none."""
    found = _patients(resource_in(response)) if response.status == 200 and response.body else []
    if not found:
        raise NothingToJudge
    for place, patient in found:
        meets_pdqm(patient, place)


@check
def fed_patient_meets_pixm(request: Message) -> None:
    """The Patient in a feed meets IHE.PIXm.Patient: that of PDQm, and at least one name."""
    if request.method not in ("PUT", "POST"):
        raise NothingToJudge
    patient = resource_in(request, "Patient")
    meets_pdqm(patient, "Patient")
    if not listed(patient, "name", "Patient"):
        raise NonConformance("Patient.name", expected="at least one name", found="none")


def meets_pdqm(patient: Resource, where: str) -> None:
    """The constraints of IHE.PDQm.Patient on one Patient that stands at `where`."""
    for name in ("modifierExtension", "implicitRules"):
        if name in patient:
            raise NonConformance(f"{where}.{name}", expected="nothing: it is not allowed", found=short(patient[name]))
    _identifiers(patient, where)
    _names(patient, where)
    if patient.get("link") and "active" not in patient:
        raise NonConformance(f"{where}.active", expected="true or false, since there is a link", found="nothing")


def _patients(resource: Resource) -> list[tuple[str, Resource]]:
    if resource["resourceType"] == "Patient":
        return [("Patient", resource)]
    entries = enumerate(listed(resource, "entry", "Bundle")) if resource["resourceType"] == "Bundle" else ()
    placed = ((f"Bundle.entry[{number}].resource", entry.get("resource")) for number, entry in entries)
    return [(place, one) for place, one in placed if isinstance(one, dict) and one.get("resourceType") == "Patient"]


def _identifiers(patient: Resource, where: str) -> None:
    identifiers = listed(patient, "identifier", where)
    if not identifiers:
        raise NonConformance(f"{where}.identifier", expected="at least one identifier", found="none")
    for number, identifier in enumerate(identifiers):
        for name in ("system", "value"):
            if not text(identifier, name):
                place = f"{where}.identifier[{number}].{name}"
                raise NonConformance(place, expected=f"the identifier's {name}", found="nothing")


def _names(patient: Resource, where: str) -> None:
    for number, name in enumerate(listed(patient, "name", where)):
        absent = any(one.get("url") == ABSENT for one in listed(name, "extension", f"{where}.name[{number}]"))
        if not absent and not any(name.get(part) for part in ("family", "given", "text")):
            place = f"{where}.name[{number}]"
            raise NonConformance(place, expected="family, given, text, or why it is absent", found=short(name))
