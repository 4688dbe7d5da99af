"""The configuration file of an Audit Record Repository (TOML): its ports for syslog. Knows the file, no events."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.mocks.configuration import read_configuration
from harness.transport.authentication import ClientCertificate
from harness.transport.tls import server_context

EXAMPLE = """[udp]
port = 5140
[tls]
port = 6514
certificate = "certs/repository/server.pem"
key = "certs/repository/server.key"
ca = "certs/ca.pem"  # who vouches for the senders; leave it out to take events from anybody"""

_KEYS: dict[str, dict[str, type]] = {
    "udp": {"port": int},
    "tls": {"port": int, "certificate": str, "key": str, "ca": str},
}
_NEEDED = {"udp": (), "tls": ("certificate", "key")}


@dataclass(frozen=True, slots=True)
class TlsPort:
    """A port for syslog over TLS."""

    port: int
    context: ssl.SSLContext


@dataclass(frozen=True, slots=True)
class Ports:
    """Where syslog is taken; port 0 is any free one. There is no TLS without a certificate."""

    udp: int = 0
    tls: TlsPort | None = None


def read_ports(file: Path) -> Ports:
    """The ports that `file` describes; paths in it are read from its folder. Raises UsageError with every mistake."""
    content = read_configuration(file, example=EXAMPLE)
    if mistakes := [f"{file}: {mistake}" for mistake in _mistakes(content)]:
        raise UsageError(*mistakes)
    return Ports(content.get("udp", {}).get("port", 0), _tls(file, content.get("tls")))


def _tls(file: Path, table: dict[str, Any] | None) -> TlsPort | None:
    if table is None:
        return None
    own = ClientCertificate(file.parent / table["certificate"], file.parent / table["key"])
    ca = str(file.parent / table["ca"]) if "ca" in table else ""
    return TlsPort(table.get("port", 0), server_context(own, clients=ca or None))


def _mistakes(content: dict[str, Any]) -> Iterator[str]:
    for name, table in content.items():
        if name not in _KEYS:
            yield f"expected [udp] and [tls], found {name}"
        elif not isinstance(table, dict):
            yield f"{name}: expected a table, as in [{name}], found {table!r}"
        else:
            yield from (f"[{name}] {mistake}" for mistake in _mistakes_of_one(name, table))


def _mistakes_of_one(name: str, table: dict[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        kind = _KEYS[name].get(key)
        if kind is None:
            yield f"expected {', '.join(_KEYS[name])}; found {key}"
        elif type(value) is not kind or value == "":
            yield f"{key}: expected a {'number' if kind is int else 'path'}, found {value!r}"
        elif isinstance(value, int) and not 0 <= value <= 65535:
            yield f"{key}: expected a port from 0 (any free one) to 65535, found {value}"
    yield from (f"needs {key}" for key in _NEEDED[name] if key not in table)
