"""The one who does what a task says, and remembers in words what came of it (W-21 step 8). Knows no pages."""

from __future__ import annotations

from typing import ClassVar

from harness.mocks.aggregate_data_sender.conduct import Conduct
from harness.mocks.aggregate_data_sender.configuration import Receivers
from harness.mocks.aggregate_data_sender.tasks import Task
from harness.mocks.errands import program
from harness.transport.http_client import Exchange

SHOWN = 400


class Desk(program.Desk):
    """Carries out tasks where each form of report goes."""

    sitter: ClassVar[str] = "a sender of figures"

    def __init__(self, receivers: Receivers, conduct: Conduct) -> None:
        super().__init__(conduct)
        self._receivers, self._conduct = receivers, conduct

    def carry_out(self, task: Task, base: str = "") -> None:
        """Do `task` at `base`, or where its form usually goes; `done` tells what came of it."""
        where = base or str(getattr(self._receivers, task.form))
        for transaction in task.transactions(self._conduct):
            exchange = self._messenger.send(transaction, where)
            self.done.appendleft(f"{transaction.title}, {where}: {_told(exchange)}")


def _told(exchange: Exchange) -> str:
    """The status, and of a refusal what was said."""
    response = exchange.response
    if response is None:
        return exchange.failure
    said = response.body[:SHOWN].decode("utf-8", "replace") if response.status >= 300 else ""
    return f"{response.status} {said}".strip()
