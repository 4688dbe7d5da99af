"""The configuration file of an authorization server (TOML): clients, key, audience. Knows the file; holds no secret."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import OctKey, RSAKey

from harness.errors import UsageError
from harness.mocks.authorization_server.office import SCOPES, Client, Settings, rsa_key
from harness.mocks.configuration import read_configuration, why

EXAMPLE = """audience = "https://cr.example.org/fhir"   # whom its tokens are for, where a request names no resource
lifetime = 300                             # seconds
key = "certs/harness/server.key"           # an RSA key (RS256); or secret = { env = "NAME" } for HS256
[[clients]]
id = "kijani-emr"
secret = { env = "KIJANI_SECRET" }         # or { file = "path" }; never inline
name = "Kijani EMR"
scopes = ["ITI-78"]                        # left out: everything
redirects = ["https://emr.example.org/back"]   # where a code may be sent to (authorization_code with PKCE)"""

_KEYS: dict[str, type] = {"audience": str, "lifetime": int, "key": str, "secret": dict, "opaque": bool, "clients": list}
_OF_A_CLIENT: dict[str, type] = {
    "id": str,
    "secret": dict,
    "name": str,
    "organisation": str,
    "scopes": list,
    "redirects": list,
}
_SHORTEST = 32  # bytes of a secret for HS256 (RFC 7518 3.2)


def read_settings(file: Path) -> Settings:
    """The settings in `file`; paths are read from its folder. Raises UsageError with every mistake."""
    content = read_configuration(file, example=EXAMPLE)
    mistakes = [f"{file}: {mistake}" for mistake in _mistakes(content)]
    if mistakes:
        raise UsageError(*mistakes)
    told: dict[str, Any] = {name: content[name] for name in ("audience", "lifetime", "opaque") if name in content}
    if clients := tuple(_client(one, file) for one in content.get("clients", ())):
        told["clients"] = clients
    if "key" in content or "secret" in content:
        told["key"] = _key(content, file)
    return Settings(**told)


def _mistakes(content: dict[str, Any]) -> Iterator[str]:
    yield from _of_kinds(content, _KEYS, "")
    if "key" in content and "secret" in content:
        yield "expected key (RS256) or secret (HS256), found both"
    lifetime = content.get("lifetime")
    if type(lifetime) is int and lifetime < 1:
        yield f"lifetime: expected seconds, 1 or more, found {lifetime}"
    clients = content.get("clients", [])
    for number, one in enumerate(clients if isinstance(clients, list) else (), start=1):
        where = f"[[clients]] number {number}: "
        yield from _of_kinds(one, _OF_A_CLIENT, where) if isinstance(one, dict) else [f"{where}expected a table"]
        yield from (f"{where}needs {key}" for key in ("id", "secret") if isinstance(one, dict) and key not in one)


def _of_kinds(table: dict[str, Any], kinds: dict[str, type], where: str) -> Iterator[str]:
    for key, value in table.items():
        kind = kinds.get(key)
        if kind is None:
            yield f"{where}expected {', '.join(kinds)}; found {key}"
        elif key == "secret" and (not isinstance(value, dict) or set(value) not in ({"env"}, {"file"})):
            yield f'{where}secret: expected {{ env = "NAME" }} or {{ file = "path" }}, and never the secret itself'
        elif type(value) is not kind:
            yield f"{where}{key}: expected a {kind.__name__}, found {value!r}"


def _client(table: dict[str, Any], file: Path) -> Client:
    secret = _secret(table["secret"], file)
    scopes = tuple(map(str, table.get("scopes", SCOPES)))
    redirects = tuple(map(str, table.get("redirects", ())))
    return Client(table["id"], secret, table.get("name", ""), table.get("organisation", ""), scopes, redirects)


def _key(content: dict[str, Any], file: Path) -> RSAKey | OctKey:
    if "secret" in content:
        secret = _secret(content["secret"], file)
        if len(secret.encode()) < _SHORTEST:
            raise UsageError(f"{file}: the secret for HS256 needs at least {_SHORTEST} bytes (RFC 7518 3.2)")
        return OctKey.import_key(secret)
    try:
        return rsa_key((file.parent / content["key"]).read_bytes())
    except (OSError, ValueError, JoseError) as error:
        raise UsageError(f"{file}: key: expected an RSA key in PEM form, found {error}") from None


def _secret(reference: dict[str, str], file: Path) -> str:
    if "env" in reference:
        value = os.environ.get(str(reference["env"]), "")
    else:
        try:
            value = (file.parent / str(reference["file"])).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{file}: the secret cannot be read: {why(error)}") from None
    if not value:
        raise UsageError(f"{file}: the secret in {next(iter(reference.values()))} is empty or not set")
    return value
