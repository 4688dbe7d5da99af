"""ITI-97, ITI-98, ITI-99 and ITI-101: expand, look up, validate and translate (IHE SVCM). Sends nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from typing_extensions import override

from harness.messages import fhir
from harness.messages.fhir import JSON
from harness.transactions.terminology_parameters import AskedByParameters, as_parameters
from harness.transactions.transaction import Call, Source

_TELLING = ("code", "url", "system", "filter")


@dataclass(frozen=True, slots=True)
class _Operation(AskedByParameters):
    """One of FHIR's terminology operations on a type.

    `form` asks by POST with Parameters, which FHIR's own definition has and IHE does not name. `accept` is the Accept
    header.
    """

    initiator_role: ClassVar[str] = "terminology_consumer"
    responder_role: ClassVar[str] = "terminology_repository"

    accept: str = JSON
    form: bool = False

    @property
    @override
    def unusual(self) -> bool:
        return self.form

    @override
    def call(self, source: Source) -> Call:
        if self.form:
            fields = (("Content-Type", JSON), ("Accept", self.accept))
            return Call("POST", self.operation, fields, fhir.serialise(as_parameters(self.parameters)))
        query = urlencode(self.parameters, quote_via=quote)
        return Call("GET", f"{self.operation}?{query}" if query else self.operation, (("Accept", self.accept),))

    @override
    def task(self) -> dict[str, Any]:
        return {
            "action": "ask terminology",
            "operation": self.operation,
            "parameters": [list(pair) for pair in self.parameters],
        }

    @override
    def recognises(self, call: Call) -> bool:
        return call.method in ("GET", "POST") and call.route == self.operation

    @override
    def marks(self) -> tuple[str, ...]:
        told = dict(self.parameters)
        return tuple(told[name] for name in _TELLING if name in told)[:1]


@dataclass(frozen=True, slots=True)
class ExpandValueSet(_Operation):
    """``GET [base]/ValueSet/$expand?url=…`` (2:3.97): all codes of a value set."""

    id: ClassVar[str] = "ITI-97"
    title: ClassVar[str] = "Expand Value Set"
    answering: ClassVar[str] = "97-23"
    unasked: ClassVar[tuple[str, ...]] = ("97-20", "97-21")
    operation: ClassVar[str] = "ValueSet/$expand"
    shape: ClassVar[str] = "GET [base]/ValueSet/$expand?url=…"
    told: ClassVar[str] = "Ask the terminology service for all codes of a value set"


@dataclass(frozen=True, slots=True)
class LookupCode(_Operation):
    """``GET [base]/CodeSystem/$lookup?system=…&code=…`` (2:3.98): what a code means."""

    id: ClassVar[str] = "ITI-98"
    title: ClassVar[str] = "Lookup Code"
    answering: ClassVar[str] = "98-23"
    unasked: ClassVar[tuple[str, ...]] = ("98-20", "98-21")
    operation: ClassVar[str] = "CodeSystem/$lookup"
    shape: ClassVar[str] = "GET [base]/CodeSystem/$lookup?system=…&code=…"
    told: ClassVar[str] = "Ask the terminology service what a code means"


@dataclass(frozen=True, slots=True)
class ValidateCode(_Operation):
    """``GET [base]/ValueSet/$validate-code?url=…&code=…&system=…`` (2:3.99): is it in the value set?"""

    id: ClassVar[str] = "ITI-99"
    title: ClassVar[str] = "Validate Code"
    answering: ClassVar[str] = "99-23"
    unasked: ClassVar[tuple[str, ...]] = ("99-20", "99-21")
    operation: ClassVar[str] = "ValueSet/$validate-code"
    shape: ClassVar[str] = "GET [base]/ValueSet/$validate-code?url=…&code=…&system=…"
    told: ClassVar[str] = "Ask the terminology service whether a code belongs to a value set"


@dataclass(frozen=True, slots=True)
class ValidateCodeInSystem(ValidateCode):
    """``GET [base]/CodeSystem/$validate-code?url=…&code=…`` (2:3.99): does the code exist?"""

    operation: ClassVar[str] = "CodeSystem/$validate-code"
    shape: ClassVar[str] = "GET [base]/CodeSystem/$validate-code?url=…&code=…"
    told: ClassVar[str] = "Ask the terminology service whether a code exists in a code system"


@dataclass(frozen=True, slots=True)
class TranslateCode(_Operation):
    """``GET [base]/ConceptMap/$translate?url=…&source=…&code=…&system=…&target=…`` (2:3.101)."""

    id: ClassVar[str] = "ITI-101"
    title: ClassVar[str] = "Translate Code"
    answering: ClassVar[str] = "101-23"
    unasked: ClassVar[tuple[str, ...]] = ("101-20", "101-21")
    operation: ClassVar[str] = "ConceptMap/$translate"
    shape: ClassVar[str] = "GET [base]/ConceptMap/$translate?url=…&source=…&code=…&system=…&target=…"
    told: ClassVar[str] = "Ask the terminology service to translate a code"


@dataclass(frozen=True, slots=True)
class FaultyExpansion(ExpandValueSet):
    """One that lacks what it needs, and has to be refused."""

    wrong: ClassVar[bool] = True
    unasked: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class FaultyLookup(LookupCode):
    """One that lacks what it needs, and has to be refused."""

    wrong: ClassVar[bool] = True
    unasked: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class FaultyValidation(ValidateCode):
    """One that lacks what it needs, and has to be refused."""

    wrong: ClassVar[bool] = True
    unasked: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class FaultyValidationInSystem(ValidateCodeInSystem):
    """One that lacks what it needs, and has to be refused."""

    wrong: ClassVar[bool] = True
    unasked: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class FaultyTranslation(TranslateCode):
    """One that lacks what it needs, and has to be refused."""

    wrong: ClassVar[bool] = True
    unasked: ClassVar[tuple[str, ...]] = ()
