"""What went wrong on the way, in words for a tired person: host, port, what happened, what to check."""

from __future__ import annotations

import errno
import socket
import ssl

from harness.transport.http_wire import shown

UNREACHABLE = "unreachable"
NO_ANSWER = "no-answer"
HALF_ANSWER = "half-answer"
NOT_THE_PROTOCOL = "not-the-protocol"
UNREAD = "unread"
PLAIN_TEXT = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE")  # OpenSSL's words for "this is not TLS"


class NetworkFailure(Exception):
    """An exchange that did not come about. `kind` is one of evidence's failure kinds, `sentence` says it in words.

    `closed` is true where the other side closed or reset the connection without a byte of an answer.
    """

    def __init__(self, kind: str, sentence: str, *, closed: bool = False) -> None:
        super().__init__(sentence)
        self.kind, self.sentence, self.closed = kind, sentence, closed


def place(host: str, port: int | None) -> str:
    """``host:port``, with an IPv6 address in brackets (RFC 3986 3.2.2)."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def seconds(value: float) -> str:
    """A time for a sentence: ``30 s``, ``0.5 s``."""
    return f"{round(value, 1):g} s"


def size(count: int) -> str:
    """A number of bytes for a sentence: ``50 MB``, ``1,024 bytes``."""
    return f"{count / 1_000_000:g} MB" if count >= 1_000_000 else f"{count:,} byte{'' if count == 1 else 's'}"


def not_connected(error: BaseException, host: str, port: int, *, waited: float) -> NetworkFailure:
    """Why no connection came about, from what the operating system said."""
    where = place(host, port)
    if isinstance(error, socket.gaierror):
        text = f"The name {host} could not be resolved ({error.strerror}). Check how the address is spelled"
        return NetworkFailure(UNREACHABLE, f"{text}, and the DNS or hosts file of this machine.")
    if isinstance(error, ConnectionRefusedError):
        text = f"Nothing listens at {where}: the connection was refused. Check that the system runs"
        return NetworkFailure(UNREACHABLE, f"{text}, and on this port.")
    if isinstance(error, TimeoutError) or getattr(error, "errno", None) == errno.ETIMEDOUT:
        text = f"{where} did not take a connection within {seconds(waited)}. Check the address"
        return NetworkFailure(UNREACHABLE, f"{text}, the firewall and the VPN.")
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    text = f"{where} cannot be reached from this machine: {reason}. Check the address and the network."
    return NetworkFailure(UNREACHABLE, text)


def not_secured(error: BaseException, host: str, port: int, *, scheme: str = "http") -> NetworkFailure:
    """Why the TLS handshake failed; `scheme` is that of an address without TLS."""
    where = place(host, port)
    if isinstance(error, ssl.SSLCertVerificationError):
        return NetworkFailure(UNREACHABLE, f"The certificate of {where} is not trusted: {distrust(error, host)}")
    if isinstance(error, TimeoutError):
        return NetworkFailure(UNREACHABLE, f"{where} took the connection and did not finish the TLS handshake in time.")
    if tls_reason(error) in PLAIN_TEXT:
        text = f"{where} does not speak TLS. Check whether the address begins with {scheme}:// instead of {scheme}s://"
        return NetworkFailure(UNREACHABLE, f"{text}, or whether another port is meant.")
    if "ALERT" in tls_reason(error):
        return NetworkFailure(UNREACHABLE, refused_in_tls(error, where))
    if isinstance(error, (ConnectionError, ssl.SSLEOFError)):
        text = f"{where} closed the connection during the TLS handshake. Check whether it speaks TLS on this port"
        return NetworkFailure(UNREACHABLE, f"{text}, and whether it wants a client certificate.")
    return NetworkFailure(UNREACHABLE, f"No TLS connection with {where} came about: {error}.")


def tls_reason(error: BaseException | None) -> str:
    """OpenSSL's name for what went wrong, empty where it has none."""
    return getattr(error, "reason", None) or "" if isinstance(error, ssl.SSLError) else ""


def refused_in_tls(error: BaseException | None, where: str) -> str:
    """The other side sent a TLS alert (RFC 8446 6)."""
    reason = tls_reason(error).lower().replace("_", " ")
    alert = reason.partition("alert ")[2] or reason
    hint = "TLS versions and ciphers, and whether it wants a client certificate"
    if "certificate" in alert or "unknown ca" in alert or "access denied" in alert:
        hint = "the client certificate we present, and whether that system trusts its issuer"
    return f'{where} refused the TLS connection with the alert "{alert}". Check {hint}.'


def refused_to_us(error: BaseException, peer: str) -> str:
    """Why a caller got no TLS connection with us."""
    reason = tls_reason(error)
    if isinstance(error, TimeoutError):
        return f"{peer} did not finish the TLS handshake in time."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"We did not trust the client certificate of {peer}: {error.verify_message}."
    if "DID_NOT_RETURN_A_CERTIFICATE" in reason:
        return f"{peer} showed no client certificate, and this address wants one."
    if "ALERT" in reason:
        alert = reason.lower().replace("_", " ")
        return f"{peer} refused our TLS connection: {alert}. Check whether it trusts our issuer."
    if reason in PLAIN_TEXT:
        return f"{peer} does not speak TLS to an address that wants it."
    return f"No TLS connection with {peer} came about: {error}."


def distrust(error: ssl.SSLCertVerificationError, host: str) -> str:
    """Why a certificate was not trusted, in plain words, and what to do."""
    words = {
        10: "it has expired. It must be renewed.",
        9: "it is not valid yet. Check the clocks of both machines.",
        18: "it is self-signed. Give the certificate itself as the CA file, if it is the right one.",
        19: "its chain ends in a root that is not known here. Give that root as the CA file.",
        20: "its issuer is not known here. Give the issuer's certificate as the CA file.",
        21: "its issuer is not known here, or the server does not send the certificates in between.",
        62: f"it was issued for another name than {host}. Use the name it was issued for.",
        64: f"it was issued for another address than {host}. Use the name it was issued for.",
    }
    return words.get(error.verify_code, f"{error.verify_message}.")


def without_answer(where: str, *, waited: float) -> NetworkFailure:
    """The request was delivered and nothing came back in time."""
    text = f"{where} took the request and sent nothing back within {seconds(waited)}. Check its log for this time"
    return NetworkFailure(NO_ANSWER, f"{text}, or give it a longer timeout.")


WITHOUT_A_BYTE = "without a byte of an answer"
"""How the connection ended where nothing of an answer came; so it does where the other side waits for TLS."""


def closed_without_answer(where: str, error: BaseException | None) -> NetworkFailure:
    """The request was delivered and the connection ended without a byte."""
    how = "reset" if isinstance(error, ConnectionResetError) else "closed"
    text = f"{where} took the request and {how} the connection {WITHOUT_A_BYTE}. Check its log for this time."
    return NetworkFailure(NO_ANSWER, text, closed=True)


def undelivered(where: str, error: BaseException) -> NetworkFailure:
    """The connection broke before a byte of the request was taken."""
    reason = getattr(error, "strerror", None) or str(error) or "closed"
    text = f"{where} broke the connection before a byte of the request was sent ({reason}). Check that the system runs."
    return NetworkFailure(UNREACHABLE, text, closed=not isinstance(error, TimeoutError))


def half_answer(where: str, how: str, *, raw: bytes, came: int, content: int, expected: int | None) -> NetworkFailure:
    """The answer broke off: `how` continues "The answer of place …", `raw` is its beginning, `came` its length."""
    part = f"{size(content)} of the {size(expected)} of its body" if expected is not None else f"{size(came)} in all"
    return NetworkFailure(HALF_ANSWER, f"The answer of {where} {how}; {part} came. It began {shown(raw, 300)}.")


def not_http(where: str, reason: str, raw: bytes) -> NetworkFailure:
    """What came back is not HTTP."""
    if raw[:2] == b"\x15\x03":
        text = f"{where} answered with a TLS alert. Check whether the address should begin with https:// instead of http://."
        return NetworkFailure(NOT_THE_PROTOCOL, text)
    if raw.startswith(b"\x0bMSH"):
        text = f"{where} answered in MLLP, not in HTTP. Check whether mllp://{where} is meant, or another port."
        return NetworkFailure(NOT_THE_PROTOCOL, text)
    return NetworkFailure(
        NOT_THE_PROTOCOL, f"{where} answered, and not in HTTP/1: {reason}. It sent {shown(raw, 300)}."
    )


def not_mllp(where: str, reason: str, raw: bytes) -> NetworkFailure:
    """What came back is not framed as MLLP; `reason` says what is amiss."""
    if raw[:2] == b"\x15\x03":
        text = f"{where} answered with a TLS alert. Check whether it wants to be spoken to with TLS."
        return NetworkFailure(NOT_THE_PROTOCOL, text)
    if raw.startswith(b"HTTP/"):
        text = f"{where} answered in HTTP, not in MLLP. Check whether another port is meant. It sent {shown(raw, 300)}."
        return NetworkFailure(NOT_THE_PROTOCOL, text)
    return NetworkFailure(NOT_THE_PROTOCOL, f"{where} answered, and not in MLLP: {reason}.")
