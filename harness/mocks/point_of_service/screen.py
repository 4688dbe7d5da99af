"""What the reference point of service shows of an answer to its search. Knows FHIR, sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from harness.errors import MalformedMessage
from harness.messages import fhir
from harness.messages.fhir import Resource


@dataclass(frozen=True, slots=True)
class Screen:
    """What the person sees: the patients she can choose from, as Patient resources, a note, or what went wrong."""

    patients: tuple[Resource, ...] = ()
    error: str = ""
    note: str = ""

    def offers(self, family: str) -> bool:
        """Whether a patient of this family name can be chosen."""
        return any(
            name.get("family") == family
            for patient in self.patients
            for name in patient.get("name", ())
            if isinstance(name, dict)
        )


def screen_of(status: int, content_type: str, body: bytes) -> Screen:
    """The screen after an answer. Anything but a searchset is an error, never "no such patient".

    A Patient with a modifier extension is not offered: what it means is unknown here (FHIR R4 extensibility 2.4.0.1).
    """
    try:
        resource = fhir.parse(body, content_type) if body else {}
    except MalformedMessage as fault:
        return Screen(error=f"the answer cannot be read: {fault}")
    if status != 200 or resource.get("resourceType") != "Bundle":
        return Screen(error=_words(resource) or f"the client registry answered {status}")
    entries = [one for one in resource.get("entry", ()) if isinstance(one, dict)]
    resources = [one["resource"] for one in entries if isinstance(one.get("resource"), dict)]
    return Screen(
        patients=tuple(one for one in resources if one.get("resourceType") == "Patient" and usable(one)),
        note=" ".join(filter(None, (_words(one) for one in resources if one.get("resourceType") != "Patient"))),
    )


def usable(patient: Resource) -> bool:
    """Whether nothing in the Patient may change its meaning in a way unknown to us."""
    return "modifierExtension" not in patient


def _words(resource: dict[str, Any]) -> str:
    issues = resource.get("issue") if resource.get("resourceType") == "OperationOutcome" else ()
    return " ".join(str(one.get("diagnostics", one.get("code", ""))) for one in issues or () if isinstance(one, dict))
