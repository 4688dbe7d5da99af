"""A ClientHello as bytes, and the first word of a server that hears it (RFC 5246, RFC 8446). Opens no connection.

Made by hand, because a TLS library refuses old versions itself, before anything is on the wire.
"""

from __future__ import annotations

import ipaddress
import secrets
import struct
from collections.abc import Sequence
from dataclasses import dataclass

VERSIONS = {"TLSv1": 0x0301, "TLSv1.1": 0x0302, "TLSv1.2": 0x0303, "TLSv1.3": 0x0304}
_NAMES = {number: name for name, number in VERSIONS.items()}

OF_THE_PROFILE = {
    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256": 0x009E,
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256": 0xC02F,
    "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384": 0x009F,
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384": 0xC030,
}
"""The suites for TLS 1.2 that every node has (ITI-19, STX: TLS 1.2 floor using BCP195)."""
OF_TLS_1_3 = {"TLS_AES_128_GCM_SHA256": 0x1301, "TLS_AES_256_GCM_SHA384": 0x1302}
OLDER = {
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA": 0xC009,
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA": 0xC00A,
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA": 0xC013,
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA": 0xC014,
    "TLS_DHE_RSA_WITH_AES_128_CBC_SHA": 0x0033,
    "TLS_DHE_RSA_WITH_AES_256_CBC_SHA": 0x0039,
    "TLS_RSA_WITH_AES_128_CBC_SHA": 0x002F,
    "TLS_RSA_WITH_AES_256_CBC_SHA": 0x0035,
}
"""Suites that TLS 1.1 can have."""
NEWER = {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256": 0xC02B, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384": 0xC02C}
SUITES = {**OF_THE_PROFILE, **OF_TLS_1_3, **OLDER, **NEWER}
_SUITE_NAMES = {number: name for name, number in SUITES.items()}

ALERTS = {
    0: "close_notify",
    10: "unexpected_message",
    20: "bad_record_mac",
    40: "handshake_failure",
    42: "bad_certificate",
    43: "unsupported_certificate",
    44: "certificate_revoked",
    45: "certificate_expired",
    46: "certificate_unknown",
    47: "illegal_parameter",
    48: "unknown_ca",
    49: "access_denied",
    50: "decode_error",
    51: "decrypt_error",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    86: "inappropriate_fallback",
    109: "missing_extension",
    112: "unrecognized_name",
    116: "certificate_required",
    120: "no_application_protocol",
}
"""Alerts by their number (RFC 8446 6)."""

_HANDSHAKE, _ALERT, _SERVER_HELLO = 22, 21, 2
_SIGNATURES = (0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201)
_GROUPS = (0x001D, 0x0017, 0x0018, 0x0100)  # x25519, secp256r1, secp384r1, ffdhe2048


def client_hello(host: str, *, versions: Sequence[str], suites: Sequence[str]) -> bytes:
    """The record with a ClientHello to `host` that offers `versions` (``TLSv1.1``) and `suites`, and nothing else."""
    highest = max(VERSIONS[one] for one in versions)
    body = struct.pack(">H", min(highest, VERSIONS["TLSv1.2"])) + secrets.token_bytes(32) + b"\x00"
    body += _vector(2, b"".join(struct.pack(">H", SUITES[one]) for one in suites)) + b"\x01\x00"
    body += _vector(2, b"".join(_extensions(host, highest, versions)))
    message = b"\x01" + struct.pack(">I", len(body))[1:] + body
    return struct.pack(">BHH", _HANDSHAKE, VERSIONS["TLSv1"], len(message)) + message


def _extensions(host: str, highest: int, versions: Sequence[str]) -> list[bytes]:
    groups = b"".join(struct.pack(">H", one) for one in _GROUPS)
    found = [_extension(10, _vector(2, groups)), _extension(11, b"\x01\x00"), _extension(0xFF01, b"\x00")]
    if not _is_address(host):
        name = b"\x00" + _vector(2, host.encode("idna"))
        found.insert(0, _extension(0, _vector(2, name)))
    if highest >= VERSIONS["TLSv1.2"]:
        signatures = b"".join(struct.pack(">H", one) for one in _SIGNATURES)
        found.append(_extension(13, _vector(2, signatures)))
    if highest >= VERSIONS["TLSv1.3"]:
        offered = b"".join(struct.pack(">H", VERSIONS[one]) for one in versions)
        share = struct.pack(">H", _GROUPS[0]) + _vector(2, secrets.token_bytes(32))
        found += [_extension(43, _vector(1, offered)), _extension(51, _vector(2, share))]
    return found


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _extension(number: int, content: bytes) -> bytes:
    return struct.pack(">H", number) + _vector(2, content)


def _vector(size: int, content: bytes) -> bytes:
    return len(content).to_bytes(size, "big") + content


@dataclass(frozen=True, slots=True)
class FirstWord:
    """How a server begins. `alert` is its name, where it is one; else what it chose: a version and a suite."""

    alert: str = ""
    version: str = ""
    suite: str = ""

    @property
    def words(self) -> str:
        """``alert protocol_version``, ``TLSv1.2 TLS_…``."""
        return f"alert {self.alert}" if self.alert else f"{self.version} {self.suite}"


def first_word(raw: bytes) -> FirstWord | None:
    """What `raw`, the beginning of what came, says; None as long as it says nothing. Raises ValueError for no TLS."""
    if not raw:
        return None
    if raw[0] not in (_ALERT, _HANDSHAKE) or raw[1:2] not in (b"", b"\x03"):
        raise ValueError(f"no TLS record: it began {raw[:16]!r}")
    if len(raw) < 5 or len(raw) < 5 + int.from_bytes(raw[3:5], "big"):
        return None
    content = raw[5 : 5 + int.from_bytes(raw[3:5], "big")]
    if raw[0] == _ALERT:
        return FirstWord(ALERTS.get(content[1], f"number {content[1]}")) if len(content) > 1 else None
    return _server_hello(content)


def _server_hello(content: bytes) -> FirstWord:
    """What a ServerHello chose (RFC 8446 4.1.3): a version in an extension goes before the one at its beginning."""
    if content[:1] != bytes([_SERVER_HELLO]):
        raise ValueError(f"no ServerHello: handshake message {content[:1].hex()}")
    body = content[4:]
    version, session = int.from_bytes(body[:2], "big"), body[34] if len(body) > 34 else 0
    suite = int.from_bytes(body[35 + session : 37 + session], "big")
    rest = body[40 + session :]
    while len(rest) >= 4:
        number, length = struct.unpack(">HH", rest[:4])
        if number == 43:
            version = int.from_bytes(rest[4:6], "big")
        rest = rest[4 + length :]
    return FirstWord(
        version=_NAMES.get(version, f"0x{version:04x}"), suite=_SUITE_NAMES.get(suite, f"suite 0x{suite:04x}")
    )
