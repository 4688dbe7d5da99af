"""Makes text from the wire fit to be read: what cannot be seen is shown by a sign. Knows characters, not HTML."""

from __future__ import annotations

import re

from harness.language import gettext as _
from harness.report.moments import decimal

# Controls but tab and line feed, invisible spaces, marks that turn the direction of text, halves of pairs.
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")
_ODD_ASCII = bytes((*range(9), *range(11, 32), 127))
_CONTROLS = bytes((*range(9), *range(14, 32), 127))
ROW = 8  # bytes, so that a phone shows them side by side


def visible(text: str) -> str:
    """`text` with a sign for each character that is invisible or turns the text around: NUL is ``␀``."""
    if text.isascii() and len(text.encode("ascii").translate(None, _ODD_ASCII)) == len(text):
        return text  # most of a report, ten times as quickly as by a regular expression
    return _ODD.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else f"\\u{code:04x}"


def is_text(content: bytes) -> bool:
    """Whether `content` reads as UTF-8 text without controls; a character cut off at the end is forgiven."""
    if len(content.translate(None, _CONTROLS)) != len(content):  # six times as quick as a regular expression
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and error.start >= len(content) - 3
    return True


def hexdump(content: bytes, *, rows: int) -> str:
    """The first `rows` times 8 bytes: offset, bytes in hexadecimal, and the letters among them."""
    lines = []
    for start in range(0, min(len(content), rows * ROW), ROW):
        piece = content[start : start + ROW]
        letters = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in piece)
        lines.append(f"{start:06x}  {piece.hex(' '):<{ROW * 3 - 1}}  {letters}")
    return "\n".join(lines)


def as_crossed(content: bytes, *, limit: int) -> str:
    """The first `limit` bytes as text with signs, or as a hexdump where they are no text."""
    start = content[:limit]
    if is_text(start):
        return visible(start.decode("utf-8", "ignore").replace("\r\n", "\n"))
    return hexdump(start, rows=limit // (ROW * 4))


def size(count: int) -> str:
    """A number of bytes in the unit that reads best: ``812 bytes``, ``10.5 MB``."""
    if count == 1:
        return _("1 byte")
    if count < 1000:
        return _("{count} bytes").format(count=count)
    if count < 1_000_000:
        return _("{count} kB").format(count=decimal(count / 1000))
    return _("{count} MB").format(count=decimal(count / 1_000_000))
