"""What TLS needs and what it shows: whom we trust, and the facts of a server's chain. Knows no HTTP."""

from __future__ import annotations

import functools
import os
import socket
import ssl
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import certifi
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import NameOID

from harness.errors import UsageError
from harness.evidence.exchange import Tls
from harness.transport import failures
from harness.transport.authentication import ClientCertificate

EXPIRED, NOT_YET, SELF_SIGNED, UNKNOWN_ROOT, WRONG_NAME, WRONG_ADDRESS = (
    10,
    9,
    18,
    19,
    62,
    64,
)  # X509_V_ERR_… of OpenSSL
UNKNOWN_ISSUER = (2, 20, 21)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says of itself (RFC 5280). Times are Unix time in seconds; `der` is the certificate."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    begins: float
    expires: float
    der: bytes

    @property
    def self_signed(self) -> bool:
        """Whether it names itself as its issuer."""
        return self.subject == self.issuer


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """What a server shows in the handshake. `chain` begins with its own certificate, and holds what it sent.

    `problem` says in plain words why it is not trusted, or why there was no handshake (`chain` is then empty); it is
    empty where all is well.
    """

    host: str
    port: int
    version: str = ""
    cipher: str = ""
    chain: tuple[Certificate, ...] = ()
    problem: str = ""

    @property
    def certificate(self) -> Certificate | None:
        """The server's own."""
        return self.chain[0] if self.chain else None

    @property
    def expires(self) -> float:
        """When the first certificate of the chain runs out: Unix time in seconds, 0 without a chain."""
        return min((certificate.expires for certificate in self.chain), default=0.0)


def inspect(
    host: str,
    port: int,
    *,
    ca: str | None = None,
    timeout: float = 10.0,
    certificate: ClientCertificate | None = None,
) -> TlsFacts:
    """Two handshakes with a server: one to look, trusting anybody, and one to verify, trusting `ca` or the usual CAs.

    `timeout` is in seconds, for each. The network is never raised, it is the `problem`. Raises UsageError for files
    that do not fit.
    """
    try:
        facts = _look(host, port, client_context(False, certificate=certificate), timeout)
    except failures.NetworkFailure as failure:
        return TlsFacts(host, port, problem=failure.sentence)
    try:
        _look(host, port, client_context(ca or True, certificate=certificate), timeout)
    except failures.NetworkFailure as failure:
        cause = failure.__cause__
        if isinstance(cause, ssl.SSLCertVerificationError):
            return replace(facts, problem=_why(cause, facts))
        return replace(facts, problem=failure.sentence)
    return facts


def read_certificate(der: bytes) -> Certificate:
    """What a certificate in DER form says. Raises ValueError where it is none."""
    certificate = x509.load_der_x509_certificate(der)
    return Certificate(
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        names=_names(certificate),
        begins=certificate.not_valid_before_utc.timestamp(),
        expires=certificate.not_valid_after_utc.timestamp(),
        der=der,
    )


def read_pem(file: Path) -> Certificate:
    """What the first certificate in a PEM file says. Raises OSError and ValueError."""
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    return read_certificate(certificate.public_bytes(serialization.Encoding.DER))


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    """Host names and addresses it was issued for; the common name only where it has none, as in old ones."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return tuple(str(part.value) for part in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME))
    addresses = (str(address) for address in found.get_values_for_type(x509.IPAddress))
    return (*found.get_values_for_type(x509.DNSName), *addresses)


def _look(host: str, port: int, context: ssl.SSLContext, timeout: float) -> TlsFacts:
    try:
        plain = socket.create_connection((host, port), timeout)
    except (OSError, UnicodeError) as error:
        raise failures.not_connected(error, host, port, waited=timeout) from error
    try:
        with context.wrap_socket(plain, server_hostname=host) as connection:
            cipher = connection.cipher()
            return TlsFacts(host, port, connection.version() or "", cipher[0] if cipher else "", _chain(connection))
    except (OSError, ValueError) as error:
        raise failures.not_secured(error, host, port) from error
    finally:
        plain.close()


def _chain(connection: ssl.SSLSocket) -> tuple[Certificate, ...]:
    """What the server sent. Python gives it from 3.13 on, and had it hidden before; elsewhere only its own."""
    source: Any = connection if hasattr(connection, "get_unverified_chain") else getattr(connection, "_sslobj", None)
    sent = source.get_unverified_chain() if hasattr(source, "get_unverified_chain") else ()
    found = [part if isinstance(part, bytes) else ssl.PEM_cert_to_DER_cert(part.public_bytes()) for part in sent or ()]
    own = connection.getpeercert(binary_form=True)
    return tuple(read_certificate(der) for der in found or ([own] if own else []))


def _why(error: ssl.SSLCertVerificationError, facts: TlsFacts) -> str:
    """Why the chain is not trusted, with the names and dates in it."""
    own, last = facts.chain[0], facts.chain[-1]
    code, now = error.verify_code, time.time()
    if code == EXPIRED:
        late = next((part for part in facts.chain if part.expires < now), own)
        return f"The certificate of {late.subject} expired on {_day(late.expires)}. It must be renewed."
    if code == NOT_YET:
        return f"The certificate is valid from {_day(own.begins)} on. Check the clocks of both machines."
    if code in (WRONG_NAME, WRONG_ADDRESS):
        names = ", ".join(own.names) or own.subject
        return (
            f"The certificate was issued for {names}, not for {facts.host}. Use one of these, or have it issued anew."
        )
    if code == SELF_SIGNED:
        return f"The certificate of {own.subject} is self-signed. If it is the right one, give it as the CA file."
    if code == UNKNOWN_ROOT:
        return f"The chain ends in {last.subject}, which is not trusted here. If it is right, give it as the CA file."
    if code in UNKNOWN_ISSUER:
        words = f"The issuer, {last.issuer}, is not trusted here, and the server sent no certificate of it."
        return f"{words} Give it as the CA file, or have the server send the certificates in between."
    return f"The certificate is not trusted: {error.verify_message}."


def _day(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")


def client_context(verify: bool | str = True, *, certificate: ClientCertificate | None = None) -> ssl.SSLContext:
    """A context for connections that we open.

    `verify` True trusts the CAs of this machine and of certifi; False trusts anybody; a path is a PEM file, or a folder
    of them hashed as OpenSSL wants, and then nothing else is trusted. Raises UsageError for files that do not fit.
    """
    if verify is True and certificate is None:
        return _usual_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if verify is False:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    elif verify is True:
        _trust_the_usual(context)
    else:
        _trust(context, verify)
    if certificate is not None:
        _present(context, certificate)
    return context


@functools.cache
def _usual_context() -> ssl.SSLContext:
    """One for all, because reading some hundred certificates takes 40 ms. Nobody changes it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    _trust_the_usual(context)
    return context


def _trust_the_usual(context: ssl.SSLContext) -> None:
    context.load_default_certs()
    context.load_verify_locations(certifi.where())


def server_context(own: ClientCertificate, *, clients: str | None = None) -> ssl.SSLContext:
    """A context for connections that others open to us, who are shown the certificate `own`.

    With `clients`, a PEM file or a folder of CAs, each of them has to show a certificate that these issued (mutual
    TLS). Raises UsageError for files that do not fit.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _present(context, own, kind="server")
    if clients is not None:
        _trust(context, clients)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def agreed(connection: ssl.SSLObject | ssl.SSLSocket | None) -> Tls | None:
    """What a connection agreed on, for the evidence; None for one without TLS."""
    if connection is None:
        return None
    cipher = connection.cipher()
    return Tls(connection.version() or "", cipher[0] if cipher else "", connection.getpeercert(binary_form=True) or b"")


def _trust(context: ssl.SSLContext, path: str) -> None:
    try:
        context.load_verify_locations(**{"capath" if os.path.isdir(path) else "cafile": path})
    except (OSError, ssl.SSLError) as error:
        raise UsageError(
            f"{path} cannot be used as CA file: {_said(error)}. Expected certificates in PEM form"
        ) from error


def _present(context: ssl.SSLContext, certificate: ClientCertificate, *, kind: str = "client") -> None:
    try:
        context.load_cert_chain(certificate.certificate, certificate.key, password="")
    except (OSError, ssl.SSLError) as error:
        files = f"{certificate.certificate} and {certificate.key}"
        raise UsageError(
            f"{files} cannot be used as {kind} certificate and key: {_said(error)}. Expected PEM files that belong "
            "together, the key without a passphrase"
        ) from error


def _said(error: OSError) -> str:
    return error.strerror or str(error)
