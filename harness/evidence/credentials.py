"""Which header fields hand over a credential, and how they look without it. Knows field names, not secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator

AUTHORIZATION = frozenset({"authorization", "proxy-authorization"})
KEYS = frozenset({"x-api-key", "api-key", "apikey", "x-auth-token", "x-access-token"})

COOKIES = frozenset({"cookie", "set-cookie"})

_NAMES = "|".join(sorted(AUTHORIZATION | KEYS | COOKIES))
_FIELD = re.compile(rf"^({_NAMES})([ \t]*:)([^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*)", re.MULTILINE | re.IGNORECASE)


def tokens(name: str, value: str) -> Iterator[str]:
    """Every credential in the field `name`: what follows the scheme (RFC 9110 11), a cookie's value, a key."""
    field = name.lower()
    if field in AUTHORIZATION:
        yield value.strip().partition(" ")[2].strip() or value.strip()
    elif field == "cookie":
        yield from (part.partition("=")[2].strip() for part in value.split(";"))
    elif field == "set-cookie":
        yield value.split(";")[0].partition("=")[2].strip()
    elif field in KEYS:
        yield value.strip()


def without_credentials(name: str, value: str, mask: str) -> str:
    """The value of the field `name` with `mask` in the place of each credential."""
    for token in filter(None, tokens(name, value)):
        value = value.replace(token, mask)
    return value


def head_without_credentials(head: str, mask: str) -> str:
    """A start line and its header fields, with `mask` in the place of each credential."""
    return _FIELD.sub(lambda field: field[1] + field[2] + without_credentials(field[1], field[3], mask), head)
