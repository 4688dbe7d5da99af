"""Is this a whole picture that may be kept as evidence? Knows the bytes of pictures, not what is on them."""

from __future__ import annotations

import re
import struct
import warnings
from io import BytesIO

from PIL import Image, ImageFile

from harness.errors import UsageError
from harness.evidence.record import Picture

KINDS = ("PNG", "JPEG", "WEBP")
LARGEST = 5 * 1024 * 1024
MOST = 4
MEGABYTE = 1024 * 1024
MOST_POINTS = 60_000_000
"""Of a picture: what a good telephone takes. A few bytes can unpack into more than there is memory."""


def picture(name: str, content: bytes) -> Picture:
    """A picture that somebody gave, by its bytes: what its name or its sender says of it is not asked.

    Raises UsageError for another kind than PNG, JPEG and WebP, for one that is too large, and for what is not whole.
    """
    shown = re.sub(r"[^\w .()-]", "_", re.split(r"[/\\]", name)[-1])[-80:] or "picture"
    if len(content) > LARGEST:
        raise UsageError(f"{shown} has {len(content) / MEGABYTE:.1f} MB; a picture may have {LARGEST // MEGABYTE} MB.")
    kind = _kind(content)
    if not kind:
        raise UsageError(f"{shown} is no picture in PNG, JPEG or WebP.")
    _read_through(shown, content)
    return Picture(shown, kind, content)


def _read_through(shown: str, content: bytes) -> None:
    """Read a picture to its last point: what a program cannot read whole shows nobody anything, next year either."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, where it is in the same process, lets half a picture pass
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(content), formats=KINDS) as opened:
            if opened.width * opened.height > MOST_POINTS:
                raise UsageError(
                    f"{shown} has {opened.width} by {opened.height} points; that is more than can be kept."
                )
            opened.verify()
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(content), formats=KINDS) as opened:
            opened.draft("L", (1, 1))  # a JPEG need not be unpacked to be read
            opened.load()
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError) as error:
        raise UsageError(f"{shown} is not whole, or damaged: it cannot be shown. Take or send it again.") from error


def _kind(content: bytes) -> str:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return ""
