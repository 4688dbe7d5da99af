"""ITI-95, ITI-96 and ITI-100: value sets, code systems and concept maps found and read (IHE SVCM). Sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from harness.messages import fhir
from harness.messages.fhir import JSON, Resource
from harness.transactions.fhir_search import OneRecord, is_search, search_call
from harness.transactions.plain_words import in_plain_words
from harness.transactions.terminology_parameters import Asked, Pairs, pairs
from harness.transactions.transaction import Call, Source, Transaction, tagged

IN_WORDS = {"ValueSet": "value set", "CodeSystem": "code system", "ConceptMap": "concept map"}
"""What people call a resource type."""

PREFIXES = ("gt", "lt", "ge", "le", "sa", "eb")


class _Terminology(Transaction):
    initiator_role: ClassVar[str] = "terminology_consumer"
    responder_role: ClassVar[str] = "terminology_repository"


@dataclass(frozen=True, slots=True)
class _Query(_Terminology):
    """A search; `what` is it as the specification writes it, unescaped, `form` makes it a POST to ``_search``."""

    kind: ClassVar[str]

    what: Asked
    accept: str = JSON
    form: bool = False

    @property
    def parameters(self) -> Pairs:
        """What is asked for, unescaped, in order."""
        return pairs(self.what)

    @override
    def call(self, source: Source) -> Call:
        return search_call(self.kind, self.parameters, accept=self.accept, form=self.form)

    @override
    def instruction(self) -> str:
        return f"Search the terminology service for {IN_WORDS[self.kind]}s with {in_plain_words(self.parameters)}"

    @override
    def task(self) -> dict[str, Any]:
        asked = [list(pair) for pair in self.parameters]
        return {"action": "query terminology", "type": self.kind, "parameters": asked}

    @override
    def recognises(self, call: Call) -> bool:
        return is_search(call, self.kind)

    @override
    def marks(self) -> tuple[str, ...]:
        return tuple(value.rpartition("|")[2] for name, value in self.parameters if name not in ("status", "_format"))


@dataclass(frozen=True, slots=True)
class QueryValueSet(_Query):
    """``GET [base]/ValueSet?…`` (2:3.95)."""

    id: ClassVar[str] = "ITI-95"
    title: ClassVar[str] = "Query Value Set"
    answering: ClassVar[str] = "95-09"
    unasked: ClassVar[tuple[str, ...]] = ("95-10",)
    shape: ClassVar[str] = "GET [base]/ValueSet?…"
    kind: ClassVar[str] = "ValueSet"


@dataclass(frozen=True, slots=True)
class QueryCodeSystem(_Query):
    """``GET [base]/CodeSystem?…`` (2:3.96)."""

    id: ClassVar[str] = "ITI-96"
    title: ClassVar[str] = "Query Code System"
    answering: ClassVar[str] = "96-09"
    unasked: ClassVar[tuple[str, ...]] = ("96-10",)
    shape: ClassVar[str] = "GET [base]/CodeSystem?…"
    kind: ClassVar[str] = "CodeSystem"


@dataclass(frozen=True, slots=True)
class QueryConceptMap(_Query):
    """``GET [base]/ConceptMap?…`` (2:3.100)."""

    id: ClassVar[str] = "ITI-100"
    title: ClassVar[str] = "Query Concept Map"
    answering: ClassVar[str] = "100-09"
    unasked: ClassVar[tuple[str, ...]] = ("100-10",)
    shape: ClassVar[str] = "GET [base]/ConceptMap?…"
    kind: ClassVar[str] = "ConceptMap"


@dataclass(frozen=True, slots=True)
class _Retrieve(OneRecord, _Terminology):
    """A read."""

    @override
    def instruction(self) -> str:
        return f"Open the {IN_WORDS[self.kinds[0]]} {self.record} that the terminology service keeps"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "read terminology", "record": self.record}


@dataclass(frozen=True, slots=True)
class RetrieveValueSet(_Retrieve):
    """``GET [base]/ValueSet/{id}`` (2:3.95)."""

    id: ClassVar[str] = "ITI-95"
    title: ClassVar[str] = "Query Value Set"
    answering: ClassVar[str] = "95-09"
    kinds: ClassVar[tuple[str, ...]] = ("ValueSet",)


@dataclass(frozen=True, slots=True)
class RetrieveCodeSystem(_Retrieve):
    """``GET [base]/CodeSystem/{id}`` (2:3.96)."""

    id: ClassVar[str] = "ITI-96"
    title: ClassVar[str] = "Query Code System"
    answering: ClassVar[str] = "96-09"
    kinds: ClassVar[tuple[str, ...]] = ("CodeSystem",)


@dataclass(frozen=True, slots=True)
class RetrieveConceptMap(_Retrieve):
    """``GET [base]/ConceptMap/{id}`` (2:3.100)."""

    id: ClassVar[str] = "ITI-100"
    title: ClassVar[str] = "Query Concept Map"
    answering: ClassVar[str] = "100-09"
    kinds: ClassVar[tuple[str, ...]] = ("ConceptMap",)


@dataclass(frozen=True, slots=True)
class ExportValueSet(RetrieveValueSet):
    """A read of what we loaded ourselves, so that it has all that SVCM's profile wants."""

    unasked: ClassVar[tuple[str, ...]] = ("95-08",)


@dataclass(frozen=True, slots=True)
class ExportCodeSystem(RetrieveCodeSystem):
    """A read of what we loaded ourselves, so that it has all that SVCM's profile wants."""

    unasked: ClassVar[tuple[str, ...]] = ("96-08",)


@dataclass(frozen=True, slots=True)
class ExportConceptMap(RetrieveConceptMap):
    """A read of what we loaded ourselves, so that it has all that SVCM's profile wants."""

    unasked: ClassVar[tuple[str, ...]] = ("100-08",)


@dataclass(frozen=True, slots=True)
class TerminologyAtHand(QueryValueSet):
    """A look at what the service has already, by the harness itself."""

    id: ClassVar[str] = "terminology"
    title: ClassVar[str] = "Terminology at hand"
    answering: ClassVar[str] = ""
    unasked: ClassVar[tuple[str, ...]] = ()
    looked_up: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class LoadTerminology(_Terminology):
    """``POST [base]/{type}``: FHIR's own way to load a definition, of which SVCM says nothing."""

    id: ClassVar[str] = "terminology"
    title: ClassVar[str] = "Load terminology"
    writes: ClassVar[bool] = True
    looked_up: ClassVar[bool] = True
    dispensable: ClassVar[bool] = True
    kind: ClassVar[str] = ""

    resource: Resource

    @override
    def call(self, source: Source) -> Call:
        content = {name: value for name, value in self.resource.items() if name != "id"} | tagged(source)
        fields = (("Content-Type", JSON), ("Accept", JSON))
        return Call("POST", str(self.resource["resourceType"]), fields, fhir.serialise(content))

    @override
    def instruction(self) -> str:
        return f"Load {self.resource['url']} {self.resource['version']} into the terminology service"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "none"}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "POST" and call.route in IN_WORDS
