"""One recorded exchange over the wire beside the same call with bare requests."""

from __future__ import annotations

import gc
import time
from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any

import requests

from harness.transport.http_client import HttpClient, Request
from harness.transport.http_server import HttpServer

BODY = b'{"resourceType":"Patient","id":"1","name":[{"family":"Achieng","given":["Grace"]}]}'
HEADERS = (("Accept", "application/fhir+json"), ("Content-Type", "application/fhir+json"))


async def answer(_scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-type", b"application/fhir+json"), (b"content-length", str(len(BODY)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": BODY})


def seconds(call: Callable[[], object], rounds: int) -> float:
    """Seconds for one call, over a batch."""
    gc.collect()
    begin = time.perf_counter()
    for _ in range(rounds):
        call()
    return (time.perf_counter() - begin) / rounds


def exchange_transport(rounds: int = 300) -> list[tuple[str, str, str]]:
    """Rows of (what, measured, limit): a small POST and its answer, recorded and bare, on one kept connection.

    The two take turns, and the median of seven batches counts, so that a busy machine is busy for both.
    """
    with HttpServer(answer) as server, HttpClient() as client, requests.Session() as session:
        url = f"{server.url}/fhir/Patient"
        session.trust_env = False
        request, fields = Request("POST", url, HEADERS, BODY), dict(HEADERS)
        pairs = [
            (
                seconds(lambda: client.send(request), rounds),
                seconds(lambda: session.post(url, data=BODY, headers=fields).content, rounds),
            )
            for _ in range(7)
        ]
    recorded, bare = (median(column) for column in zip(*pairs, strict=True))
    return [
        ("a small exchange with bare requests", f"{bare * 1000:.2f} ms", ""),
        ("the same, recorded", f"{recorded * 1000:.2f} ms", ""),
        ("recorded beside bare", f"{recorded / bare:.2f} times", "at most 1.5 times"),
    ]


if __name__ == "__main__":
    for row in exchange_transport():
        print(*row, sep="  ")
