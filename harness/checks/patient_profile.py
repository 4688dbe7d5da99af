"""What IHE asks of a Patient: IHE.PDQm.Patient in an answer, IHE.PIXm.Patient in a feed. Facts of PDQm 3.2 and PIXm 3.0."""

from __future__ import annotations

from harness.checks.check import check
from harness.checks.place import listed, resource_in, short, text
from harness.errors import NonConformance
from harness.evidence.exchange import Message
from harness.messages.fhir import Resource

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


@check
def every_patient_meets_pdqm(response: Message) -> None:
    """Each Patient in the answer meets IHE.PDQm.Patient; an answer without Patients has nothing to judge."""
    if response.status != 200 or not response.body:
        return
    resource = resource_in(response)
    if resource["resourceType"] == "Patient":
        meets_pdqm(resource, "Patient")
    if resource["resourceType"] == "Bundle":
        for number, entry in enumerate(listed(resource, "entry", "Bundle")):
            patient = entry.get("resource")
            if isinstance(patient, dict) and patient.get("resourceType") == "Patient":
                meets_pdqm(patient, f"Bundle.entry[{number}].resource")


@check
def fed_patient_meets_pixm(request: Message) -> None:
    """The Patient in a feed meets IHE.PIXm.Patient: that of PDQm, and at least one name."""
    if request.method not in ("PUT", "POST"):
        return
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
