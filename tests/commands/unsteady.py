"""Reference mocks that are slow, or away for a while: what others have to be played beside."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from harness.mocks import MOCKS
from harness.transport.http_server import HttpServer


class Unsteady:
    """A right client registry that takes `delay` seconds for each answer, and goes once it has answered so often."""

    def __init__(self, *defects: str, delay: float = 0.0, ends_after: int = 0) -> None:
        self.delay, self._ends_after = delay, ends_after
        self._registry = MOCKS["client-registry"].make(defects=defects)
        self.answered = 0
        self._server = HttpServer(self._app)
        self._server.start()
        self._port = self._server.port

    @property
    def url(self) -> str:
        """Its FHIR base."""
        return f"http://127.0.0.1:{self._port}/fhir"

    def close(self) -> None:
        """Send it home."""
        self._server.stop()
        self._registry.close()

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(self.delay)
        await self._registry.app(scope, receive, send)
        self.answered += 1
        if self.answered == self._ends_after:
            threading.Thread(target=self._server.stop).start()

    def come_back(self) -> None:
        """Be there again, at the same address."""
        self._server = HttpServer(self._app, port=self._port)
        self._server.start()


def table(name: str, system: Unsteady, *settings: str) -> str:
    """A participant of a file, with `settings` a line each."""
    own = "\n".join(settings)
    return f'[[participants]]\nname = "{name}"\nactors = ["client_registry"]\nendpoints.fhir = "{system.url}"\n{own}\n'
