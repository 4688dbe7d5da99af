"""Systems to examine, each on a port of its own."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from harness.transport.http_server import HttpServer
from tests.doctor.systems import Answering, well
from tests.transport.conftest import certificates, stage

__all__ = ["certificates", "stage"]

Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a registry, and give its base URL."""
    with ExitStack() as stack:

        def start(answer: Answering = well, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> str:
            app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET"])])
            server = stack.enter_context(HttpServer(app, host=host, tls=tls))
            return f"{server.url}/fhir"

        yield start
