"""The reference interlinked registry: follows facility and health worker registries, and joins them. Judges nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from typing_extensions import override

from harness.mocks.directory.mock import DirectoryMock
from harness.mocks.directory.service import Directory
from harness.mocks.errands.clerk import Clerk
from harness.mocks.errands.instructions import Instructions
from harness.mocks.interlinked_registry.client import (
    Interlinked,
    Timer,
    UpdateClient,
    history_in,
    modifications_in,
)
from harness.mocks.interlinked_registry.csd_door import csd_route
from harness.mocks.interlinked_registry.tasks import AskForModifications, Task, task_in
from harness.transport.http_client import Exchange

__all__ = ["Interlinked", "InterlinkedRegistry"]


class InterlinkedRegistry(DirectoryMock):
    """An interlinked registry: it asks its sources for updates on a timer, and is told to at ``/instructions``."""

    name: ClassVar[str] = "interlinked-registry"
    actor: ClassVar[str] = "interlinked_registry"
    kind: ClassVar[type[Directory]] = Interlinked
    asks: ClassVar[bool] = True
    also_speaks: ClassVar[tuple[str, ...]] = ("csd", "soap")
    directory: Interlinked

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._client = UpdateClient(self.directory)
        self._clerk = Clerk(_Asking(self._client), self.name)
        instructions = Route("/instructions", Instructions(self._clerk, task_in).take, methods=["POST"])
        self.app = Starlette(routes=[instructions, Mount("/", self.app)])
        told = arguments.get("configuration")
        self._timer = Timer(self._client, told.sources if told else ())

    @override
    def doors(self) -> list[Route]:
        """What is answered besides FHIR: questions by CSD (ITI-73)."""
        return [csd_route(self.directory)]

    def learns(self, exchange: Exchange) -> None:
        """Keep what was answered to a request for updates that was made in our name."""
        document = modifications_in(exchange)
        if document is not None:
            self.directory.remember(document)
        bundle = history_in(exchange)
        if bundle is not None:
            self.directory.learn(bundle, exchange.responder, exchange.base)

    def close(self) -> None:
        """Ask nobody any more, and end all use of the data."""
        self._timer.close()
        self._clerk.close()
        super().close()


class _Asking:
    """Has the update client do what it is told."""

    def __init__(self, client: UpdateClient) -> None:
        self._client = client

    def carry_out(self, task: Task, base: str = "") -> None:
        if isinstance(task, AskForModifications):
            self._client.ask_for_modifications(base, task.since)
        else:
            self._client.ask([task.kind], base)

    def sees(self, question: Mapping[str, Any]) -> str:  # noqa: ARG002 - it has no screen
        return "cannot tell"

    def close(self) -> None:
        self._client.close()
