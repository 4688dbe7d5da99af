"""An endpoint that answers a constant JSON of a given size, on the stack of the mocks: starlette and uvicorn.

``python -m benchmarks.bare SIZE`` prints its URL and runs until SIGTERM.
"""

from __future__ import annotations

import json
import socket
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def main(size: int) -> None:
    """Serve until told to stop."""
    content = json.dumps({"text": "x" * max(0, size - 12)}).encode()

    async def answer(_: Request) -> Response:
        return Response(content, media_type="application/fhir+json")

    app = Starlette(routes=[Route("/{path:path}", answer)])
    # Said to be TCP, so that asyncio switches Nagle's algorithm off: else every answer waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, timeout_keep_alive=60)).run([listener])


if __name__ == "__main__":
    main(int(sys.argv[1]))
