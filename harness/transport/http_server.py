"""Serves an ASGI application from a thread and tells of each exchange. Knows nothing of what is served."""

from __future__ import annotations

import asyncio
import functools
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractContextManager, suppress
from email.utils import formatdate
from typing import Any

import uvicorn

from harness.errors import HarnessError
from harness.evidence.exchange import Exchange
from harness.transport.http_passing import Passing, PassingProtocol
from harness.transport.http_protocol import RecordedProtocol, Settings
from harness.transport.listening import BACKLOG, here, listen
from harness.transport.telling import Teller
from harness.transport.tls_door import Secured, TlsDoor

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Event, Receive, Send], Awaitable[None]]

GRACE = 0.7  # seconds that answers under way get when the server stops


class HttpServer(AbstractContextManager["HttpServer"]):
    """An ASGI application behind a port of its own.

    `port` 0 takes a free one; `url` says which. `on_exchange` is called on the server's thread after each answer was
    written, and also for what was no HTTP or was cut short; it must be quick. `tls` makes it HTTPS, with a door in
    front that says in an alert why it refuses somebody; `on_handshake` is told of each (see `TlsDoor`). A request with
    more than `largest_body` bytes gets 413, one whose head is not there after `patience` seconds 408. `passing` says
    which requests go to a relay, past the application.
    """

    def __init__(
        self,
        app: Application,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        on_exchange: Callable[[Exchange], None] | None = None,
        tls: ssl.SSLContext | None = None,
        on_handshake: Callable[[Exchange], None] | None = None,
        largest_body: int = 60_000_000,
        patience: float = 30.0,
        passing: Passing | None = None,
    ) -> None:
        self.host, self.port = host, port
        self._app, self._tls, self._on_handshake = app, tls, on_handshake
        self._settings, self._passing = Settings(Teller(on_exchange), largest_body, patience), passing
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._doors: list[TlsDoor] = []

    @property
    def url(self) -> str:
        """Where it is to be found from this machine, without a slash at the end."""
        return f"{'https' if self._tls else 'http'}://{here(self.host, self.port)}"

    def start(self) -> None:
        """Listen; returns when requests are taken. Raises UsageError where the port cannot be had."""
        listeners = [] if self._tls else [listen(self.host, self.port)]
        if self._tls is not None:
            self.port = self.secured(self._tls, host=self.host, port=self.port).port
        for one in listeners:
            self.port = one.getsockname()[1]
        self._server = _Server(self._config())
        run = functools.partial(_run, self._server, listeners)
        self._thread = threading.Thread(target=run, name=f"http-server-{self.port}", daemon=True)
        self._thread.start()
        self._server.ready.wait()
        if not self._server.started:
            self.stop()
            raise HarnessError(f"The application on port {self.port} did not start; its log says why.")

    def stop(self) -> None:
        """Let answers under way finish, within a second, and free the port."""
        for door in self._doors:
            door.shut()
        if self._server is not None and self._thread is not None:
            self._server.ask_to_stop()
            self._thread.join()
        for door in self._doors:
            door.close()
        self._doors.clear()
        self._server = self._thread = None

    def secured(self, context: ssl.SSLContext, *, host: str = "127.0.0.1", port: int = 0) -> TlsDoor:
        """A door with TLS that leads here, too, until the server stops. Raises UsageError where its port is taken."""
        self._doors.append(TlsDoor(context, self._within, host=host, port=port, on_handshake=self._on_handshake))
        return self._doors[-1]

    def _within(self, caller: Secured) -> socket.socket:
        """A connection for who came through a door. Raises OSError where the server has stopped."""
        if self._server is None:
            raise ConnectionAbortedError("the server has stopped")
        return self._server.connected(functools.partial(self._protocol(), secured=caller))

    def __enter__(self) -> HttpServer:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def _protocol(self) -> Callable[..., RecordedProtocol]:
        if self._passing is None:
            return functools.partial(RecordedProtocol, settings=self._settings)
        return functools.partial(PassingProtocol, settings=self._settings, passing=self._passing)

    def _config(self) -> uvicorn.Config:
        config = uvicorn.Config(
            _dated(self._app),
            http=self._protocol(),  # type: ignore[arg-type] # makes one
            interface="asgi3",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_keep_alive=60,
            backlog=BACKLOG,
        )
        config.load()
        return config


class _Server(uvicorn.Server):
    """uvicorn's server: told from another thread when to stop, and quick about it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None

    def connected(self, protocol: Callable[..., RecordedProtocol]) -> socket.socket:
        """The other end of a new connection, as if it had been taken from a port. Raises OSError."""
        self.ready.wait()
        if self._loop is None or self._loop.is_closed():
            raise ConnectionAbortedError("the server has stopped")
        state, app_state = self.server_state, self.lifespan.state
        made = functools.partial(protocol, config=self.config, server_state=state, app_state=app_state)
        ours, theirs = socket.socketpair()
        asyncio.run_coroutine_threadsafe(self._loop.connect_accepted_socket(made, ours), self._loop)
        return theirs

    def ask_to_stop(self) -> None:
        """Call this from any thread."""
        if self._loop is not None and self._stop is not None:
            with suppress(RuntimeError):  # the loop is closed already
                self._loop.call_soon_threadsafe(self._stop.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        """Wait to be stopped."""
        if self._stop is not None:
            await self._stop.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, close idle ones, give the others a moment, and end them."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if tasks := set(self.server_state.tasks):
            _, late = await asyncio.wait(tasks, timeout=GRACE)
            for task in late:
                task.cancel()
            await asyncio.wait(late, timeout=0.1) if late else None
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)
        await self.lifespan.shutdown()


def _run(server: _Server, listeners: list[socket.socket]) -> None:
    try:
        with suppress(SystemExit):  # uvicorn's way to say that the application did not start, and it has logged why
            asyncio.run(server.serve(sockets=listeners))
    finally:
        for one in listeners:
            one.close()
        server.ready.set()


def _dated(app: Application) -> Application:
    """`app` with a Date in each answer that has none (RFC 9110 6.6.1); a relay passes on the one it was given."""

    async def dated(scope: Event, receive: Receive, send: Send) -> None:
        async def stamped(event: Event) -> None:
            if event["type"] == "http.response.start":
                headers = list(event.get("headers", ()))
                if not any(name.lower() == b"date" for name, _ in headers):
                    event = {**event, "headers": [(b"date", formatdate(usegmt=True).encode("ascii")), *headers]}
            await send(event)

        await app(scope, receive, stamped if scope["type"] == "http" else send)

    return dated
