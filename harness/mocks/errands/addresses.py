"""The addresses that an errand can be run to, FHIR's and HL7 v2's. Knows URLs, and connects to none."""

from __future__ import annotations

from urllib.parse import urlsplit


def base_url(url: str) -> str:
    """`url` where it is a FHIR base URL that can be sent to. Raises ValueError."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or not url.isascii() or not url.isprintable() or any(one in url for one in " ?#@"):
        raise ValueError("a FHIR base URL is wanted, like http://127.0.0.1:8081/fhir")
    return url.rstrip("/")


def line_address(url: str) -> str:
    """`url` where it is an address for HL7 v2 in MLLP. Raises ValueError."""
    try:
        parts = urlsplit(url)
        alone = bool(parts.hostname and parts.port) and not parts.path.strip("/")
        fits = parts.scheme in ("mllp", "mllps") and alone
    except ValueError:
        fits = False
    if not fits:
        raise ValueError("an address for HL7 v2 is wanted, like mllp://127.0.0.1:2575")
    return url.rstrip("/")
