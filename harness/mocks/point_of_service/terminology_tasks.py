"""The tasks by which the point of service asks a terminology service: SVCM's (ITI-95 to 101) and SVS's (ITI-48, 60)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from harness.errors import UsageError
from harness.mocks.errands.answer import Answer, objects, text, words
from harness.mocks.errands.values import Text, Word
from harness.mocks.point_of_service.patient_index import PatientIndex
from harness.mocks.point_of_service.screen import Screen
from harness.mocks.point_of_service.task import Errand, Task
from harness.transactions import (
    ExpandValueSet,
    LookupCode,
    QueryCodeSystem,
    QueryConceptMap,
    QueryValueSet,
    RetrieveCodeSystem,
    RetrieveConceptMap,
    RetrieveMultipleValueSets,
    RetrieveMultipleValueSetsBySoap,
    RetrieveSharedValueSet,
    RetrieveSharedValueSetBySoap,
    RetrieveValueSet,
    Transaction,
    TranslateCode,
    ValidateCode,
    ValidateCodeInSystem,
)

Pair = Annotated[list[Text], Field(min_length=2, max_length=2)]
Pairs = Annotated[list[Pair], Field(min_length=1)]

_QUERIES = {"ValueSet": QueryValueSet, "CodeSystem": QueryCodeSystem, "ConceptMap": QueryConceptMap}
_READS = {"ValueSet": RetrieveValueSet, "CodeSystem": RetrieveCodeSystem, "ConceptMap": RetrieveConceptMap}
_OPERATIONS = {one.operation: one for one in (ExpandValueSet, LookupCode, ValidateCode, TranslateCode)}
_IN_SYSTEM = ValidateCodeInSystem.operation


class QueryTerminology(Task):
    """Search for value sets, code systems or concept maps."""

    action: Literal["query terminology"]
    type: Literal["ValueSet", "CodeSystem", "ConceptMap"]
    parameters: Pairs

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        return Errand(_QUERIES[self.type](_asked(self.parameters)), found)


class ReadTerminology(Task):
    """Open one of them; `record` is ``ValueSet/17``."""

    action: Literal["read terminology"]
    record: Word

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        kind = self.record.partition("/")[0]
        if kind not in _READS:
            raise UsageError(f"{self.record!r} is none of {', '.join(_READS)}")
        return Errand(_READS[kind](self.record), found)


class AskTerminology(Task):
    """Ask about codes, by one of FHIR's operations."""

    action: Literal["ask terminology"]
    operation: Literal[
        "ValueSet/$expand",
        "CodeSystem/$lookup",
        "ValueSet/$validate-code",
        "CodeSystem/$validate-code",
        "ConceptMap/$translate",
    ]
    parameters: Pairs

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        asked = _asked(self.parameters)
        if self.operation == _IN_SYSTEM:
            return Errand(ValidateCodeInSystem(asked), found)
        return Errand(_OPERATIONS[self.operation](asked), found)


class AskForValueSets(Task):
    """Ask for value sets by SVS, over HTTP or in SOAP."""

    action: Literal["ask for value sets"]
    place: Literal["RetrieveValueSet", "RetrieveMultipleValueSets"]
    parameters: Pairs
    soap: bool = False

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        one = self.place == "RetrieveValueSet"
        asked = _asked(self.parameters)
        if self.soap:
            return Errand((RetrieveSharedValueSetBySoap if one else RetrieveMultipleValueSetsBySoap)(asked), shared)
        return Errand((RetrieveSharedValueSet if one else RetrieveMultipleValueSets)(asked), shared)


TerminologyTask = QueryTerminology | ReadTerminology | AskTerminology | AskForValueSets
ACTIONS = ("query terminology", "read terminology", "ask terminology", "ask for value sets")


def _asked(parameters: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in parameters)


def found(answer: Answer) -> Screen:
    """The screen after an answer in FHIR: what it holds, in a sentence."""
    if answer.refusal:
        return Screen(error=words(answer.resource) or f"The terminology service answered {answer.status}.")
    kind = _SAYING.get(answer.kind)
    return Screen(note=kind(answer.resource) if kind else f"{answer.kind} {text(answer.resource, 'title')}".strip())


def shared(answer: Answer) -> Screen:
    """The screen after an answer of SVS, which is no FHIR: only whether there is one."""
    if answer.status == 200:
        return Screen(note="The terminology service gave what it has.")
    return Screen(error=f"The terminology service answered {answer.status}." if answer.status else answer.fault)


def _parameters(resource: Mapping[str, object]) -> str:
    """Each parameter of an answer that has a value: ``result true, display BCG vaccine``."""
    told = []
    for one in objects(dict(resource), "parameter"):
        value = next((one[key] for key in one if key.startswith("value")), None)
        if value is not None and not isinstance(value, dict):
            told.append(f"{one.get('name')} {str(value).lower() if isinstance(value, bool) else value}")
    return ", ".join(told) or "The terminology service has nothing to say of it."


def _codes(resource: Mapping[str, object]) -> str:
    """The codes of an expansion, by their displays."""
    expansion = resource.get("expansion")
    codes = objects(expansion, "contains") if isinstance(expansion, dict) else []
    told = ", ".join(text(one, "display") or text(one, "code") for one in codes)
    return told or text(dict(resource), "title") or "It has no codes."


def _matches(resource: Mapping[str, object]) -> str:
    """What a search found, by their titles."""
    inside = [one.get("resource") for one in objects(dict(resource), "entry")]
    told = [text(one, "title") or text(one, "url") for one in inside if isinstance(one, dict)]
    return ", ".join(told) or "There is nothing of that kind."


_SAYING = {"Parameters": _parameters, "ValueSet": _codes, "Bundle": _matches}
