"""Who was said to be the same person as another, and who was said not to be, by hand. Knows Patients, not storage."""

from __future__ import annotations

from collections.abc import Iterator

from harness.messages.fhir import Resource

NOT_THE_SAME = "urn:openhie-connectathon-harness:not-the-same-person"
"""The extension, ours alone, that says of whom a patient was told apart."""


def linked(patient: Resource, other: str) -> Resource:
    """`patient` with a link to the Patient with the id `other`."""
    if other in links(patient):
        return patient
    link = {"other": {"reference": f"Patient/{other}"}, "type": "seealso"}
    return {**_without(patient, other), "link": [*patient.get("link", ()), link]}


def unlinked(patient: Resource, other: str) -> Resource:
    """`patient` told apart from the Patient with the id `other`."""
    apart = {"url": NOT_THE_SAME, "valueReference": {"reference": f"Patient/{other}"}}
    kept = _without(patient, other)
    links = [
        one for one in patient.get("link", ()) if not (one.get("type") == "seealso" and _id(one["other"]) == other)
    ]
    rest = {name: value for name, value in kept.items() if name != "link"}
    return {**rest, **({"link": links} if links else {}), "extension": [*kept.get("extension", ()), apart]}


def carried_over(before: Resource, after: Resource) -> Resource:
    """`after` with what was said by hand `before`: a source that sends a patient anew knows nothing of it."""
    for other in set(links(before)) - set(links(after)) - told_apart(after):
        after = linked(after, other)
    for other in told_apart(before) - told_apart(after) - set(links(after)):
        after = unlinked(after, other)
    return after


def links(patient: Resource) -> Iterator[str]:
    """The ids of the Patients that `patient` was linked with."""
    yield from (_id(one["other"]) for one in patient.get("link", ()) if one.get("type") == "seealso")


def told_apart(patient: Resource) -> set[str]:
    """The ids of the Patients that `patient` was told apart from."""
    found = (one for one in patient.get("extension", ()) if one.get("url") == NOT_THE_SAME)
    return {_id(one.get("valueReference", {})) for one in found}


def _without(patient: Resource, other: str) -> Resource:
    """`patient` with no word that it is not `other`."""
    told = patient.get("extension", [])
    kept = [one for one in told if not (one.get("url") == NOT_THE_SAME and _id(one["valueReference"]) == other)]
    rest = {name: value for name, value in patient.items() if name != "extension"}
    return {**rest, "extension": kept} if kept else rest


def _id(reference: Resource) -> str:
    return str(reference.get("reference", "")).rpartition("/")[2]
