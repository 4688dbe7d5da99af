"""ITI-90 Find Matching Care Services (IHE mCSD 2:3.90): search, next page, read. Sends nothing itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from harness.messages.fhir import JSON
from harness.transactions.fhir_search import FollowingPage, OneRecord, is_search, next_page, pairs_in, search_call
from harness.transactions.person import Identifier
from harness.transactions.transaction import Call, Source, Transaction

KINDS = (
    "Organization",
    "Endpoint",
    "Location",
    "HealthcareService",
    "OrganizationAffiliation",
    "Practitioner",
    "PractitionerRole",
)
"""The resource types of mCSD, in an order in which references lead back."""

PROFILES = tuple(f"90-10{letter}" for letter in "abcdefghijk")
"""The requirements that what a directory sends meets its profiles."""

TELLING = frozenset({"_id", "identifier", "name", "given", "family", "partof"})
"""The parameters whose values tell one facility or one health worker from others."""


class _CareServices(Transaction):
    id: ClassVar[str] = "ITI-90"
    title: ClassVar[str] = "Find Matching Care Services"
    initiator_role: ClassVar[str] = "query_client"
    responder_role: ClassVar[str] = "directory"
    answering: ClassVar[str] = "90-11"
    unasked: ClassVar[tuple[str, ...]] = ("90-16", *PROFILES)


@dataclass(frozen=True, slots=True)
class CareServicesQuery(_CareServices):
    """A search for resources of `kind`.

    `what` is an identifier, or the search as the specification writes it, unescaped: ``name:contains=Kisumu&active=
    true``. `accept` is the Accept header, `form` makes it a POST to ``_search``, `page_by_page` follows every ``next``
    link.
    """

    shape: ClassVar[str] = "GET [base]/[Resource]?…"

    kind: str
    what: Identifier | str
    accept: str = JSON
    form: bool = False
    page_by_page: bool = False

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """What is asked for, unescaped, in order."""
        return [("identifier", self.what.token)] if isinstance(self.what, Identifier) else pairs_in(self.what)

    @override
    def call(self, source: Source) -> Call:
        return search_call(self.kind, self.parameters, accept=self.accept, form=self.form)

    @override
    def instruction(self) -> str:
        return f"Search the directory for {plural(self.kind)} with {in_words(self.parameters)}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "find", "kind": self.kind, "parameters": [list(pair) for pair in self.parameters]}

    @override
    def recognises(self, call: Call) -> bool:
        return is_search(call, self.kind)

    @override
    def marks(self) -> tuple[str, ...]:
        told = [(name.split(":")[0], part) for name, value in self.parameters for part in value.split(",")]
        telling = [part.rpartition("|")[2] for name, part in told if name in TELLING]
        return tuple(filter(None, telling)) or tuple(part for name, part in told if part and not name.startswith("_"))

    @override
    def following(self, body: bytes, content_type: str, base: str) -> Transaction | None:
        path = next_page(body, content_type, base) if self.page_by_page else ""
        return NextCareServices(path, self.accept) if path else None


@dataclass(frozen=True, slots=True)
class NextCareServices(FollowingPage, _CareServices):
    """The next page of care services."""


@dataclass(frozen=True, slots=True)
class RetrieveCareService(OneRecord, _CareServices):
    """A read of one resource."""

    shape: ClassVar[str] = "GET [base]/[Resource]/[id]"
    kinds: ClassVar[tuple[str, ...]] = KINDS

    @override
    def instruction(self) -> str:
        return f"Open the record {self.record} that the directory keeps"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "open", "record": self.record}


@dataclass(frozen=True, slots=True)
class FaultyCareServicesQuery(CareServicesQuery):
    """A search that nobody can understand, and a directory has to refuse."""

    wrong: ClassVar[bool] = True
    unasked: ClassVar[tuple[str, ...]] = ()


def plural(kind: str) -> str:
    """More than one of a resource type, as one reads it out: ``HealthcareService`` is "healthcare services"."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", kind).lower()
    return f"{words}s"


def in_words(parameters: Iterable[tuple[str, str]]) -> str:
    """``name:contains=Kisumu&active=true`` as "name:contains Kisumu and active true"."""
    return " and ".join(f"{name} {value.replace(',', ' or ')}" for name, value in parameters) or "anything"
