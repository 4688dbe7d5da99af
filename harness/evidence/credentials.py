"""Where a message hands over a credential, and how a header field looks without it. Knows names, not secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator

AUTHORIZATION = frozenset({"authorization", "proxy-authorization"})
KEYS = frozenset({"x-api-key", "api-key", "apikey", "x-auth-token", "x-access-token"})

COOKIES = frozenset({"cookie", "set-cookie"})

_NAMES = "|".join(sorted(AUTHORIZATION | KEYS | COOKIES))
_IN_A_BODY = re.compile(
    r'"(?:access_token|refresh_token|id_token)"\s*:\s*"([^"]+)"|(?:^|&)(?:token|client_secret)=([^&]+)'
)
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


def tokens_in(body: bytes) -> Iterator[str]:
    """Every credential in the content of OAuth's answers and forms (RFC 6749 5.1, RFC 7662 2.1).

    Of a JWT the signature alone: without it nobody can use the rest, which says who may do what, and can be judged.
    """
    for found in _IN_A_BODY.finditer(body.decode("latin-1")):
        token = found[1] or found[2]
        yield token.rpartition(".")[2] if token.count(".") == 2 else token


def without_credentials(name: str, value: str, mask: str) -> str:
    """The value of the field `name` with `mask` in the place of each credential."""
    for token in filter(None, tokens(name, value)):
        value = value.replace(token, mask)
    return value


def head_without_credentials(head: str, mask: str) -> str:
    """A start line and its header fields, with `mask` in the place of each credential."""
    return _FIELD.sub(lambda field: field[1] + field[2] + without_credentials(field[1], field[3], mask), head)
