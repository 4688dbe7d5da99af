"""The one who does what a task says, and remembers in words what came of it. Knows no pages."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from harness.errors import UsageError
from harness.mocks.alert_reporter.conduct import Conduct
from harness.mocks.alert_reporter.configuration import Registries
from harness.mocks.alert_reporter.tasks import Task
from harness.mocks.errands.answer import answered, words
from harness.mocks.errands.messenger import Messenger
from harness.openhie.domains import DEFAULT_DOMAINS, Domain
from harness.transactions import Identifier, Person, Source

REMEMBERED = 100


class Desk:
    """Carries out tasks, one at a time; `done` may be read from any thread."""

    def __init__(self, registries: Registries, conduct: Conduct) -> None:
        self._registries = registries
        self._messenger = Messenger(Source(DEFAULT_DOMAINS[0], _nobody), conduct)
        self.done: deque[str] = deque(maxlen=REMEMBERED)

    def carry_out(self, task: Task, base: str = "") -> None:
        """Do `task` at the FHIR base URL `base`, or where it is usually done. Raises nothing: `done` tells of it."""
        try:
            transaction = task.transaction()
            exchange = self._messenger.send(transaction, base or task.place(self._registries))
        except UsageError as fault:
            self.done.appendleft(f"{task.action}: not done: {fault}")
            return
        answer = answered(exchange)
        told = " ".join(filter(None, (str(answer.status or ""), answer.fault, words(answer.resource))))
        self.done.appendleft(f"{transaction.instruction()}: {told}")

    def sees(self, question: Mapping[str, Any]) -> str:  # noqa: ARG002 - there is no screen
        """There is no screen that anything could be seen on."""
        return "cannot tell"

    def close(self) -> None:
        """Close every connection."""
        self._messenger.close()


def _nobody(person: Person, domain: Domain) -> Identifier:
    """A reporter gives nobody a number."""
    raise UsageError(f"{person.family} has no number in {domain.uri}: an alert reporter gives none")
