"""What a task comes to in HL7 v2 (ITI-8, ITI-9, ITI-21, ITI-30): one instruction, another tongue. Sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter
from typing_extensions import override

from harness.errors import UsageError
from harness.mocks.errands.values import Strict, Text, Word, read_task
from harness.mocks.point_of_service import screen_v2
from harness.mocks.point_of_service.demographics import Demographics
from harness.mocks.point_of_service.patient_index import PatientIndex
from harness.mocks.point_of_service.screen import Screen
from harness.mocks.point_of_service.screen_v2 import AnswerV2
from harness.mocks.point_of_service.task import identifier_in
from harness.openhie.domains import DEFAULT_DOMAINS, Domain, domain_of
from harness.transactions import (
    CancelQueryV2,
    ChangeIdentifierV2,
    Identifier,
    LinkPatientsV2,
    ManagedPatientMergeV2,
    PatientDemographicsQueryV2,
    PatientIdentifierQueryV2,
    PatientIdentityFeedV2,
    PatientIdentityManagementV2,
    PatientMergeV2,
    PatientOnTheWire,
    Person,
    Transaction,
    V2Transaction,
)

ACTIONS = (
    *("feed", "resolve duplicate", "search", "next page", "cancel query", "cross-reference"),
    *("manage", "merge", "link", "unlink", "change identifier"),
)


@dataclass(frozen=True, slots=True)
class ErrandV2:
    """A transaction to carry out, and how its answer is read; `told`, `forgets` and `adds` are those of `Errand`."""

    transaction: V2Transaction
    read: Callable[[AnswerV2], Screen]
    told: str = ""
    forgets: str = ""
    adds: bool = False


class FeedV2(Strict):
    """Register a patient, or bring her record up to date, which an A08 is for."""

    action: Literal["feed"]
    person: Demographics
    event: Literal["A01", "A04", "A05", "A08"] = "A04"
    also: Annotated[tuple[Word, ...], Field(strict=False)] = ()

    def errand(self, index: PatientIndex, following: Transaction | None) -> ErrandV2:  # noqa: ARG002 - as the others
        """The errand. Raises UsageError where somebody is to be corrected whom nobody knows."""
        person = _written_down(self.person, index)
        feed = PatientIdentityFeedV2(person, event=self.event, also=_domains(self.also))
        words = f"{person.in_words}, has the number {person.key}. The client registry knows."
        return ErrandV2(feed, screen_v2.acknowledged, words)


class ResolveV2(Strict):
    """Two of our records are one person: `survivor` stays."""

    action: Literal["resolve duplicate"]
    subsumed: Word
    survivor: Word

    def errand(self, index: PatientIndex, following: Transaction | None) -> ErrandV2:  # noqa: ARG002 - as the others
        """The errand. Raises UsageError for a number that nobody has."""
        goes, stays = (_own(one, index) for one in (self.subsumed, self.survivor))
        words = (
            f"The number {goes.identifier.value} is replaced by {stays.identifier.value}. The client registry knows."
        )
        merge = self.transaction(goes, stays)
        return ErrandV2(merge, screen_v2.acknowledged, words, forgets=goes.identifier.value)

    def transaction(self, goes: PatientOnTheWire, stays: PatientOnTheWire) -> V2Transaction:
        """The merge."""
        return PatientMergeV2(goes, stays)


class SearchV2(Strict):
    """Search for patients by their number or by fields of PID (``{"PID.5.1": "JONES"}``)."""

    action: Literal["search"]
    fields: Annotated[dict[Word, Text], Field(min_length=1)]
    domains: Annotated[tuple[Word, ...], Field(strict=False)] = ()
    most: Annotated[int, Field(ge=0)] = 0

    def errand(self, index: PatientIndex, following: Transaction | None) -> ErrandV2:  # noqa: ARG002 - as the others
        """The errand."""
        number = self.fields.get("identifier")
        asked: Identifier | Mapping[str, str] = identifier_in(number, index.domain) if number else self.fields
        query = PatientDemographicsQueryV2(asked, domains=_domains(self.domains), most=self.most)
        return ErrandV2(query, screen_v2.found)


class NextPageV2(Strict):
    """Go on to the next page of the last answer."""

    action: Literal["next page"]

    def errand(self, index: PatientIndex, following: Transaction | None) -> ErrandV2:  # noqa: ARG002 - as the others
        """The errand. Raises UsageError where there is no next page."""
        if not isinstance(following, V2Transaction):
            raise UsageError("There is no next page: the last answer had none.")
        return ErrandV2(following, screen_v2.found, adds=True)


class CancelV2(Strict):
    """No more pages of the last answer are wanted."""

    action: Literal["cancel query"]
    tag: Word

    def errand(self, index: PatientIndex, following: Transaction | None) -> ErrandV2:  # noqa: ARG002 - as the others
        """The errand."""
        return ErrandV2(CancelQueryV2(self.tag), screen_v2.acknowledged)


class CrossReferenceV2(Strict):
    """Ask by which other identifiers the registry knows a patient, in the domains `targets` or in all."""

    action: Literal["cross-reference"]
    identifier: Word
    targets: Annotated[tuple[Word, ...], Field(strict=False)] = ()

    def errand(self, index: PatientIndex, following: Transaction | None) -> ErrandV2:  # noqa: ARG002 - as the others
        """The errand."""
        query = PatientIdentifierQueryV2(identifier_in(self.identifier, index.domain), _domains(self.targets))
        return ErrandV2(query, screen_v2.cross_referenced)


class ManageV2(Strict):
    """Create a patient, or update her, by ITI-30."""

    action: Literal["manage"]
    person: Demographics
    event: Literal["A28", "A31"] = "A28"

    def errand(self, index: PatientIndex, following: Transaction | None) -> ErrandV2:  # noqa: ARG002 - as the others
        """The errand. Raises UsageError where somebody is to be corrected whom nobody knows."""
        person = _written_down(self.person, index)
        words = f"{person.in_words}, has the number {person.key}. The client registry knows."
        return ErrandV2(PatientIdentityManagementV2(person, event=self.event), screen_v2.acknowledged, words)


class MergeV2(ResolveV2):
    """Two of our records are one person, told by ITI-30."""

    action: Literal["merge"]  # type: ignore[assignment]

    @override
    def transaction(self, goes: PatientOnTheWire, stays: PatientOnTheWire) -> V2Transaction:
        return ManagedPatientMergeV2(goes, stays)


class LinkV2(Strict):
    """Two of our records are one person, or are not after all; both stay."""

    action: Literal["link", "unlink"]
    identifiers: Annotated[tuple[Word, Word], Field(strict=False)]

    def errand(self, index: PatientIndex, following: Transaction | None) -> ErrandV2:  # noqa: ARG002 - as the others
        """The errand. Raises UsageError for a number that nobody has."""
        one, other = (_own(number, index) for number in self.identifiers)
        link = LinkPatientsV2(one, other, event="A24" if self.action == "link" else "A37")
        return ErrandV2(link, screen_v2.acknowledged, f"{self.action.capitalize()}ed. The client registry knows.")


class ChangeV2(Strict):
    """One of our records has a wrong number, `old`; `new` is the right one."""

    action: Literal["change identifier"]
    old: Word
    new: Word

    def errand(self, index: PatientIndex, following: Transaction | None) -> ErrandV2:  # noqa: ARG002 - as the others
        """The errand. Raises UsageError for a number that nobody has."""
        known, right = _own(self.old, index), identifier_in(self.new, index.domain)
        index.renumber(known.identifier.value, right.value)
        words = f"The number {known.identifier.value} is {right.value} now. The client registry knows."
        return ErrandV2(ChangeIdentifierV2(known, right), screen_v2.acknowledged, words)


TaskV2 = (
    FeedV2 | ResolveV2 | SearchV2 | NextPageV2 | CancelV2 | CrossReferenceV2 | ManageV2 | MergeV2 | LinkV2 | ChangeV2
)
_TASK: TypeAdapter[TaskV2] = TypeAdapter(Annotated[TaskV2, Field(discriminator="action")])


def task_in(content: object) -> TaskV2:
    """The task that parsed JSON describes. Raises UsageError with every mistake in it."""
    return read_task(content, _TASK, actions=ACTIONS)


def _written_down(told: Demographics, index: PatientIndex) -> Person:
    """The person with her number: admitted, or corrected where she is known under other words."""
    formerly = told.formerly
    before = index.known_as(formerly) if formerly else None
    if formerly and before is None:
        raise UsageError(f"There is no {formerly} in this clinic.")
    return index.correct(before.key, told.person) if before else index.admit(told.person)


def _own(number: str, index: PatientIndex) -> PatientOnTheWire:
    person = index.numbered(number)
    if person is None:
        raise UsageError(f"There is no patient {number} in this clinic.")
    name = {"family": person.family, "given": person.given.split()}
    return PatientOnTheWire({"name": [name]}, index.identifier_of(person, index.domain))


def _domains(uris: tuple[str, ...]) -> list[Domain]:
    return [domain_of(uri, DEFAULT_DOMAINS) or Domain(uri) for uri in uris]
