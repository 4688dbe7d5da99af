"""Which of FHIR's two formats an answer is wanted in (FHIR R4 3.1.0.1.11). Knows Accept and _format, not formats."""

from __future__ import annotations

from harness.messages.fhir import JSON, media_type
from harness.mocks.rest.messages import Request


def wanted_format(request: Request) -> str | None:
    """JSON's or XML's media type, None if neither will do. ``_format`` goes before Accept; without both it is JSON."""
    given = [value for name, value in request.asked if name == "_format" and value]
    if given:
        return media_type(given[0])
    accept = request.header("accept").strip()
    if not accept:
        return JSON
    return next((known for one in _by_quality(accept) if (known := _known(one))), None)


def _known(name: str) -> str | None:
    return JSON if name in ("*/*", "application/*") else media_type(name)


def _by_quality(accept: str) -> list[str]:
    """The media ranges of an Accept field, best first, those with ``q=0`` left out (RFC 9110 12.5.1)."""
    ranges = []
    for one in accept.split(","):
        name, *parameters = (part.strip() for part in one.split(";"))
        ranges.append((_quality(parameters), name))
    return [name for quality, name in sorted(ranges, key=lambda one: -one[0]) if quality > 0]


def _quality(parameters: list[str]) -> float:
    for name, _, value in (one.partition("=") for one in parameters):
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
