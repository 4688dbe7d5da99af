"""The tasks by which the point of service tells the registry of its patients (ITI-104), and of their mothers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from harness.errors import UsageError
from harness.mocks.errands.values import Text, Word
from harness.mocks.point_of_service.demographics import Demographics
from harness.mocks.point_of_service.patient_index import PatientIndex
from harness.mocks.point_of_service.screen import acknowledged
from harness.mocks.point_of_service.task import Errand, Task, identifier_in
from harness.openhie.domains import Domain
from harness.transactions import (
    PatientIdentityFeed,
    PatientOnTheWire,
    Person,
    RegisterMother,
    RemovePatient,
    ResolveDuplicate,
    Transaction,
)
from harness.transactions.patient_resource import patient_resource


class Feed(Task):
    """Register a patient, or bring her record up to date: that of `number`, or of who she was formerly.

    `also` are URIs of further domains, in which she has the same number; `by_oid` names our own by its OID, if it has
    one and no other domain is named.
    """

    action: Literal["feed"]
    person: Demographics
    number: Text = ""
    content_type: Literal["application/fhir+json", "application/fhir+xml"] = "application/fhir+json"
    also: Annotated[tuple[Word, ...], Field(strict=False)] = ()
    by_oid: bool = False

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        told = self.person.person
        before = self._before(index)
        person = index.correct(before.key, told) if before else index.admit(told)
        also, by_oid = [Domain(uri) for uri in self.also], self.by_oid and bool(index.domain.oid) and not self.also
        feed = PatientIdentityFeed(person, also=also, content_type=self.content_type, by_oid=by_oid)
        return Errand(feed, acknowledged, f"{person.in_words}, has the number {person.key}. The client registry knows.")

    def _before(self, index: PatientIndex) -> Person | None:
        """The record that is to be corrected, where one is named."""
        if self.number:
            return _own(self.number, index)
        if not self.person.formerly:
            return None
        known = index.known_as(self.person.formerly)
        if known is None:
            raise UsageError(f"There is no {self.person.formerly} in this clinic.")
        return known


class Resolve(Task):
    """Two of our records are one person: `survivor` stays."""

    action: Literal["resolve duplicate"]
    subsumed: Word
    survivor: Word

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        person = _own(self.subsumed, index)
        survivor = identifier_in(self.survivor, index.domain)
        if person.key == survivor.value:
            raise UsageError(f"{person.key} cannot replace itself: name two different patients.")
        identifier = index.identifier_of(person, index.domain)
        subsumed = PatientOnTheWire(patient_resource(person, [identifier], tags=()), identifier)
        merge = ResolveDuplicate(subsumed, PatientOnTheWire({}, survivor))
        words = f"The number {person.key} is replaced by {survivor.value}. The client registry knows."
        return Errand(merge, acknowledged, words, forgets=person.key)


class Remove(Task):
    """Take a patient off the registry's index, and ours."""

    action: Literal["remove"]
    identifier: Word

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        known = index.numbered(self.identifier)
        told = identifier_in(self.identifier, index.domain)
        identifier = index.identifier_of(known, index.domain) if known else told
        words = f"The patient {identifier.value} is removed. The client registry knows."
        return Errand(RemovePatient(identifier), acknowledged, words, forgets=identifier.value)


class Mother(Task):
    """Name the mother of a patient; `child` is her record at the registry (``Patient/17``)."""

    action: Literal["mother"]
    child: Word
    family: Word
    given: Word

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        words = f"{self.given} {self.family} is the mother of {self.child}. The client registry knows."
        return Errand(RegisterMother(self.child, self.family, self.given), acknowledged, words)


def _own(number: str, index: PatientIndex) -> Person:
    person = index.numbered(number)
    if person is None:
        raise UsageError(f"There is no patient {number} in this clinic.")
    return person
