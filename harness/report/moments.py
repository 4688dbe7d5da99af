"""Times as a report writes them, always UTC. Knows Unix seconds in, text out; 0 is no time at all."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(at: float) -> str | None:
    """``2026-11-22T14:05:11.234Z`` (ISO 8601), None where there is no time."""
    if not at:
        return None
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day_and_time(at: float) -> str:
    """``22 November 2026, 14:05 UTC``, "" where there is no time."""
    if not at:
        return ""
    moment = datetime.fromtimestamp(at, UTC)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def clock(at: float) -> str:
    """``14:05:11.234``, "" where there is no time."""
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M:%S.%f")[:-3] if at else ""


def duration(seconds: float) -> str:
    """How long something took, in the unit that reads best: ``34 ms``, ``4.1 s``, ``3 min 20 s``."""
    if seconds < 1:
        milliseconds = max(seconds, 0) * 1000
        return f"{milliseconds:.1f} ms" if 0 < milliseconds < 9.95 else f"{milliseconds:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
