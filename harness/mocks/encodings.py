"""How a body may be packed for a mock: not at all. Knows one header field, and no content."""

from __future__ import annotations

from collections.abc import Mapping


def packed(headers: Mapping[str, str]) -> str:
    """What to say of a Content-Encoding that is not understood (RFC 9110 8.4), empty for a body as it is."""
    coding = headers.get("content-encoding", "").strip()
    return "" if coding.lower() in ("", "identity") else f"A body is sent as it is here, not packed by {coding[:40]}"
