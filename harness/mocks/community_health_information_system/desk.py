"""The one who does what a task says, and remembers in words what came of it. Knows no pages."""

from __future__ import annotations

from typing import ClassVar

from harness.mocks.community_health_information_system.conduct import Conduct
from harness.mocks.community_health_information_system.tasks import Task
from harness.mocks.errands import program
from harness.mocks.errands.program import what_came


class Desk(program.Desk):
    """Carries out tasks at `record` or where it is told."""

    sitter: ClassVar[str] = "a community health information system"

    def __init__(self, record: str, conduct: Conduct) -> None:
        super().__init__(conduct)
        self._record = record

    def carry_out(self, task: Task, base: str = "") -> None:
        """Do `task` at the FHIR base URL `base`, or where it is usually done. Raises nothing: `done` tells of it."""
        transaction = task.transaction()
        exchange = self._messenger.send(transaction, base or self._record)
        self.done.appendleft(f"{transaction.instruction()}: {what_came(exchange)}")
