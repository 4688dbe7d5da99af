"""The reference interoperability layer: one door to many services, for HTTP, HL7 v2 and syslog. Judges nobody."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar

from harness.mocks import defects as known_defects
from harness.mocks.interoperability_layer.codes import Codes
from harness.mocks.interoperability_layer.configuration import Client, Configuration, Route, read
from harness.mocks.interoperability_layer.http_route import HttpRoute
from harness.mocks.interoperability_layer.layer import Layer
from harness.mocks.interoperability_layer.mllp_route import MllpRoute
from harness.mocks.interoperability_layer.page import console
from harness.transport.http_server import HttpServer
from harness.transport.relay import Relay
from harness.transport.syslog_relay import UdpSyslogRelay

__all__ = ["InteroperabilityLayer"]


class InteroperabilityLayer:
    """An interoperability layer: routes for HTTP below its own paths, ports for HL7 v2 and syslog, a transaction log.

    `configuration` says where each leads and who may use it. ``app`` answers for what has no route, and shows the log
    at ``/transactions``. Raises UsageError for an unknown defect.
    """

    name: ClassVar[str] = "interoperability-layer"
    actor: ClassVar[str] = "interoperability_layer"

    def __init__(self, *, defects: Sequence[str] = (), configuration: Configuration | None = None) -> None:
        self._configuration = configuration or Configuration()
        kind = known_defects.behaviour(Layer, defects, mock=self.name)
        self.layer: Layer = kind(self._configuration.clients, self._configuration.log)
        self._routes: dict[str, HttpRoute] = {}
        self._secured: list[HttpRoute] = []
        self._retired: list[HttpRoute] = []
        self._lines: dict[str, MllpRoute] = {}
        self._open = ExitStack()
        for one in self._configuration.over("http"):
            self.lead(one.name, one.path, one.to)
            self.maps(one.path, self._configuration.codes.get(one.name))
        self.app = console(self.layer, lambda: list(self._routes))

    @classmethod
    def configured(cls, file: Path, *, defects: Sequence[str] = ()) -> InteroperabilityLayer:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        return cls(defects=defects, configuration=read(file))

    def admit(self, clients: Sequence[Client]) -> None:
        """From now on only these may come in, each to its own routes."""
        self.layer.clients = clients

    def lead(self, name: str, path: str, to: str) -> None:
        """From now on what comes in below `path` goes on to the base URL `to`, by the route called `name`."""
        before = self._routes.get(path.rstrip("/"))
        if before is not None and before.leads_to(to):
            return
        self._retired += [before] if before else []  # its connections end with the server
        self._routes[path.rstrip("/")] = HttpRoute(name, to, under=path, layer=self.layer)

    def maps(self, path: str, codes: Codes | None) -> None:
        """From now on the codes of reports that come in below `path` are mapped; not any more where it is None."""
        self._routes[path.rstrip("/")].maps(codes)

    def carry(self, name: str, to: str) -> str:
        """From now on HL7 v2 messages at the port of the route called `name` go on to `to`; the port's URL."""
        if name not in self._lines:
            self._lines[name] = MllpRoute(Route(name, "mllp", to), "127.0.0.1", self.layer, None)
            self._open.enter_context(self._lines[name].server)
            self._open.callback(self._lines[name].close)
        self._lines[name].lead(to)
        return self._lines[name].server.url

    def passing(self, target: str) -> tuple[Relay, str] | None:
        """The route for a request target, None where there is none."""
        return self._passing(self._routes, target)

    def _passing(self, routes: dict[str, HttpRoute], target: str) -> tuple[Relay, str] | None:
        path = self.layer.routed(target.partition("?")[0], tuple(routes))
        return None if path is None else (routes[path], "")

    def listen(self, host: str = "127.0.0.1", *, port: int | None = None) -> list[tuple[str, str]]:
        """Open the ports beside HTTP's: protocol and URL of each. Raises UsageError where one cannot be had."""
        del port
        found = []
        tls = self._configuration.tls
        if tls is not None:
            apart = {path: one.again() for path, one in self._routes.items()}  # connections belong to one server
            self._secured = list(apart.values())
            passing = functools.partial(self._passing, apart)
            secured = HttpServer(self.app, host=host, port=tls.port, tls=tls.context, passing=passing)
            found.append(("https", self._open.enter_context(secured).url))
        for one in self._configuration.over("mllp"):
            listening = MllpRoute(one, host, self.layer, tls.context if one.secured and tls else None)
            found.append((one.protocol, self._open.enter_context(listening.server).url))
            self._open.callback(listening.close)
        for one in self._configuration.over("udp"):
            relay = UdpSyslogRelay(one.to, host=host, port=one.port, on_exchange=self.layer.keeper(one.name))
            found.append(("syslog-udp", self._open.enter_context(relay).url))
        return found

    def close(self) -> None:
        """End the log and free the ports; before the server that the routes stand in stops."""
        for route in (*self._routes.values(), *self._secured, *self._retired):
            route.close()
        for codes in self._configuration.codes.values():
            codes.close()
        self._open.close()
        self.layer.close()
