"""Credentials in a file of participants: kinds, the keys each takes, and whether what they point at is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from harness.errors import UsageError
from harness.participants import values
from harness.participants.mistakes import Mistake
from harness.participants.raw import Raw, table, text, texts
from harness.participants.secret import reveal
from harness.transport.authentication import ClientCertificate
from harness.transport.tls import client_context

KINDS = {"none": (), "basic": ("user", "password"), "bearer": ("token",), "certificate": ("certificate",)}
"""The kinds of authentication, each with the keys it cannot do without."""

OF_A_FILE = "; the path is read from the folder of this file"
"""The end of a sentence about a path in a file: on a command line it would be wrong."""

OPTIONAL = {"certificate": ("key",)}


def credential_mistakes(holder: Raw, folder: Path, *, with_secrets: bool) -> Iterator[Mistake]:
    """What is wrong with the credentials of one participant; paths in the mistakes begin at its table."""
    authentication = table(holder.get("authentication"))
    yield from _keys(authentication)
    if "authorization_server" in texts(holder, "actors") and text(authentication, "kind") != "basic":
        words = 'an authorization server is asked as a client that it knows: write kind = "basic", user and password'
        yield Mistake(("authentication",) if "authentication" in holder else (), words)
    yield from _inline(holder)
    yield from _of_the_barred(holder, authentication)
    yield from _of_tokens(table(holder.get("tokens")))
    yield from _files(holder, folder)
    if with_secrets:
        yield from _hidden(holder, folder)


def _keys(authentication: Raw) -> Iterator[Mistake]:
    kind = text(authentication, "kind")
    if kind not in KINDS:
        return
    needed, allowed = KINDS[kind], (*KINDS[kind], *OPTIONAL.get(kind, ()))
    for key in needed:
        if key not in authentication:
            yield Mistake(("authentication",), f'kind = "{kind}" needs {key}{_how(key)}')
    for key in authentication:
        if key in {*sum(KINDS.values(), ()), "key"} and key not in allowed:
            takes = f"takes {' and '.join(allowed)}" if allowed else "takes nothing else"
            yield Mistake(("authentication", key), f'kind = "{kind}" {takes}; remove {key}, or change the kind')


def _how(key: str) -> str:
    return f" = {values.SECRET}" if key in ("password", "token") else ""


def _of_the_barred(holder: Raw, authentication: Raw) -> Iterator[Mistake]:
    user = text(table(holder.get("barred")), "user")
    if user and user == text(authentication, "user"):
        words = f'"{user}" stands in authentication, and may use the route; name a client that may not'
        yield Mistake(("barred", "user"), words)


def _of_tokens(tokens: Raw) -> Iterator[Mistake]:
    for key, other, how in (("client", "secret", f" = {values.SECRET}"), ("secret", "client", "")):
        if key in tokens and other not in tokens:
            yield Mistake(("tokens", key), f"{key} needs {other}{how} beside it")


def _inline(holder: Raw) -> Iterator[Mistake]:
    for name, value in table(holder.get("headers")).items():
        if isinstance(value, str) and values.is_secret_header(name):
            sentence = f"a header of this name carries a secret, and it stands inline; write {values.SECRET} instead"
            yield Mistake(("headers", name), sentence)


def _files(holder: Raw, folder: Path) -> Iterator[Mistake]:
    authentication = table(holder.get("authentication"))
    ca, certificate, key = text(holder, "ca"), text(authentication, "certificate"), text(authentication, "key")
    places = ((("ca",), ca), (("authentication", "certificate"), certificate), (("authentication", "key"), key))
    absent = [(path, folder / file) for path, file in places if file and not (folder / file).is_file()]
    for path, file in absent:
        yield Mistake(path, f"found no file {file}{OF_A_FILE}")
    if ca and (folder / ca).is_file():
        yield from _unusable(("ca",), str(folder / ca), None)
    if certificate and not any(path[0] == "authentication" for path, _ in absent):
        pair = ClientCertificate(folder / certificate, folder / (key or certificate))
        yield from _unusable(("authentication", "certificate"), True, pair)


def _unusable(path: tuple[str, ...], verify: bool | str, certificate: ClientCertificate | None) -> Iterator[Mistake]:
    try:
        client_context(verify, certificate=certificate)
    except UsageError as error:
        yield Mistake(path, str(error))


def references(holder: Raw) -> Iterator[tuple[tuple[str, str], dict[str, str]]]:
    """Each reference to a secret in a participant's table, with the keys that lead to it."""
    for outer in ("authentication", "headers", "tokens", "barred"):
        for key, value in table(holder.get(outer)).items():
            if isinstance(value, dict) and values.is_reference(value):
                yield (outer, key), value


def _hidden(holder: Raw, folder: Path) -> Iterator[Mistake]:
    for path, reference in references(holder):
        try:
            reveal(reference, folder)
        except LookupError as error:
            yield Mistake(path, str(error))
