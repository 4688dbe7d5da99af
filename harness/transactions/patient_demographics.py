"""ITI-78 Mobile Patient Demographics Query and ITI-119 Patient Demographics Match (IHE PDQm). Sends nothing itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from typing_extensions import override

from harness.messages import fhir
from harness.messages.fhir import JSON, Resource
from harness.transactions.fhir_search import FollowingPage, OneRecord, is_search, next_page, pairs_in, search_call
from harness.transactions.patient_identity_feed import as_task
from harness.transactions.patient_resource import patient_resource
from harness.transactions.person import Identifier, Person
from harness.transactions.plain_words import in_plain_words
from harness.transactions.transaction import Call, Source, Transaction

TELLING = frozenset({"_id", "identifier", "family", "name", "mothersMaidenName", "telecom"})
"""The parameters whose values tell one person from others."""


class _Demographics(Transaction):
    id: ClassVar[str] = "ITI-78"
    title: ClassVar[str] = "Mobile Patient Demographics Query"
    initiator_role: ClassVar[str] = "patient_demographics_consumer"
    responder_role: ClassVar[str] = "patient_demographics_supplier"
    answering: ClassVar[str] = "78-26"
    shape: ClassVar[str] = "GET [base]/Patient?…"
    unasked: ClassVar[tuple[str, ...]] = ("78-01", "78-13")


def _pairs(what: Identifier | str) -> list[tuple[str, str]]:
    return [("identifier", what.token)] if isinstance(what, Identifier) else pairs_in(what)


@dataclass(frozen=True, slots=True)
class MobilePatientDemographicsQuery(_Demographics):
    """A search for patients.

    `what` is an identifier, or the search as the specification writes it, unescaped:
    ``family:exact=Odhiambo&birthdate=ge1982-01-01``; an ampersand with no ``name=`` after it is part of a value.
    `accept` is the Accept header, `form` makes it a POST to ``_search``, `page_by_page` follows every ``next`` link.
    """

    what: Identifier | str
    accept: str = JSON
    form: bool = False
    page_by_page: bool = False

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """What is asked for, unescaped, in order."""
        return _pairs(self.what)

    @override
    def call(self, source: Source) -> Call:
        return search_call("Patient", self.parameters, accept=self.accept, form=self.form)

    @override
    def instruction(self) -> str:
        return f"Search the client registry for patients with {in_plain_words(self.parameters)}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "query", "parameters": [list(pair) for pair in self.parameters]}

    @override
    def recognises(self, call: Call) -> bool:
        return is_search(call, "Patient")

    @override
    def marks(self) -> tuple[str, ...]:
        told = [(name.split(":")[0], part) for name, value in self.parameters for part in value.split(",")]
        telling = [part.rpartition("|")[2] for name, part in told if name in TELLING]
        others = [part.rstrip("|") for name, part in told if not name.startswith("_")]
        return tuple(filter(None, telling)) or tuple(filter(None, others))

    @override
    def following(self, body: bytes, content_type: str, base: str) -> Transaction | None:
        path = next_page(body, content_type, base) if self.page_by_page else ""
        return NextPage(path, self.accept) if path else None


@dataclass(frozen=True, slots=True)
class NextPage(FollowingPage, _Demographics):
    """The next page of patients."""


@dataclass(frozen=True, slots=True)
class RetrievePatient(OneRecord, _Demographics):
    """A read of one Patient (2:3.78.4.3)."""

    kinds: ClassVar[tuple[str, ...]] = ("Patient",)

    @override
    def instruction(self) -> str:
        return f"Open the record {self.record} that the client registry keeps"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "read", "record": self.record}


@dataclass(frozen=True, slots=True)
class PatientDemographicsMatch(Transaction):
    """``Patient/$match`` (IHE PDQm 2:3.119): who could this person be?

    `identifiers` are put into the Patient that is asked about; `extension` and `modifier_extension` put an unknown
    one in; `bare` sends the Patient without Parameters around it.
    """

    id: ClassVar[str] = "ITI-119"
    title: ClassVar[str] = "Patient Demographics Match"
    initiator_role: ClassVar[str] = "patient_demographics_consumer"
    responder_role: ClassVar[str] = "patient_demographics_supplier"
    answering: ClassVar[str] = "119-11"
    operation: ClassVar[str] = "Patient/$match"
    shape: ClassVar[str] = "POST [base]/Patient/$match with Parameters"
    unasked: ClassVar[tuple[str, ...]] = ("119-12", "119-08", "119-13")
    option: ClassVar[str] = "match-operation"

    person: Person
    identifiers: tuple[Identifier, ...] = ()
    only_certain: bool | None = None
    count: int | None = None
    extensions: dict[str, Any] = field(default_factory=dict)
    bare: bool = False

    @override
    def call(self, source: Source) -> Call:
        patient = patient_resource(self.person, self.identifiers, tags=())
        patient |= self.extensions
        parameters: list[Resource] = [{"name": "resource", "resource": patient}]
        if self.only_certain is not None:
            parameters.append({"name": "onlyCertainMatches", "valueBoolean": self.only_certain})
        if self.count is not None:
            parameters.append({"name": "count", "valueInteger": self.count})
        body = patient if self.bare else {"resourceType": "Parameters", "parameter": parameters}
        return Call("POST", "Patient/$match", (("Content-Type", JSON), ("Accept", JSON)), fhir.serialise(body))

    @override
    def instruction(self) -> str:
        certain = ", certain matches only" if self.only_certain else ""
        most = f", {self.count} at most" if self.count else ""
        known = "".join(f", known as {one.token}" for one in self.identifiers)
        return f"Ask the client registry who this could be{certain}{most}: {self.person.in_words}{known}"

    @override
    def task(self) -> dict[str, Any]:
        return {
            "action": "match",
            "person": as_task(self.person),
            "identifiers": [one.token for one in self.identifiers],
            "only_certain": self.only_certain,
            "count": self.count,
        }

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "POST" and call.route == "Patient/$match"

    @override
    def marks(self) -> tuple[str, ...]:
        return (self.person.family,)


_ANY_NUMBER = {"name": "count", "valueInteger": 5}


@dataclass(frozen=True, slots=True)
class FaultyPatientDemographicsMatch(PatientDemographicsMatch):
    """A match that a supplier has to refuse: the Patient carries what `extensions` names, or is no Patient."""

    wrong: ClassVar[bool] = True
    unasked: ClassVar[tuple[str, ...]] = ()

    without_patient: bool = False

    @override
    def call(self, source: Source) -> Call:
        right = PatientDemographicsMatch.call(self, source)
        if not self.without_patient:
            return right
        return replace(right, body=fhir.serialise({"resourceType": "Parameters", "parameter": [_ANY_NUMBER]}))
