"""``python -m benchmarks.late COUNT SECONDS FILE``: client registries that answer late, and a file that names them."""

from __future__ import annotations

import asyncio
import sys
import threading
from pathlib import Path
from typing import Any

from harness.mocks import MOCKS
from harness.transport.http_server import HttpServer

TABLE = """
[[participants]]
name = "Registry {number}"
actors = ["client_registry"]
endpoints.fhir = "{url}/fhir"
"""


def late(app: Any, seconds: float) -> Any:
    """`app`, after so many seconds."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(seconds)
        await app(scope, receive, send)

    return answer


def main(count: int, seconds: float, file: Path) -> None:
    """Serve until somebody ends it."""
    tables = []
    for number in range(1, count + 1):
        server = HttpServer(late(MOCKS["client-registry"].make().app, seconds))
        server.start()
        tables.append(TABLE.format(number=number, url=server.url))
    file.write_text("".join(tables), encoding="utf-8")
    print("ready", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]))
