"""A mock that a program tells what to do, and that shows in words what came of it. Knows no actor's tasks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping
from typing import Any, ClassVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from harness.errors import UsageError
from harness.mocks.errands.answer import answered, words
from harness.mocks.errands.clerk import Clerk
from harness.mocks.errands.conduct import Conduct
from harness.mocks.errands.instructions import Instructions, Reader
from harness.mocks.errands.messenger import Messenger
from harness.openhie.domains import DEFAULT_DOMAINS, Domain
from harness.transactions import Identifier, Person, Source
from harness.transport.http_client import Exchange

REMEMBERED = 100


class Desk(ABC):
    """Carries out tasks, one at a time; `done` may be read from any thread. `sitter` is who sits there, in words."""

    sitter: ClassVar[str]

    def __init__(self, conduct: Conduct) -> None:
        self._messenger = Messenger(Source(DEFAULT_DOMAINS[0], self._number_of), conduct)
        self.done: deque[str] = deque(maxlen=REMEMBERED)

    @abstractmethod
    def carry_out(self, task: Any, base: str = "") -> None:
        """Do `task` at `base`, or where it is usually done. Raises nothing: `done` tells of it."""

    def sees(self, question: Mapping[str, Any]) -> str:  # noqa: ARG002 - there is no screen
        """There is no screen that anything could be seen on."""
        return "cannot tell"

    def close(self) -> None:
        """Close every connection."""
        self._messenger.close()

    def _number_of(self, person: Person, domain: Domain) -> Identifier:
        raise UsageError(f"{person.family} has no number in {domain.uri}: {self.sitter} gives none")


class ToldByProgram:
    """Takes a program's instructions at ``/instructions``, and tells at ``/`` what came of them."""

    name: ClassVar[str]

    def __init__(self, desk: Desk, read: Reader) -> None:
        self._desk = desk
        self._clerk = Clerk(desk, self.name)
        taken = Instructions(self._clerk, read).take
        self.app = Starlette(routes=[Route("/instructions", taken, methods=["POST"]), Route("/", self._front)])

    async def _front(self, _: Request) -> Response:
        """What was done, the newest first, a line each."""
        return PlainTextResponse("\n".join(("Done, the newest first:", *self._desk.done)))

    def close(self) -> None:
        """Finish what is under way and close every connection."""
        self._clerk.close()


def what_came(exchange: Exchange) -> str:
    """Status, fault, and what a resource says, in a line."""
    answer = answered(exchange)
    return " ".join(filter(None, (str(answer.status or ""), answer.fault, words(answer.resource))))
