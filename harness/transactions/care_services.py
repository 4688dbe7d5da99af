"""What directories keep: facilities and health workers as FHIR resources that belong together. Nouns only; mints none.

In a set of records each has a name, and ``{"reference": "#organization"}`` stands for the one that is called so.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from harness.messages.fhir import Resource
from harness.transactions.person import Identifier

TYPES = "https://profiles.ihe.net/ITI/mCSD/CodeSystem/IHE.mCSD.Organization.Location.Types"
"""The code system by which a facility and a jurisdiction are told from other organizations and locations."""


@dataclass(frozen=True, slots=True)
class Records:
    """Resources that belong together, each under a name of its own, in an order in which they can be created."""

    key: str
    records: Mapping[str, Resource]

    def __getitem__(self, name: str) -> Resource:
        return self.records[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.records)

    def changed(self, name: str, /, **changes: Any) -> Records:
        """The same, with other elements in one of them; None takes an element away."""
        told = {**self.records[name], **changes}
        kept = {element: value for element, value in told.items() if value is not None}
        return replace(self, records={**self.records, name: kept})

    @property
    def entries(self) -> list[tuple[str, Resource]]:
        """Each with a UUID of its own, by which the others refer to it: what a transaction is made of."""
        names = {name: str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.key}/{name}")) for name in self.records}
        known = {name: {"reference": f"urn:uuid:{one}"} for name, one in names.items()}
        return [(names[name], referring(resource, known)) for name, resource in self.records.items()]


@dataclass(frozen=True, slots=True)
class Kept:
    """Records as a directory keeps them: `resources` refer to each other there, `places` says where each is.

    ``places["location"]`` is ``Location/17``; `base` is the directory's address; `since` is the instant at which it
    began to keep them, by its own clock, "" where it did not say.
    """

    base: str
    resources: Mapping[str, Resource]
    places: Mapping[str, str]
    since: str = ""

    @property
    def kinds(self) -> list[str]:
        """Each resource type among them once, in an order in which references lead back."""
        return list(dict.fromkeys(one["resourceType"] for one in self.resources.values()))

    def identifier(self, name: str) -> Identifier:
        """The first identifier of the record called `name`."""
        first = self.resources[name]["identifier"][0]
        return Identifier(first["system"], first["value"])

    def search(self, name: str) -> str:
        """The search that finds the record called `name` and no other: by its identifier, a role by what it is."""
        resource = self.resources[name]
        if resource["resourceType"] != "PractitionerRole":  # which the profile does not find by identifier
            return f"identifier={self.identifier(name).token}"
        code = resource["code"][0]["coding"][0]
        return f"role={code['system']}|{code['code']}"

    def reference(self, name: str) -> dict[str, Any]:
        """A reference to it from a resource that is kept elsewhere: its address, and its identifier."""
        identifier = self.resources[name]["identifier"][0]
        return {"reference": f"{self.base}/{self.places[name]}", "identifier": dict(identifier)}

    def beside(self, other: Kept) -> Kept:
        """These and those of `other`, which the same directory keeps."""
        return replace(self, resources={**self.resources, **other.resources}, places={**self.places, **other.places})

    def changed(self, name: str, /, **changes: Any) -> Resource:
        """The resource called `name`, with other elements; None takes an element away."""
        told = {**self.resources[name], **changes}
        return {element: value for element, value in told.items() if value is not None}


def referring(node: Any, known: Mapping[str, dict[str, Any]]) -> Any:
    """`node` with each ``{"reference": "#name"}`` replaced by what is known under that name."""
    if isinstance(node, dict):
        name = str(node.get("reference", ""))
        if name.startswith("#") and name[1:] in known:
            return dict(known[name[1:]])
        return {key: referring(value, known) for key, value in node.items()}
    return [referring(one, known) for one in node] if isinstance(node, list) else node


def coded(system: str, code: str, text: str = "") -> dict[str, Any]:
    """A CodeableConcept of one code."""
    return {"coding": [{"system": system, "code": code}], **({"text": text} if text else {})}
