"""The tasks by which the point of service asks the registry: ITI-78, ITI-119, ITI-83, and what it can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from harness.errors import UsageError
from harness.mocks.errands.values import Text, Word
from harness.mocks.point_of_service import screen
from harness.mocks.point_of_service.demographics import Demographics
from harness.mocks.point_of_service.patient_index import PatientIndex
from harness.mocks.point_of_service.task import Errand, Task, identifier_in
from harness.openhie.domains import Domain
from harness.transactions import (
    CapabilitiesQuery,
    MobilePatientDemographicsQuery,
    PatientDemographicsMatch,
    PatientIdentifierCrossReferenceQuery,
    RetrievePatient,
    Transaction,
)

Pair = Annotated[list[Text], Field(min_length=2, max_length=2)]


@dataclass(frozen=True, slots=True)
class AskedQuery(MobilePatientDemographicsQuery):
    """A search by pairs of name and value, in which a value may hold any character, ``&`` too."""

    pairs: tuple[tuple[str, str], ...] = ()

    @property
    @override
    def parameters(self) -> list[tuple[str, str]]:
        """What is asked for, unescaped, in order."""
        return list(self.pairs)


class Query(Task):
    """Search for patients; with the `token` that was got before."""

    action: Literal["query"]
    parameters: Annotated[list[Pair], Field(min_length=1)]
    token: bool = False

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        pairs = tuple((name, value) for name, value in self.parameters)
        return Errand(AskedQuery("", page_by_page=True, pairs=pairs), screen.found, shows_token=self.token)


class NextPage(Task):
    """Go on to the next page of the last answer."""

    action: Literal["next page"]

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        if following is None:
            raise UsageError("There is no next page: the last answer had none.")
        return Errand(following, screen.found, adds=True)


class Read(Task):
    """Open one record that the registry keeps; `record` is ``Patient/17``, or the id alone."""

    action: Literal["read"]
    record: Word

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        record = self.record if "/" in self.record else f"Patient/{self.record}"
        return Errand(RetrievePatient(record), screen.opened)


class Match(Task):
    """Ask who this could be."""

    action: Literal["match"]
    person: Demographics
    identifiers: Annotated[tuple[Word, ...], Field(strict=False)] = ()
    only_certain: bool | None = None
    count: int | None = None

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        known = tuple(identifier_in(one, index.domain) for one in self.identifiers)
        asked = PatientDemographicsMatch(self.person.person, known, only_certain=self.only_certain, count=self.count)
        return Errand(asked, screen.found)


class CrossReference(Task):
    """Ask by which other identifiers the registry knows a patient, in the domains `targets` or in all."""

    action: Literal["cross-reference"]
    identifier: Word
    targets: tuple[Word, ...] = Field(default=(), strict=False)

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        identifier = identifier_in(self.identifier, index.domain)
        targets = [Domain(uri) for uri in self.targets]
        return Errand(PatientIdentifierCrossReferenceQuery(identifier, targets), screen.cross_referenced)


class Capabilities(Task):
    """Ask what the registry can do."""

    action: Literal["capabilities"]

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        return Errand(CapabilitiesQuery(), screen.described)
