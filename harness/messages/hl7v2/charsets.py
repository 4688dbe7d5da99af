"""Which characters the bytes of an HL7 v2 message stand for (MSH-18, table 0211). Knows names and bytes, not fields."""

from __future__ import annotations

import re
from dataclasses import dataclass

CODECS = {
    "ASCII": "ascii",
    **{f"8859/{part}": f"iso8859_{part}" for part in (*range(1, 12), 13, 14, 15)},  # there is no part 12
    "UNICODE UTF-8": "utf_8",
}
"""What we read: in each of them a separator is one byte that means nothing else, so that a message can be parted."""

SPELLINGS = {
    "UTF8": "UNICODE UTF-8",
    "UNICODEUTF8": "UNICODE UTF-8",
    "USASCII": "ASCII",
    **{f"ISO8859{part}": f"8859/{part}" for part in range(1, 16) if part != 12},
    **{f"8859{part}": f"8859/{part}" for part in range(1, 16) if part != 12},
}
"""What people write in place of a name of table 0211, without its marks."""


@dataclass(frozen=True, slots=True)
class Charset:
    """What MSH-18 declares, the Python codec we read with, and what is wrong with the two in words, "" when nothing is.

    Whatever is wrong, no byte is lost: one that `codec` cannot read becomes a lone surrogate (PEP 383) and is written
    back as it was.
    """

    declared: tuple[str, ...] = ()
    codec: str = "ascii"
    problem: str = ""


def charset(declared: tuple[str, ...], data: bytes) -> Charset:
    """How to read `data`, where MSH-18 has the repetitions `declared`. The first is the message's own (2.15.9.18)."""
    name = declared[0] if declared else ""
    codec, problem = codec_of(name)
    if codec == "ascii" and not data.isascii():
        return Charset(declared, *_more_than_ascii(name, data))
    if not problem:
        problem = _unreadable(codec, name, data)
    return Charset(declared, codec, problem)


def codec_of(name: str) -> tuple[str, str]:
    """The Python codec for a value of MSH-18, and what is wrong with that value. Empty is ASCII."""
    if not name:
        return "ascii", ""
    if name in CODECS:
        return CODECS[name], ""
    meant = SPELLINGS.get(re.sub(r"[^A-Z0-9]", "", name.upper()))
    if meant is None:
        return "iso8859_1", f"MSH-18 declares {name!r}, which the harness does not read; it was read as 8859/1"
    return CODECS[meant], f"MSH-18 declares {name!r}, which is not in table 0211; it was read as {meant}"


def _more_than_ascii(name: str, data: bytes) -> tuple[str, str]:
    """Codec and problem of a message that says it is ASCII, and is not."""
    said = f"MSH-18 declares {name}" if name else "MSH-18 is empty, which means ASCII"
    first = next(byte for byte in data if byte > 127)
    codec, meant = ("iso8859_1", "8859/1") if _unreadable("utf_8", "", data) else ("utf_8", "UNICODE UTF-8")
    return codec, f"{said}, and the message has the byte 0x{first:02X}; it was read as {meant}"


def _unreadable(codec: str, name: str, data: bytes) -> str:
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        return f"MSH-18 declares {name}, and the byte 0x{data[error.start]:02X} (number {error.start + 1}) is not in it"
    return ""
