"""Is this a picture that may be kept as evidence? Knows how pictures begin, not what is on them."""

from __future__ import annotations

import re

from harness.errors import UsageError
from harness.evidence.record import Picture

LARGEST = 5 * 1024 * 1024
MOST = 4
MEGABYTE = 1024 * 1024


def picture(name: str, content: bytes) -> Picture:
    """A picture that somebody gave, by its bytes: what its name or its sender says of it is not asked.

    Raises UsageError for another kind than PNG, JPEG and WebP, and for one that is too large.
    """
    shown = re.sub(r"[^\w .()-]", "_", re.split(r"[/\\]", name)[-1])[-80:] or "picture"
    if len(content) > LARGEST:
        raise UsageError(f"{shown} has {len(content) / MEGABYTE:.1f} MB; a picture may have {LARGEST // MEGABYTE} MB.")
    kind = _kind(content)
    if not kind:
        raise UsageError(f"{shown} is no picture in PNG, JPEG or WebP.")
    return Picture(shown, kind, content)


def _kind(content: bytes) -> str:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return ""
