"""Trust in TLS that is given too easily, for defects of either side. Knows contexts, no messages."""

from __future__ import annotations

import ssl
from typing import Any

from cryptography import x509

_NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python has no name for


def mind_no_dates(context: ssl.SSLContext) -> ssl.SSLContext:
    """`context`, for which a certificate counts for ever."""
    context.verify_flags |= _NO_CHECK_TIME
    return context


def trust_whatever_is_shown(context: ssl.SSLContext) -> ssl.SSLContext:
    """`context`, which trusts a certificate for being shown; its dates and its name still count."""
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN

    def trust(_: Any, direction: str, __: Any, ___: Any, kind: Any, content: bytes) -> None:
        if direction == "read" and getattr(kind, "name", "") == "CERTIFICATE":
            for shown in _certificates(content):
                context.load_verify_locations(cadata=shown)

    context._msg_callback = trust  # type: ignore[attr-defined] # the one place where a certificate is seen in time
    return context


def _certificates(content: bytes) -> list[bytes]:
    """The certificates (DER) in a Certificate message of TLS."""
    found, at = [], content.find(b"\x30\x82")
    while at >= 0:
        end = at + 4 + int.from_bytes(content[at + 2 : at + 4], "big")
        try:
            x509.load_der_x509_certificate(content[at:end])
            found.append(content[at:end])
        except ValueError:
            end = at + 1
        at = content.find(b"\x30\x82", end)
    return found
