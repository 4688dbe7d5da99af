"""The one who does what a task says, and remembers in words what came of it. Knows no pages."""

from __future__ import annotations

from typing import ClassVar

from harness.errors import UsageError
from harness.mocks.alert_reporter.conduct import Conduct
from harness.mocks.alert_reporter.configuration import Registries
from harness.mocks.alert_reporter.tasks import Task
from harness.mocks.errands import program
from harness.mocks.errands.program import what_came


class Desk(program.Desk):
    """Carries out tasks at the registry that each is for."""

    sitter: ClassVar[str] = "an alert reporter"

    def __init__(self, registries: Registries, conduct: Conduct) -> None:
        super().__init__(conduct)
        self._registries = registries

    def carry_out(self, task: Task, base: str = "") -> None:
        """Do `task` at the FHIR base URL `base`, or where it is usually done. Raises nothing: `done` tells of it."""
        try:
            transaction = task.transaction()
            exchange = self._messenger.send(transaction, base or task.place(self._registries))
        except UsageError as fault:
            self.done.appendleft(f"{task.action}: not done: {fault}")
            return
        self.done.appendleft(f"{transaction.instruction()}: {what_came(exchange)}")
