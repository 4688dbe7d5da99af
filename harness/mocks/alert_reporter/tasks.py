"""What an alert reporter can be told to do: find somebody, report an alert, ask what became of it. Sends nothing."""

from __future__ import annotations

import json
from abc import abstractmethod
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter
from typing_extensions import override

from harness.errors import UsageError
from harness.mocks.alert_reporter.configuration import Registries
from harness.mocks.errands.values import Strict, Text, Word, read_task
from harness.transactions import (
    AlertStatusQuery,
    CareServicesQuery,
    MobilePatientDemographicsQuery,
    ReportAlert,
    Transaction,
)

Pairs = Annotated[tuple[Annotated[tuple[Word, Text], Field(strict=False)], ...], Field(strict=False)]


class Task(Strict):
    """Something to do."""

    action: str

    @abstractmethod
    def transaction(self) -> Transaction:
        """What it comes to. Raises UsageError where it cannot be done."""

    def place(self, registries: Registries) -> str:
        """Where it is done, unless an instruction says otherwise."""
        return registries.aggregator


class FindPatient(Task):
    """Look for a patient (ITI-78)."""

    action: Literal["query"]
    parameters: Pairs

    @override
    def transaction(self) -> Transaction:
        return MobilePatientDemographicsQuery(_written(self.parameters))

    @override
    def place(self, registries: Registries) -> str:
        return registries.client_registry


class Find(Task):
    """Look for a health worker or a facility (ITI-90)."""

    action: Literal["find"]
    kind: Word
    parameters: Pairs

    @override
    def transaction(self) -> Transaction:
        return CareServicesQuery(self.kind, _written(self.parameters))

    @override
    def place(self, registries: Registries) -> str:
        return registries.directory


class Report(Task):
    """Report an alert (ITI-84) to who is at the address `recipient`, or whose resource is `contained` (as JSON)."""

    action: Literal["report alert"]
    text: Word
    recipient: Text = ""
    contained: str = ""
    content_type: Literal["application/fhir+json", "application/fhir+xml"] = "application/fhir+json"

    @override
    def transaction(self) -> Transaction:
        try:
            contained = json.loads(self.contained) if self.contained else None
        except ValueError as fault:
            raise UsageError(f"contained: a resource in JSON is wanted ({fault})") from None
        if not contained and not self.recipient:
            raise UsageError("recipient: an alert is for somebody")
        return ReportAlert(self.text, self.recipient, contained, self.content_type)


class Status(Task):
    """Ask what became of an alert (ITI-85); `more` are further parameters."""

    action: Literal["alert status"]
    alert: Word
    more: Pairs = ()

    @override
    def transaction(self) -> Transaction:
        return AlertStatusQuery(self.alert, self.more)


ACTIONS = ("query", "find", "report alert", "alert status")
_TASK: TypeAdapter[Task] = TypeAdapter(Annotated[FindPatient | Find | Report | Status, Field(discriminator="action")])


def task_in(content: object) -> Task:
    """The task that parsed JSON describes. Raises UsageError with every mistake in it."""
    return read_task(content, _TASK, actions=ACTIONS)


def _written(parameters: Pairs) -> str:
    return "&".join(f"{name}={value}" for name, value in parameters)
