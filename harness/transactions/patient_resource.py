"""Builds the Patient of a feed, of a form that fhir.resources has typed. Knows FHIR, not transactions."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from harness.messages.fhir import Resource
from harness.transactions.person import Identifier, Person

MAIDEN_NAME = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName"


def patient_resource(person: Person, identifiers: Sequence[Identifier], *, tags: Sequence[dict[str, str]]) -> Resource:
    """A Patient as IHE.PIXm.Patient wants her, as parsed JSON. `tags` become ``meta.tag``."""
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
    _type(fields)
    return {"resourceType": "Patient", **fields}


_TYPED: set[Hashable] = set()


def _type(fields: dict[str, Any]) -> None:
    """Hold each form of Patient against its class once. Raises pydantic's ValidationError.

    The values that fill a form are judged in every message (FHIR-01), and typing them all takes longer than that.
    """
    if (form := _form(fields)) not in _TYPED:
        from fhir.resources.R4B.patient import Patient  # 0.4 s: only when a Patient is built

        Patient.model_validate(fields)
        _TYPED.add(form)


def _form(value: Any) -> Hashable:
    """The names in a value and the types that stand at them."""
    if isinstance(value, dict):
        return tuple((name, _form(one)) for name, one in value.items())
    if isinstance(value, list):
        return frozenset(map(_form, value))
    return type(value).__name__
