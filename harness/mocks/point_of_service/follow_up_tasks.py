"""The tasks by which the point of service asks for follow-up in the community, and what became of it (W-33)."""

from __future__ import annotations

from typing import Literal

from typing_extensions import override

from harness.mocks.errands.values import Word
from harness.mocks.point_of_service import screen
from harness.mocks.point_of_service.demographics import Demographics
from harness.mocks.point_of_service.patient_index import PatientIndex
from harness.mocks.point_of_service.task import Errand, Task
from harness.transactions import FollowUpSearch, RequestFollowUp, Transaction


class RequestVisit(Task):
    """Ask for a home visit to a person, who becomes a patient of this clinic."""

    action: Literal["request follow-up"]
    person: Demographics

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        person = index.admit(self.person.person)
        return Errand(RequestFollowUp(person), screen.acknowledged, f"A visit to {person.in_words} was asked for.")


class FindVisits(Task):
    """Look for requests with a status."""

    action: Literal["find follow-up"]
    status: Word

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        return Errand(FollowUpSearch(self.status), screen.found_services)
