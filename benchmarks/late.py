"""``python -m benchmarks.late COUNT SECONDS FILE``: client registries that answer late, and a file that names them.

They stand for machines of others, which share no processor with the harness: one loop serves all, and records nothing.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn

from harness.mocks import MOCKS
from harness.transport.listening import listen

TABLE = """
[[participants]]
name = "Registry {number}"
actors = ["client_registry"]
endpoints.fhir = "http://127.0.0.1:{port}/fhir"
"""


def late(apps: dict[int, Any], seconds: float) -> Any:
    """What the application of the port answers, after so many seconds."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(seconds)
        await apps[scope["server"][1]](scope, receive, send)

    return answer


def main(count: int, seconds: float, file: Path) -> None:
    """Serve until somebody ends it."""
    listeners = [listen("127.0.0.1", 0) for _ in range(count)]
    for one in listeners:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or the second half of an answer waits for 40 ms
    apps = {one.getsockname()[1]: MOCKS["client-registry"].make().app for one in listeners}
    tables = (TABLE.format(number=number, port=port) for number, port in enumerate(apps, 1))
    file.write_text("".join(tables), encoding="utf-8")
    print("ready", flush=True)  # whoever asks before the loop runs waits in the queue of a port
    config = uvicorn.Config(
        late(apps, seconds), http="httptools", ws="none", lifespan="off", log_config=None, access_log=False
    )
    uvicorn.Server(config).run(listeners)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]))
