"""The HTTP requests of plays as a Postman collection, version 2.1.0, to send again by hand. Knows no page.

Where a responder lives, and what was redacted, are variables of the collection: whoever imports it fills them in once.
The order is that of the plays; an id that an answer gave is the one of that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from harness.evidence.exchange import Exchange, Message
from harness.evidence.redaction import MASK
from harness.report.addresses import url_of
from harness.report.commands import MADE_BY_CURL
from harness.report.html_message import Keep
from harness.report.model import Play
from harness.report.saying import answered, said
from harness.report.visible import is_text, size

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
SECRET = "{{secret}}"
LONGEST = 100_000  # bytes of a body that stands in the collection itself
LANGUAGES = {"json": "json", "xml": "xml", "html": "html"}


def collection(plays: Iterable[Play], *, name: str, keep: Keep | None = None) -> dict[str, Any]:
    """The collection called `name`: a folder for each of `plays` in which something went over HTTP, each request in it.

    A request of another protocol is left out; what was withheld, or sealed in TLS, cannot be sent again. `keep` writes
    a body that is too long to stand in it to a file and gives its path; without, that body is left out, and it is said.
    """
    bases: dict[str, str] = {}
    folders = [_folder(play, bases, keep) for play in plays]
    folders = [each for each in folders if each["item"]]
    secret = [{"key": "secret", "value": "", "type": "secret", "description": "What the ledger does not keep."}]
    return {
        "info": {
            "_postman_id": str(uuid5(NAMESPACE_URL, f"openhie-connectathon-harness {name}")),
            "name": name,
            "description": "Requests as they were sent, by the OpenHIE connect-a-thon harness.",
            "schema": SCHEMA,
        },
        "item": folders,
        "variable": [{"key": key, "value": base, "type": "string"} for base, key in bases.items()] + secret,
    }


def repeatable(play: Play) -> bool:
    """Whether there is anything in `play` that Postman could send."""
    return any(map(_sendable, play.exchanges))


def _sendable(exchange: Exchange) -> bool:
    return exchange.protocol == "http" and exchange.failure_kind != "unread"


def _folder(play: Play, bases: dict[str, str], keep: Keep | None) -> dict[str, Any]:
    sent = [(number, each) for number, each in enumerate(play.exchanges, 1) if _sendable(each)]
    cast = ", ".join(f"{who} as {actor.replace('_', ' ')}" for actor, who in play.casting.items())
    return {
        "name": play.scenario.title,
        "description": f"{play.scenario.workflow}: {cast}.\n\n{play.scenario.story.strip()}".strip(),
        "item": [_item(number, exchange, bases, keep) for number, exchange in sent],
    }


def _item(number: int, exchange: Exchange, bases: dict[str, str], keep: Keep | None) -> dict[str, Any]:
    request = exchange.request
    fields = [(key, value) for key, value in request.headers if key.lower() not in MADE_BY_CURL]
    made: dict[str, Any] = {
        "method": request.method,
        "header": [{"key": key, "value": _filled(value)} for key, value in fields],
        "url": _url(exchange, bases),
        "description": f"{exchange.transaction}. It was answered: {answered(exchange)}.",
    }
    if len(request.body) <= LONGEST and is_text(request.body):
        made |= {"body": _raw(request)} if request.body else {}
    elif keep is not None:
        made["body"] = {"mode": "file", "file": {"src": keep(request.body)}}
    else:
        made["description"] += f" Its body, {size(len(request.body))}, is in the ledger and not here."
    return {"name": f"{number} {said(exchange)}", "request": made, "response": []}


def _raw(request: Message) -> dict[str, Any]:
    kind = request.header("content-type") or ""
    language = next((word for part, word in LANGUAGES.items() if part in kind), "text")
    text = _filled(request.body.decode("utf-8", "replace"))
    return {"mode": "raw", "raw": text, "options": {"raw": {"language": language}}}


def _url(exchange: Exchange, bases: dict[str, str]) -> dict[str, Any]:
    """The address as Postman takes it apart, its beginning as a variable."""
    whole = url_of(exchange)
    base = exchange.base if exchange.base and whole.startswith(exchange.base) else _origin(whole)
    variable = f"{{{{{_variable(base.rstrip('/'), exchange, bases)}}}}}"
    path, _, query = whole[len(base.rstrip("/")) :].partition("?")
    url: dict[str, Any] = {
        "raw": variable + _filled(path + (f"?{query}" if query else "")),
        "host": [variable],
        "path": [_filled(each) for each in path.split("/") if each],
    }
    if query:
        url["query"] = [{"key": key, "value": _filled(value)} for key, value in _pairs(query)]
    return url


def _pairs(query: str) -> list[tuple[str, str]]:
    """The parameters of a query as they are written in it."""
    return [(name, value) for name, _, value in (each.partition("=") for each in query.split("&"))]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _variable(base: str, exchange: Exchange, bases: dict[str, str]) -> str:
    """The name of the variable that holds `base`: that of the actor who answers there, with a number if need be."""
    if base not in bases:
        name, number = exchange.responder or "server", 1
        while (key := name if number == 1 else f"{name}_{number}") in bases.values():
            number += 1
        bases[base] = key
    return bases[base]


def _filled(text: str) -> str:
    return text.replace(MASK, SECRET)
