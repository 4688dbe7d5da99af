"""What lies in a message as base64: documents of text to be read, and what nobody can look into. Knows no people.

FHIR's Binary, Attachment and Signature, HL7 v2's ED, and CDA's ``representation="B64"``.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator

WITHHELD = "cmVkYWN0ZWQ="
"""``redacted``: what stands instead of a picture, a PDF, or anything else that is no text."""
_SIGN = r"(?:[A-Za-z0-9+/]|\\/)"
_RUN = rf"{_SIGN}{{16,}}(?:\r?\n[ \t]*{_SIGN}{{4,}})*={{0,2}}"
RUN = re.compile(rf"(?<![A-Za-z0-9+/=]){_RUN}")
"""Long enough to hold a name; broken into lines as MIME has it (RFC 2045 6.8), or with JSON's own slashes."""
DOCUMENT = re.compile(
    rf"""(?P<before>"data"\s*:\s*"|<data\s+value="|\^Base64\^|representation="B64"[^>]*>\s*)(?P<coded>{_RUN})"""
)
"""Where it stands in a place for documents."""
NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x7f]")
NO_LETTERS = re.compile(r"[\x80-\x9f]")


def documents_in(body: bytes) -> Iterator[bytes]:
    """Every text that lies in `body` as base64, and what lies in that in the same way."""
    for found in RUN.finditer(body.decode("latin-1")):
        if octets := _text_in(found[0]):
            yield octets
            yield from documents_in(octets)


def recoded(value: str, shown: Callable[[str], str]) -> str:
    """`value` with each text in base64 as it is `shown`; a document that is no text is withheld."""

    def withheld(found: re.Match[str]) -> str:
        return found[0] if _text_in(found["coded"]) else f"{found['before']}{WITHHELD}"

    def read(found: re.Match[str]) -> str:
        octets = _text_in(found[0])
        instead = _shown(octets, shown)
        return found[0] if instead == octets else base64.b64encode(instead).decode()

    return RUN.sub(read, DOCUMENT.sub(withheld, value))


def _text_in(coded: str) -> bytes:
    """The text that `coded` holds; nothing where it is no base64, or no text."""
    try:
        octets = base64.b64decode(re.sub(r"\s|\\", "", coded), validate=True)
    except binascii.Error:
        return b""
    return b"" if NO_TEXT.search(octets) or NO_LETTERS.search(_decoded(octets)) else octets


def _decoded(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _shown(octets: bytes, shown: Callable[[str], str]) -> bytes:
    """`octets` with their text as it is `shown`, in the encoding that they had."""
    try:
        return shown(octets.decode("utf-8")).encode("utf-8")
    except UnicodeDecodeError:
        return shown(octets.decode("latin-1")).encode("latin-1")
