"""A facility registry, a health worker registry and what follows them, on real sockets."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness.mocks import MOCKS
from harness.transport.http_server import HttpServer
from tests.mocks.directories.csd_on_the_wire import FACILITIES, WORKERS, filled

FHIR = {"content-type": "application/fhir+json"}
Opened = tuple[Any, httpx.Client]


@pytest.fixture
def opened() -> Iterator[Callable[..., httpx.Client]]:
    """Starts a mock of this name and gives a client whose base is its FHIR base."""
    with ExitStack() as stack:

        def start(name: str, **arguments: Any) -> httpx.Client:
            mock = MOCKS[name].make(**arguments)
            stack.callback(mock.close)
            server = stack.enter_context(HttpServer(mock.app))
            return stack.enter_context(httpx.Client(base_url=f"{server.url}/fhir/", headers=FHIR))

        yield start


@pytest.fixture
def following(opened: Any, tmp_path: Path) -> Callable[..., httpx.Client]:
    """An interlinked registry that follows these, each by its actor, every tenth of a second."""

    def start(**sources: httpx.Client) -> httpx.Client:
        tables = (
            f'[[sources]]\nactor = "{actor}"\nbase = "{one.base_url}"\nevery = 0.1\n' for actor, one in sources.items()
        )
        file = tmp_path / "ilr.toml"
        file.write_text("\n".join(tables))
        from harness.mocks.directory.configuration import read

        client: httpx.Client = opened("interlinked-registry", configuration=read(file))
        return client

    return start


def total(client: httpx.Client, asked: str) -> int:
    """How many a search finds."""
    return int(client.get(asked).json()["total"])


def soon(look: Callable[[], object], wanted: object) -> bool:
    """Whether `look` gives what is `wanted` within five seconds."""
    end = time.monotonic() + 5
    while look() != wanted and time.monotonic() < end:
        time.sleep(0.02)
    return look() == wanted


@pytest.fixture(scope="module")
def registries() -> Iterator[dict[str, str]]:
    """A facility registry, a health worker registry, and an interlinked registry that knows neither, by their urls."""
    with ExitStack() as stack:
        urls = {}
        for name in ("facility-registry", "health-worker-registry", "interlinked-registry"):
            mock = MOCKS[name].make()
            stack.callback(mock.close)
            urls[name] = stack.enter_context(HttpServer(mock.app)).url
        filled(urls["facility-registry"], FACILITIES)
        filled(urls["health-worker-registry"], WORKERS)
        yield urls
