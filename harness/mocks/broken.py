"""An answer that breaks off in the middle of its body, for mocks that are told to have this fault. Knows no content."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Broken(Response):
    """Sends the first half of `whole`, and no more."""

    def __init__(self, whole: Response) -> None:
        super().__init__()
        self._whole = whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as ASGI has it
        """Send it."""
        start = {"type": "http.response.start", "status": self._whole.status_code, "headers": self._whole.raw_headers}
        await send(start)
        half = bytes(self._whole.body[: len(self._whole.body) // 2])
        await send({"type": "http.response.body", "body": half, "more_body": True})
