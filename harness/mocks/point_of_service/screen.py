"""What the reference point of service shows of an answer. Knows FHIR and what a person needs, sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from harness.messages.fhir import Resource
from harness.mocks.errands.answer import Answer, answer_of, objects, text, words
from harness.transactions import Identifier

GRADE = "http://hl7.org/fhir/StructureDefinition/match-grade"


@dataclass(frozen=True, slots=True)
class Screen:
    """What the person sees.

    `patients` are those she can choose from, as Patient resources, `identifiers` the other numbers of one patient.
    `error` says what went wrong, `note` anything else. `searched` tells an answer to a search, in which nobody is
    something to see, from the rest; `more` that there is a next page. `grades` says how surely a candidate of a match
    is meant, by the candidate's id. `services` are facilities, health workers and what else a directory keeps.
    """

    patients: tuple[Resource, ...] = ()
    error: str = ""
    note: str = ""
    identifiers: tuple[Identifier, ...] = ()
    searched: bool = False
    more: bool = False
    grades: Mapping[str, str] = field(default_factory=dict)
    services: tuple[Resource, ...] = ()

    def offers(self, family: str) -> bool:
        """Whether a patient of this family name can be chosen."""
        return any(text(name, "family") == family for one in self.patients for name in objects(one, "name"))


def screen_of(status: int, content_type: str, body: bytes) -> Screen:
    """The screen after an answer to a search: `found` of the message that came back."""
    return found(answer_of(status, content_type, body))


def found(answer: Answer) -> Screen:
    """The screen after a search (ITI-78, ITI-119). Anything but a searchset is an error, never "no such patient"."""
    if answer.refusal or answer.status != 200 or not _is_searchset(answer.resource):
        return Screen(error=answer.refusal or words(answer.resource) or _unexpected(answer), searched=True)
    resources = answer.contents
    return Screen(
        patients=tuple(one for one in resources if one.get("resourceType") == "Patient" and usable(one)),
        note=" ".join(filter(None, (words(one) for one in resources))),
        searched=True,
        grades={text(one["resource"], "id"): grade for one in answer.entries if (grade := _grade(one))},
    )


def opened(answer: Answer) -> Screen:
    """The screen after a read of one record (ITI-78 2:3.78.4.3)."""
    if answer.refusal or answer.kind != "Patient":
        return Screen(error=answer.refusal or _unexpected(answer), searched=True)
    if not usable(answer.resource):
        return Screen(note="The record has a part that may change its meaning and is unknown here.", searched=True)
    return Screen(patients=(answer.resource,), searched=True)


def found_services(answer: Answer) -> Screen:
    """The screen after a search of a directory (ITI-90). Anything but a searchset is an error, never an empty list."""
    if answer.refusal or answer.status != 200 or not _is_searchset(answer.resource):
        return Screen(error=answer.refusal or words(answer.resource) or _unexpected(answer), searched=True)
    shown = tuple(one for one in answer.contents if one.get("resourceType") != "OperationOutcome" and usable(one))
    note = " ".join(filter(None, (words(one) for one in answer.contents)))
    return Screen(services=shown, note=note, searched=True)


def opened_service(answer: Answer) -> Screen:
    """The screen after a read of one record of a directory (ITI-90)."""
    if answer.refusal or not answer.kind:
        return Screen(error=answer.refusal or _unexpected(answer), searched=True)
    return Screen(services=(answer.resource,) if usable(answer.resource) else (), searched=True)


def acknowledged(answer: Answer) -> Screen:
    """The screen after something was told to the registry; an OperationOutcome beside a success becomes a note."""
    return Screen(error=answer.refusal) if answer.refusal else Screen(note=words(answer.resource))


def cross_referenced(answer: Answer) -> Screen:
    """The screen after ITI-83: the identifiers by which the registry knows the patient in other domains."""
    if answer.refusal or answer.kind != "Parameters":
        return Screen(error=answer.refusal or words(answer.resource) or _unexpected(answer))
    values = (one.get("valueIdentifier") for one in objects(answer.resource, "parameter"))
    others = tuple(Identifier(text(one, "system"), text(one, "value")) for one in values if isinstance(one, dict))
    return Screen(identifiers=others, note="" if others else "The client registry knows no other identifier of hers.")


def described(answer: Answer) -> Screen:
    """The screen after the registry was asked what it can do."""
    if answer.refusal or answer.kind != "CapabilityStatement":
        return Screen(error=answer.refusal or _unexpected(answer))
    software = answer.resource.get("software")
    name = text(software, "name") if isinstance(software, dict) else ""
    version = text(answer.resource, "fhirVersion") or "of an unknown version"
    return Screen(note=f"The client registry is {name or 'a server without a name'} and speaks FHIR {version}.")


def usable(resource: Resource) -> bool:
    """Whether nothing in the resource may change its meaning in a way unknown to us (FHIR R4 extensibility 2.4.0.1)."""
    return "modifierExtension" not in resource and "implicitRules" not in resource


def _grade(entry: Resource) -> str:
    search = entry.get("search")
    extensions = objects(search, "extension") if isinstance(search, dict) else []
    return next((text(one, "valueCode") for one in extensions if one.get("url") == GRADE), "")


def _is_searchset(resource: Resource) -> bool:
    return resource.get("resourceType") == "Bundle" and resource.get("type") == "searchset"


def _unexpected(answer: Answer) -> str:
    what = answer.kind or "nothing at all"
    return f"The client registry answered {answer.status} with {what}, which is no answer to this question."
