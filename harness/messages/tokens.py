"""JSON Web Tokens as text (RFC 7519): reads what one says, makes faulty ones. Knows no keys and verifies nothing."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from harness.errors import MalformedMessage

WHERE = "access_token"


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says: its header, its claims, and the signature as it stands in the text (base64url)."""

    header: dict[str, Any]
    claims: dict[str, Any]
    signature: str

    @property
    def algorithm(self) -> str:
        """The algorithm that it says it is signed with, "" where it says none."""
        return str(self.header.get("alg", ""))


def read(token: str) -> Token:
    """What `token` says. Raises MalformedMessage for what is no JWT in compact form."""
    parts = token.split(".")
    if len(parts) != 3:
        raise MalformedMessage(WHERE, expected="three parts with dots between (a JWT)", found=f"{len(parts)}")
    return Token(_object(parts[0], "header"), _object(parts[1], "claims"), parts[2])


def unsigned(token: str) -> str:
    """The same claims under ``alg`` none and without a signature (RFC 7519 6)."""
    return f"{_text({**read(token).header, 'alg': 'none'})}.{token.split('.')[1]}."


def altered(token: str) -> str:
    """The same token, one bit of its signature changed."""
    head, _, signature = token.rpartition(".")
    octets = bytearray(_octets(signature))
    if not octets:
        raise MalformedMessage(WHERE, expected="a signature", found="none")
    octets[len(octets) // 2] ^= 1
    return f"{head}.{base64.urlsafe_b64encode(bytes(octets)).decode('ascii').rstrip('=')}"


def _object(part: str, name: str) -> dict[str, Any]:
    try:
        found = json.loads(_octets(part))
    except (ValueError, RecursionError) as fault:
        raise MalformedMessage(f"{WHERE} {name}", expected="JSON in base64url", found=str(fault)) from None
    if not isinstance(found, dict):
        raise MalformedMessage(f"{WHERE} {name}", expected="a JSON object", found=type(found).__name__)
    return found


def _octets(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as fault:
        raise MalformedMessage(WHERE, expected="base64url", found=str(fault)) from None


def _text(value: dict[str, Any]) -> str:
    octets = json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(octets).decode("ascii").rstrip("=")
