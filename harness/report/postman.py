"""The HTTP requests of plays as a Postman collection, version 2.1.0, to send again by hand. Knows no page.

Where a responder lives, and what was redacted, are variables of the collection: whoever imports it fills them in once.
The order is that of the plays; an id that an answer gave is the one of that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from harness.evidence.exchange import Exchange
from harness.evidence.redaction import MASK
from harness.report.addresses import url_of
from harness.report.commands import MADE_BY_CURL
from harness.report.model import Play
from harness.report.saying import answered, said
from harness.report.visible import is_text

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
SECRET = "{{secret}}"
LANGUAGES = {"json": "json", "xml": "xml", "html": "html"}


def collection(plays: Iterable[Play], *, name: str) -> dict[str, Any]:
    """The collection called `name`: a folder for each of `plays` in which something went over HTTP, each request in it.

    A request of another protocol is left out; what was withheld, or sealed in TLS, cannot be sent again.
    """
    bases: dict[str, str] = {}
    folders = [_folder(play, bases) for play in plays]
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


def _folder(play: Play, bases: dict[str, str]) -> dict[str, Any]:
    sent = [(number, each) for number, each in enumerate(play.exchanges, 1) if _sendable(each)]
    cast = ", ".join(f"{who} as {actor.replace('_', ' ')}" for actor, who in play.casting.items())
    return {
        "name": play.scenario.title,
        "description": f"{play.scenario.workflow}: {cast}.\n\n{play.scenario.story.strip()}".strip(),
        "item": [_item(number, exchange, bases) for number, exchange in sent],
    }


def _item(number: int, exchange: Exchange, bases: dict[str, str]) -> dict[str, Any]:
    request = exchange.request
    fields = [(key, value) for key, value in request.headers if key.lower() not in MADE_BY_CURL]
    made: dict[str, Any] = {
        "method": request.method,
        "header": [{"key": key, "value": _filled(value)} for key, value in fields],
        "url": _url(exchange, bases),
        "description": f"{exchange.transaction}. It was answered: {answered(exchange)}.",
    }
    if request.body and is_text(request.body):
        kind = request.header("content-type") or ""
        language = next((word for part, word in LANGUAGES.items() if part in kind), "text")
        made["body"] = {
            "mode": "raw",
            "raw": _filled(request.body.decode("utf-8", "replace")),
            "options": {"raw": {"language": language}},
        }
    return {"name": f"{number} {said(exchange)}", "request": made, "response": []}


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
