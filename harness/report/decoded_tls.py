"""What crosses in a handshake, in words (RFC 5246, RFC 8446). Reads records in the clear; opens nothing sealed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from harness.report.line import Line
from harness.report.visible import size

VERSIONS = {0x0300: "SSLv3", 0x0301: "TLSv1", 0x0302: "TLSv1.1", 0x0303: "TLSv1.2", 0x0304: "TLSv1.3"}
CHANGE, ALERT, HANDSHAKE, DATA = 20, 21, 22, 23
MESSAGES = {
    1: "ClientHello",
    2: "ServerHello",
    4: "NewSessionTicket",
    11: "Certificate",
    12: "ServerKeyExchange",
    13: "CertificateRequest: show me yours",
    14: "ServerHelloDone",
    15: "CertificateVerify",
    16: "ClientKeyExchange",
    20: "Finished",
    22: "CertificateStatus",
}
ALERTS = {
    0: ("close_notify", "it is over"),
    40: ("handshake_failure", "we have no version, suite or certificate in common"),
    42: ("bad_certificate", "your certificate is broken, or you showed none"),
    43: ("unsupported_certificate", "a certificate of this kind does not count here"),
    44: ("certificate_revoked", "your certificate was taken back"),
    45: ("certificate_expired", "your certificate has ended, or has not begun"),
    46: ("certificate_unknown", "something is wrong with your certificate"),
    48: ("unknown_ca", "whoever vouches for you is nobody I know"),
    49: ("access_denied", "your certificate is good, and you are not let in"),
    70: ("protocol_version", "I do not speak this version"),
    71: ("insufficient_security", "your cipher suites are too weak"),
    80: ("internal_error", "something broke down here"),
    112: ("unrecognized_name", "there is no such host here"),
    116: ("certificate_required", "show a certificate"),
}
"""Alerts that one meets, by number: their names (RFC 8446 6) and what they say."""
MEANT = {
    **dict(ALERTS.values()),
    "decrypt_error": "a signature is wrong: do your key and your certificate belong together",
}
SHOWN = {
    "trusted": "one that the event's authority issued",
    "unknown authority": "one that nobody knows the authority of",
    "expired": "one of the event's that has ended",
}
"""The certificates that the harness shows, in words."""
NAME, OFFERED = 0, 43
"""Numbers of extensions: server_name and supported_versions."""
NO_CERTIFICATE = b"\x00\x00\x00"
"""A Certificate message of TLS 1.2 with none in it."""


def is_tls(wire: bytes | None) -> bool:
    """Whether these bytes begin as a record of TLS."""
    return wire is not None and wire[:1] in (b"\x15", b"\x16") and wire[1:2] == b"\x03"


def meant(outcome: str) -> str:
    """What was shown (``TLS, certificate: expired``) or how it ended (``alert unknown_ca``), and what that says."""
    words = MEANT.get(outcome.rpartition(" ")[2]) or SHOWN.get(outcome.rpartition("certificate: ")[2])
    return f"{outcome}: {words}" if words else outcome


def tls_lines(wire: bytes) -> tuple[Line, ...]:
    """A line for each message of a handshake that one side sent, and for what it sent sealed; none for no TLS."""
    lines = []
    for (words, is_sealed), run in groupby(_told(wire), key=lambda each: (each[0], bool(each[1]))):
        count = sum(length for _, length in run)
        lines.append(Line(f"{words}, {size(count)}" if is_sealed else words))
    return tuple(lines)


def _told(wire: bytes) -> Iterator[tuple[str, int]]:
    """What each record says, and how many bytes of it are sealed."""
    secret = False
    while len(wire) >= 5 and wire[0] in (CHANGE, ALERT, HANDSHAKE, DATA) and wire[1] == 3:
        length = int.from_bytes(wire[3:5], "big")
        kind, content, wire = wire[0], wire[5 : 5 + length], wire[5 + length :]
        if kind == CHANGE:
            secret = True
        elif kind == DATA or secret:
            yield "sealed", len(content)
        elif kind == ALERT:
            number = content[1] if len(content) > 1 else -1
            name, words = ALERTS.get(number, (f"number {number}", ""))
            yield f"alert {name}" + (f": {words}" if words else ""), 0
        else:
            yield from ((words, 0) for words in _messages(content))


def _messages(content: bytes) -> Iterator[str]:
    """The handshake messages of a record (RFC 8446 4), each with what it says of itself."""
    while len(content) >= 4:
        kind, length = content[0], int.from_bytes(content[1:4], "big")
        body, content = content[4 : 4 + length], content[4 + length :]
        words = MESSAGES.get(kind, f"handshake message {kind}")
        if kind in (1, 2):
            words += _greeting(body, asks=kind == 1)
        yield words + (": none" if kind == 11 and body == NO_CERTIFICATE else "")


def _greeting(body: bytes, *, asks: bool) -> str:
    """Which versions a ClientHello offers and to whom, or which one a ServerHello chose."""
    rest = body[35 + body[34] :] if len(body) > 34 else b""
    suites = int.from_bytes(rest[:2], "big") if asks else 0
    if asks:
        rest = rest[2 + suites :]
        rest = rest[1 + rest[0] :] if rest else b""
    else:
        rest = rest[3:]
    found = dict(_extensions(rest[2:]))
    listed = found.get(OFFERED, b"")[1 if asks else 0 :] or body[:2]
    numbers = [int.from_bytes(listed[at : at + 2], "big") for at in range(0, len(listed) - 1, 2)]
    named = ", ".join(VERSIONS[each] for each in numbers if each in VERSIONS)
    host = found.get(NAME, b"")[5:].decode("ascii", "backslashreplace")
    words = f": offers {named}; {suites // 2} cipher suites" if asks else f": chooses {named}"
    return f"{words}; to {host}" if host else words


def _extensions(rest: bytes) -> Iterator[tuple[int, bytes]]:
    while len(rest) >= 4:
        number, length = int.from_bytes(rest[:2], "big"), int.from_bytes(rest[2:4], "big")
        yield number, rest[4 : 4 + length]
        rest = rest[4 + length :]
