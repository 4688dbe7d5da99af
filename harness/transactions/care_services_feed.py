"""ITI-130 Care Services Feed (IHE mCSD 2:3.130): create, update, delete, and all of it at once. Sends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote

from typing_extensions import override

from harness.messages import fhir
from harness.messages.fhir import JSON, Resource
from harness.transactions.care_services_query import KINDS
from harness.transactions.transaction import Call, Source, Transaction, tagged

PREFIX = "urn:uuid:"


class _Feed(Transaction):
    id: ClassVar[str] = "ITI-130"
    title: ClassVar[str] = "Care Services Feed"
    initiator_role: ClassVar[str] = "data_source"
    responder_role: ClassVar[str] = "directory"
    answering: ClassVar[str] = "130-06"
    option: ClassVar[str] = "care-services-feed"
    writes: ClassVar[bool] = True
    direct: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class CareServicesFeed(_Feed):
    """Add `resource` to a directory, or bring the `record` up to date in which it is kept there (``Location/id``)."""

    shape: ClassVar[str] = "POST [base]/[Resource], or PUT [base]/[Resource]/[id]"

    resource: Resource
    record: str = ""
    content_type: str = JSON

    @override
    def call(self, source: Source) -> Call:
        kind, headers = self.resource["resourceType"], (("Content-Type", self.content_type), ("Accept", JSON))
        told = {**self.resource, **tagged(source)}
        if not self.record:
            return Call("POST", kind, headers, fhir.serialise(told, self.content_type))
        told["id"] = self.record.rpartition("/")[2]
        return Call("PUT", quote(self.record), headers, fhir.serialise(told, self.content_type))

    @override
    def instruction(self) -> str:
        return f"{'Change' if self.record else 'Add'} this {self.resource['resourceType']} in the directory"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "feed care services", "resource": self.resource, "record": self.record}

    @override
    def recognises(self, call: Call) -> bool:
        kind, _, name = call.route.partition("/")
        by = ("PUT", True) if self.record else ("POST", False)
        return kind in KINDS and (call.method, bool(name)) == by and not name.startswith("_")


@dataclass(frozen=True, slots=True)
class RemoveCareService(_Feed):
    """Delete a `record`."""

    shape: ClassVar[str] = "DELETE [base]/[Resource]/[id]"
    option: ClassVar[str] = "care-services-delete"

    record: str

    @override
    def call(self, source: Source) -> Call:
        return Call("DELETE", quote(self.record))

    @override
    def instruction(self) -> str:
        return f"Remove the record {self.record} from the directory"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "remove care service", "record": self.record}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "DELETE" and call.route.partition("/")[0] in KINDS


@dataclass(frozen=True, slots=True)
class CareServicesTransaction(_Feed):
    """Several new resources at once, all or none; ``urn:uuid:…`` in a reference is the entry that is called so."""

    shape: ClassVar[str] = "POST [base] with a Bundle of type transaction"

    entries: Sequence[tuple[str, Resource]]

    @override
    def call(self, source: Source) -> Call:
        told = [
            {
                "fullUrl": f"{PREFIX}{name}",
                "resource": {**resource, **tagged(source)},
                "request": {"method": "POST", "url": resource["resourceType"]},
            }
            for name, resource in self.entries
        ]
        bundle: Resource = {"resourceType": "Bundle", "type": "transaction", "entry": told}
        return Call("POST", "", (("Content-Type", JSON), ("Accept", JSON)), fhir.serialise(bundle))

    @override
    def instruction(self) -> str:
        return f"Add these {len(self.entries)} resources to the directory at once"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "feed care services at once", "resources": [resource for _, resource in self.entries]}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "POST" and not call.route


@dataclass(frozen=True, slots=True)
class FaultyCareServicesFeed(CareServicesFeed):
    """A feed of what is no resource of the type that it is sent as: a list where one thing has to stand."""

    wrong: ClassVar[bool] = True

    @override
    def call(self, source: Source) -> Call:
        right = CareServicesFeed.call(self, source)
        body = fhir.serialise({**self.resource, "name": {"text": ["no name", "at all"]}})
        return Call(right.method, right.path, right.headers, body)


@dataclass(frozen=True, slots=True)
class FaultyCareServicesTransaction(CareServicesTransaction):
    """A transaction of which one entry cannot be kept."""

    wrong: ClassVar[bool] = True
