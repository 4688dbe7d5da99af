"""The one who does what a task says, and remembers in words what came of it (W-21 step 8). Knows no pages."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from harness.errors import UsageError
from harness.mocks.aggregate_data_sender.conduct import Conduct
from harness.mocks.aggregate_data_sender.configuration import Receivers
from harness.mocks.aggregate_data_sender.tasks import Task
from harness.mocks.errands.messenger import Messenger
from harness.openhie.domains import DEFAULT_DOMAINS, Domain
from harness.transactions import Identifier, Person, Source
from harness.transport.http_client import Exchange

REMEMBERED, SHOWN = 100, 400


class Desk:
    """Carries out tasks, one at a time; `done` may be read from any thread."""

    def __init__(self, receivers: Receivers, conduct: Conduct) -> None:
        self._receivers, self._conduct = receivers, conduct
        self._messenger = Messenger(Source(DEFAULT_DOMAINS[0], _nobody), conduct)
        self.done: deque[str] = deque(maxlen=REMEMBERED)

    def carry_out(self, task: Task, base: str = "") -> None:
        """Do `task` at `base`, or where its form usually goes; `done` tells what came of it."""
        where = base or str(getattr(self._receivers, task.form))
        for transaction in task.transactions(self._conduct):
            exchange = self._messenger.send(transaction, where)
            self.done.appendleft(f"{transaction.title}, {where}: {_told(exchange)}")

    def sees(self, question: Mapping[str, Any]) -> str:  # noqa: ARG002 - there is no screen
        """There is no screen that anything could be seen on."""
        return "cannot tell"

    def close(self) -> None:
        """Close every connection."""
        self._messenger.close()


def _told(exchange: Exchange) -> str:
    """The status, and of a refusal what was said."""
    response = exchange.response
    if response is None:
        return exchange.failure
    said = response.body[:SHOWN].decode("utf-8", "replace") if response.status >= 300 else ""
    return f"{response.status} {said}".strip()


def _nobody(person: Person, domain: Domain) -> Identifier:
    """A sender of figures knows nobody by name."""
    raise UsageError(f"{person.family} has no number in {domain.uri}: a sender of figures gives none")
