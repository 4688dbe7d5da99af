"""The task by which the point of service asks for care services by CSD: ITI-73."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from harness.mocks.errands.answer import Answer
from harness.mocks.errands.values import Text
from harness.mocks.point_of_service.patient_index import PatientIndex
from harness.mocks.point_of_service.screen import Screen
from harness.mocks.point_of_service.task import Errand, Task
from harness.transactions import FindMatchingServices, Transaction

Pair = Annotated[list[Text], Field(min_length=2, max_length=2)]


class AskForCareServices(Task):
    """Ask an InfoManager by one of its stored functions."""

    action: Literal["ask for care services"]
    function: Literal["provider-search", "facility-search", "organization-search", "service-search"]
    parameters: list[Pair] = Field(default_factory=list)

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        asked = tuple((name, value) for name, value in self.parameters)
        return Errand(FindMatchingServices(self.function, asked), told)


def told(answer: Answer) -> Screen:
    """The screen after an answer by CSD, which is no FHIR: only whether there is one."""
    if answer.status == 200:
        return Screen(note="The interlinked registry gave what it has.")
    return Screen(error=f"The interlinked registry answered {answer.status}." if answer.status else answer.fault)
