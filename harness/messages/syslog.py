"""A syslog message (RFC 5424): bytes to its header and its content, and back. Knows nothing of what is told in it.

Reading is as strict as the grammar of RFC 5424 6, and keeps what it does not look into: serialised, a message that was
read gives the same bytes again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from harness.errors import MalformedMessage

NIL = "-"
BOM = b"\xef\xbb\xbf"
_PRINTED = rb"[\x21-\x7e]"
_FIELDS = (
    # name, pattern, what is expected
    ("PRI", rb"<(0|[1-9][0-9]{0,2})>", "a number from 0 to 191 in angle brackets, as in <85>"),
    ("VERSION", rb"([1-9][0-9]{0,2}) ", "1 and a space"),
    (
        "TIMESTAMP",
        rb"(-|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})) ",
        "a time as in 2026-11-25T08:15:00.123Z, or -",
    ),
    ("HOSTNAME", rb"(" + _PRINTED + rb"{1,255}) ", "a host name, or -"),
    ("APP-NAME", rb"(" + _PRINTED + rb"{1,48}) ", "the name of a program (48 characters at most), or -"),
    ("PROCID", rb"(" + _PRINTED + rb"{1,128}) ", "the id of a process, or -"),
    ("MSGID", rb"(" + _PRINTED + rb"{1,32}) ", "the kind of message (32 characters at most), or -"),
)
_SD_NAME = rb"[\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32}"  # printed, without = ] and "
_SD_VALUE = rb'"(?:[^"\\\]]|\\.)*+"'
_ELEMENT = rb"\[" + _SD_NAME + rb"(?: " + _SD_NAME + rb"=" + _SD_VALUE + rb")*+\]"
_STRUCTURED_DATA = re.compile(rb"(-|(?:" + _ELEMENT + rb")++)(?: |\Z)", re.DOTALL)
_PATTERNS = tuple((name, re.compile(pattern), expected) for name, pattern, expected in _FIELDS)


@dataclass(frozen=True, slots=True)
class SyslogMessage:
    """The fields of RFC 5424 6, as they stand; ``-`` is nothing. `content` is the bytes of MSG, None where it has none.

    `timestamp` and `structured_data` are kept as text.
    """

    priority: int
    content: bytes | None
    timestamp: str = NIL
    hostname: str = NIL
    app_name: str = NIL
    procid: str = NIL
    msgid: str = NIL
    structured_data: str = NIL
    version: int = 1

    @property
    def facility(self) -> int:
        """Who speaks (RFC 5424 6.2.1): 10 is security and authorisation."""
        return self.priority // 8

    @property
    def severity(self) -> int:
        """How bad it is, from 0 (emergency) to 7 (debug)."""
        return self.priority % 8

    @property
    def payload(self) -> bytes:
        """The content without the byte order mark that may lead it."""
        return (self.content or b"").removeprefix(BOM)


def parse(message: bytes) -> SyslogMessage:
    """The message in `message`. Raises MalformedMessage with the field (``PRI``, ``TIMESTAMP``) as `where`."""
    found: dict[str, str] = {}
    rest = 0
    for name, pattern, expected in _PATTERNS:
        match = pattern.match(message, rest)
        if match is None:
            raise _malformed(name, expected, message[rest : rest + 40])
        found[name], rest = match[1].decode("ascii"), match.end()
    if int(found["PRI"]) > 191:
        raise _malformed("PRI", "a number from 0 to 191 in angle brackets", found["PRI"].encode())
    if found["VERSION"] != "1":
        raise _malformed("VERSION", "1, of RFC 5424", found["VERSION"].encode())
    match = _STRUCTURED_DATA.match(message, rest)
    if match is None:
        raise _malformed("STRUCTURED-DATA", '- or elements as in [id name="value"]', message[rest : rest + 40])
    data = _text("STRUCTURED-DATA", match[1])
    content = message[match.end() :] if message[match.end(1) : match.end()] else None
    return SyslogMessage(
        int(found["PRI"]),
        content,
        found["TIMESTAMP"],
        found["HOSTNAME"],
        found["APP-NAME"],
        found["PROCID"],
        found["MSGID"],
        data,
    )


def serialise(message: SyslogMessage) -> bytes:
    """`message` as bytes."""
    fields = (message.timestamp, message.hostname, message.app_name, message.procid, message.msgid)
    head = f"<{message.priority}>{message.version} {' '.join(fields)} {message.structured_data}".encode()
    return head if message.content is None else b"%s %s" % (head, message.content)


def _text(where: str, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise _malformed(where, "UTF-8", data[:40]) from None


def _malformed(where: str, expected: str, found: bytes) -> MalformedMessage:
    shown = found.decode("ascii", "backslashreplace")
    return MalformedMessage(where, expected=expected, found=repr(shown) if shown else "nothing")
