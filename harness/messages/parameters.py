"""The parameters of an HTTP request as names and values. Knows addresses and forms, not what a name means."""

from __future__ import annotations

from urllib.parse import parse_qsl

FORM = "application/x-www-form-urlencoded"
"""The media type of a form (FHIR R4 3.1.1.2 lets a search be sent as one)."""


def parameters(target: str, body: bytes = b"", content_type: str = "") -> list[tuple[str, str]]:
    """The pairs in the query of `target`, in order, then those of a form in `body`; unescaped, empty values included.

    `target` is a path, a request target or a URL; bytes that are no UTF-8 become U+FFFD.
    """
    form = body.decode("utf-8", "replace") if content_type.lower().startswith(FORM) else ""
    query = target.partition("?")[2]
    return [*parse_qsl(query, keep_blank_values=True), *parse_qsl(form, keep_blank_values=True)]
