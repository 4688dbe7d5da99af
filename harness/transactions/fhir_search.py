"""How FHIR is searched and read, whatever the resource (FHIR R4 3.1.1): the request, and the page a link leads to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self
from urllib.parse import SplitResult, quote, unquote, urlencode, urljoin, urlsplit

from typing_extensions import override

from harness.errors import MalformedMessage, NonConformance
from harness.messages import fhir
from harness.messages.fhir import JSON
from harness.messages.parameters import FORM
from harness.transactions.transaction import Call, Source, Transaction

_BETWEEN = re.compile(r"&(?=[A-Za-z_][\w:.-]*=)")


def pairs_in(written: str) -> list[tuple[str, str]]:
    """The parameters of a search as the specification writes it, unescaped: ``name:exact=Kisumu&active=true``.

    An ampersand with no ``name=`` after it is part of a value.
    """
    parts = (part.partition("=") for part in _BETWEEN.split(written) if part)
    return [(name, value) for name, _, value in parts]


def search_call(kind: str, pairs: Sequence[tuple[str, str]], *, accept: str = JSON, form: bool = False) -> Call:
    """A search for resources of `kind`; a `form` is sent by POST to ``_search``."""
    query = urlencode(pairs, quote_via=quote)
    if form:
        return Call("POST", f"{kind}/_search", (("Content-Type", FORM), ("Accept", accept)), query.encode())
    return Call("GET", f"{kind}?{query}" if query else kind, (("Accept", accept),))


def is_search(call: Call, kind: str) -> bool:
    """Whether `call` is a search for resources of `kind`."""
    by_get = call.method == "GET" and call.route == kind
    return by_get or (call.method == "POST" and call.route == f"{kind}/_search")


def next_page(body: bytes, content_type: str, base: str) -> str:
    """The part below `base` of the ``next`` link of a Bundle; "" where there is none.

    A NonConformance when it leads elsewhere.
    """
    try:
        bundle = fhir.read(body, content_type)
    except MalformedMessage:
        return ""
    links = bundle.get("link")
    for place, link in enumerate(links if isinstance(links, list) else ()):
        if isinstance(link, dict) and link.get("relation") == "next":
            return below(base, str(link.get("url", "")), f"Bundle.link[{place}].url")
    return ""


def below(base: str, url: str, where: str) -> str:
    """The part of `url` below `base`, path and query. A NonConformance at `where` when it leads elsewhere."""
    home = urlsplit(f"{base.rstrip('/')}/")
    try:
        there = urlsplit(urljoin(home.geturl(), url))
        same = _origin(there) == _origin(home)
    except ValueError:  # no URL at all: a port that is no number, half an address
        same = False
    if same and f"{there.path}/".startswith(home.path) and ".." not in unquote(there.path).split("/"):
        path = there.path[len(home.path) :].lstrip("/")
        rest = f"{path}?{there.query}" if there.query else path
        if rest:
            return rest
    raise NonConformance(where, expected=f"a URL below {base}", found=url or "nothing")


def _origin(url: SplitResult) -> tuple[str, str | None, int | None]:
    return url.scheme, url.hostname, url.port or {"http": 80, "https": 443}.get(url.scheme)


@dataclass(frozen=True, slots=True)
class FollowingPage(Transaction):
    """The page that a ``next`` link leads to; `path` stands below the responder's base."""

    path: str
    accept: str = JSON

    @override
    def call(self, source: Source) -> Call:
        return Call("GET", self.path, (("Accept", self.accept),))

    @override
    def instruction(self) -> str:
        return "Go on to the next page of the answer"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "next page"}

    @override
    def recognises(self, call: Call) -> bool:
        asked = Call("GET", self.path)
        return call.method == "GET" and (call.route, sorted(call.parameters)) == (asked.route, sorted(asked.parameters))

    @override
    def following(self, body: bytes, content_type: str, base: str) -> Self | None:
        path = next_page(body, content_type, base)
        return replace(self, path=path) if path else None


@dataclass(frozen=True, slots=True)
class OneRecord(Transaction):
    """A read of one resource; `record` is where the responder keeps it: ``Location/id``. It is one of `kinds`."""

    kinds: ClassVar[tuple[str, ...]]

    record: str
    accept: str = JSON

    @override
    def call(self, source: Source) -> Call:
        return Call("GET", quote(self.record), (("Accept", self.accept),))

    @override
    def recognises(self, call: Call) -> bool:
        kind, _, name = call.route.partition("/")
        return call.method == "GET" and kind in self.kinds and bool(name) and not name.startswith(("$", "_"))

    @override
    def marks(self) -> tuple[str, ...]:
        return (self.record.rsplit("/", 1)[-1],)
