"""Where a captured request went, read from what was captured. Knows HTTP's targets; sends nothing."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from harness.evidence.exchange import Exchange

LONGEST_VALUE = 14


def url_of(exchange: Exchange) -> str:
    """The whole URL of an HTTP request: the address's scheme and host, and the target as it was sent (RFC 9112 3.2)."""
    target = exchange.request.target
    if "://" in target.partition("?")[0]:
        return target
    origin = exchange.address if "://" in exchange.address else f"http://{exchange.address}"
    try:
        parts = urlsplit(origin)
    except ValueError:
        return exchange.address
    host = parts.netloc or exchange.request.header("host") or ""
    return f"{parts.scheme}://{host}{target}" if target.startswith("/") else exchange.address


def short_target(exchange: Exchange) -> str:
    """The target as a person would say it: ``Patient?identifier=…``, without the way there and without long values."""
    return _short(exchange.request.target)


@lru_cache(maxsize=64)  # it is said in the drawing, beside the messages and in the results
def _short(target: str) -> str:
    path, _, query = target.partition("?")
    segments = [segment for segment in path.split("/") if segment]
    meant = next((n for n, segment in enumerate(segments) if segment[:1].isupper() or segment[:1] in "$_"), None)
    said = "/".join(segments[meant:] if meant is not None else segments[-1:]) or path
    pairs = [f"{name}={_shortened(value)}" for name, value in parameters(query)]
    return f"{said}?{'&'.join(pairs)}" if pairs else said


def parameters(query: str) -> list[tuple[str, str]]:
    """The parameters of a query or of a form, decoded, in order; none where there are more than a thousand."""
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        return []


def _shortened(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else "…"
