"""How we show who we are. Knows the header or the certificate to present, and which values must never be written."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path

from harness.evidence.exchange import Headers


@dataclass(frozen=True, slots=True)
class NoAuthentication:
    """Nothing is presented."""

    def headers(self) -> Headers:
        """Header fields to send with each request."""
        return ()

    def secrets(self) -> tuple[str, ...]:
        """Every value that must be hidden wherever it turns up."""
        return ()


@dataclass(frozen=True, slots=True)
class Basic:
    """A user and a password (RFC 7617, UTF-8)."""

    user: str
    password: str = field(repr=False)

    def headers(self) -> Headers:
        """Header fields to send with each request."""
        return (("Authorization", f"Basic {self._encoded()}"),)

    def secrets(self) -> tuple[str, ...]:
        """The password, and the two together as they cross the wire."""
        return tuple(secret for secret in (self.password, self._encoded()) if secret)

    def _encoded(self) -> str:
        return base64.b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token (RFC 6750)."""

    token: str = field(repr=False)

    def headers(self) -> Headers:
        """Header fields to send with each request."""
        return (("Authorization", f"Bearer {self.token}"),)

    def secrets(self) -> tuple[str, ...]:
        """The token."""
        return (self.token,) if self.token else ()


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """A certificate and its private key, as PEM files, presented in the TLS handshake. The key never crosses."""

    certificate: Path
    key: Path

    def headers(self) -> Headers:
        """Header fields to send with each request: none, the certificate is shown below HTTP."""
        return ()

    def secrets(self) -> tuple[str, ...]:
        """Nothing: a certificate is public, and the key stays in its file."""
        return ()


Authentication = NoAuthentication | Basic | Bearer | ClientCertificate
