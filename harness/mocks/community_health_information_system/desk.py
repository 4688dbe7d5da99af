"""The one who does what a task says, and remembers in words what came of it. Knows no pages."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from harness.errors import UsageError
from harness.mocks.community_health_information_system.conduct import Conduct
from harness.mocks.community_health_information_system.tasks import Task
from harness.mocks.errands.answer import answered, words
from harness.mocks.errands.messenger import Messenger
from harness.openhie.domains import DEFAULT_DOMAINS, Domain
from harness.transactions import Identifier, Person, Source

REMEMBERED = 100


class Desk:
    """Carries out tasks at `record` or where it is told, one at a time; `done` may be read from any thread."""

    def __init__(self, record: str, conduct: Conduct) -> None:
        self._record = record
        self._messenger = Messenger(Source(DEFAULT_DOMAINS[0], _nobody), conduct)
        self.done: deque[str] = deque(maxlen=REMEMBERED)

    def carry_out(self, task: Task, base: str = "") -> None:
        """Do `task` at the FHIR base URL `base`, or where it is usually done. Raises nothing: `done` tells of it."""
        transaction = task.transaction()
        answer = answered(self._messenger.send(transaction, base or self._record))
        told = " ".join(filter(None, (str(answer.status or ""), answer.fault, words(answer.resource))))
        self.done.appendleft(f"{transaction.instruction()}: {told}")

    def sees(self, question: Mapping[str, Any]) -> str:  # noqa: ARG002 - there is no screen
        """There is no screen that anything could be seen on."""
        return "cannot tell"

    def close(self) -> None:
        """Close every connection."""
        self._messenger.close()


def _nobody(person: Person, domain: Domain) -> Identifier:
    """Patients have their numbers from elsewhere."""
    raise UsageError(f"{person.family} has no number in {domain.uri}: a community health information system gives none")
