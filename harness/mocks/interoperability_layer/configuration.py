"""The configuration file of an interoperability layer (TOML): routes, clients, TLS, log. Knows no messages."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harness.errors import UsageError
from harness.mocks.configuration import read_configuration
from harness.mocks.interoperability_layer import maps
from harness.mocks.interoperability_layer.codes import Codes
from harness.transport.authentication import ClientCertificate
from harness.transport.tls import server_context

EXAMPLE = (
    """log = "transactions.jsonl"       # where a copy of every message is kept; in memory without it

[[routes]]
name = "client-registry"
from = "/fhir"                  # a path of this layer, or a port: mllp:2575, mllps:2576, udp:5140 (0 is any free one)
to = "http://127.0.0.1:8080/fhir"

[[clients]]                     # without any, everybody may use every route
name = "Kijani EMR"
user = "kijani"                 # by user and password, or
password = "test"
certificate = "Kijani EMR client"  # by the name in its certificate
routes = ["client-registry"]

[tls]                           # a port for HTTPS
port = 8443
certificate = "certificates/harness/server.pem"
key = "certificates/harness/server.key"
ca = "certificates/ca.pem"      # who vouches for the clients

"""
    + maps.EXAMPLE
)

_TABLES: dict[str, dict[str, type]] = {
    "routes": {"name": str, "from": str, "to": str},
    "clients": {"name": str, "user": str, "password": str, "certificate": str, "routes": list},
    "tls": {"port": int, "certificate": str, "key": str, "ca": str},
}
_NEEDED = {"routes": ("name", "from", "to"), "clients": ("name", "routes"), "tls": ("certificate", "key", "ca")}
_SCHEMES = {"http": ("http", "https"), "mllp": ("mllp",), "mllps": ("mllp",), "udp": ("udp",)}


@dataclass(frozen=True, slots=True)
class Route:
    """A way through: its name, what comes in over `protocol` below `path` or at `port`, and where it goes."""

    name: str
    protocol: str
    to: str
    path: str = ""
    port: int = 0

    @property
    def secured(self) -> bool:
        """Whether callers have to speak TLS, and to show a certificate."""
        return self.protocol == "mllps"


@dataclass(frozen=True, slots=True)
class Client:
    """A system that may use some routes, and how it is known."""

    name: str
    routes: tuple[str, ...]
    user: str = ""
    password: str = ""
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class TlsPort:
    """A port for HTTPS, and the context of all ports with TLS."""

    port: int
    context: ssl.SSLContext


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a layer is told; without a log file the log is kept in memory. `codes` are mapped on these routes."""

    routes: tuple[Route, ...] = ()
    clients: tuple[Client, ...] = ()
    tls: TlsPort | None = None
    log: Path | None = None
    codes: Mapping[str, Codes] = field(default_factory=dict)

    def over(self, protocol: str) -> tuple[Route, ...]:
        """The routes of a protocol, with TLS and without."""
        return tuple(one for one in self.routes if one.protocol.removesuffix("s") == protocol)


def read(file: Path) -> Configuration:
    """What `file` describes; paths in it are read from its folder. Raises UsageError with every mistake."""
    content = read_configuration(file, example=EXAMPLE)
    mistakes = [f"{file}: {mistake}" for mistake in _mistakes(content)]
    if mistakes:
        raise UsageError(*mistakes)
    return Configuration(
        routes=tuple(_route(one) for one in content.get("routes", ())),
        clients=tuple(_client(one) for one in content.get("clients", ())),
        tls=_tls(file.parent, content.get("tls")),
        log=file.parent / content["log"] if "log" in content else None,
        codes=maps.codes_of(content.get("maps", ()), file.parent),
    )


def _route(table: dict[str, str]) -> Route:
    protocol, port = _entrance(table["from"])
    return Route(table["name"], protocol, table["to"], table["from"] if protocol == "http" else "", port)


def _entrance(where: str) -> tuple[str, int]:
    """Protocol and port of a route's entrance. Raises ValueError where it is none."""
    if where.startswith("/"):
        return "http", 0
    protocol, _, port = where.partition(":")
    if protocol not in ("mllp", "mllps", "udp") or not 0 <= int(port) <= 65535:
        raise ValueError(where)
    return protocol, int(port)


def _client(table: dict[str, Any]) -> Client:
    names = ("user", "password", "certificate")
    return Client(table["name"], tuple(table["routes"]), **{name: table.get(name, "") for name in names})


def _tls(folder: Path, table: dict[str, Any] | None) -> TlsPort | None:
    if table is None:
        return None
    own = ClientCertificate(folder / table["certificate"], folder / table["key"])
    return TlsPort(table.get("port", 0), server_context(own, clients=str(folder / table["ca"])))


def _mistakes(content: dict[str, Any]) -> Iterator[str]:
    for name, value in content.items():
        if name == "log":
            yield from () if isinstance(value, str) and value else (f"log: expected a path, found {value!r}",)
        elif name == "maps":
            yield from maps.mistakes(value, _over_http(content))
        elif name not in _TABLES:
            yield f"expected log, [[routes]], [[clients]], [[maps]] and [tls]; found {name}"
        else:
            tables = [value] if name == "tls" else value
            if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
                yield f"{name}: expected {'[tls]' if name == 'tls' else f'[[{name}]]'}, found {value!r}"
                continue
            for one in tables:
                yield from (f"[{name}] {mistake}" for mistake in _mistakes_of_one(name, one))
    yield from _strangers(content)


def _over_http(content: dict[str, Any]) -> list[str]:
    """The names of the routes that are paths."""
    listed = content.get("routes")
    routes = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [str(one.get("name")) for one in routes if str(one.get("from", "")).startswith("/")]


def _mistakes_of_one(name: str, table: dict[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        kind = _TABLES[name].get(key)
        if kind is None:
            yield f"expected {', '.join(_TABLES[name])}; found {key}"
        elif type(value) is not kind or value == "":
            yield f"{key}: expected a {kind.__name__}, found {value!r}"
    yield from (f"needs {key}" for key in _NEEDED[name] if key not in table)
    if name == "routes" and isinstance(table.get("from"), str) and isinstance(table.get("to"), str):
        yield from _astray(table["from"], table["to"])


def _astray(where: str, to: str) -> Iterator[str]:
    try:
        protocol, _ = _entrance(where)
    except ValueError:
        yield f"from: expected a path as /fhir, or a port as mllp:2575, mllps:2576 or udp:5140; found {where!r}"
        return
    if urlsplit(to).scheme not in _SCHEMES[protocol]:
        yield f"to: expected {' or '.join(f'{one}://…' for one in _SCHEMES[protocol])} for {where}, found {to!r}"


def _strangers(content: dict[str, Any]) -> Iterator[str]:
    """Routes that a client is let in to and that there are not."""
    routes, clients = content.get("routes", []), content.get("clients", [])
    if isinstance(routes, list) and isinstance(clients, list):
        known = {one.get("name") for one in routes if isinstance(one, dict)}
        for client in (one for one in clients if isinstance(one, dict)):
            allowed = client.get("routes", [])
            for name in allowed if isinstance(allowed, list) else []:
                yield from () if name in known else (f"[clients] routes: there is no route {name!r}",)
