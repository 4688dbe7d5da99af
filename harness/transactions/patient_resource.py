"""Builds the Patient of a feed with fhir.resources, so that what we send is typed. Knows FHIR, not transactions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness.messages.fhir import Resource
from harness.transactions.person import Identifier, Person

MAIDEN_NAME = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName"


def patient_resource(person: Person, identifiers: Sequence[Identifier], *, tags: Sequence[dict[str, str]]) -> Resource:
    """A Patient as IHE.PIXm.Patient wants her, as parsed JSON. `tags` become ``meta.tag``."""
    from fhir.resources.R4B.patient import Patient  # 0.4 s: only when a Patient is built

    fields: dict[str, Any] = {
        "active": True,
        "name": [{"use": "official", "family": person.family, "given": person.given.split()}],
        "gender": person.gender,
        "birthDate": person.birth_date,
    }
    if identifiers:
        fields["identifier"] = [{"system": one.system, "value": one.value} for one in identifiers]
    if tags:
        fields["meta"] = {"tag": list(tags)}
    if person.mothers_maiden_name:
        fields["extension"] = [{"url": MAIDEN_NAME, "valueString": person.mothers_maiden_name}]
    if person.birth_order:
        fields["multipleBirthInteger"] = person.birth_order
    if person.phone:
        fields["telecom"] = [{"system": "phone", "value": person.phone, "use": "mobile"}]
    if person.city or person.country:
        address = {"city": person.city, "country": person.country}
        fields["address"] = [{key: value for key, value in address.items() if value}]
    Patient.model_validate(fields)  # what is written here by hand is typed; its own writing takes four times as long
    return {"resourceType": "Patient", **fields}
