"""Writes HAR 1.2, which browsers and proxies read: every exchange with its bytes. Knows HTTP's words; judges nothing.

A scenario in one casting is a page, an exchange an entry; where a layer or relay passed it on, each hop is one. What
is no text is in base64: ``content.encoding`` says so of an answer, ``postData._encoding`` (a field of ours, as HAR
allows) of a request. HAR knows HTTP alone: an exchange over MLLP, of syslog or of TLS itself has its protocol in
``_protocol`` and for a method. Cookies are secrets, and masked in the header fields: no list of them is made.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Container
from typing import Any

from harness.evidence.exchange import Exchange, Message
from harness.report.addresses import parameters, url_of
from harness.report.as_json import as_indented_json
from harness.report.exports.told import cast
from harness.report.hops import hops
from harness.report.model import Play, Run
from harness.report.moments import iso
from harness.report.saying import answered
from harness.report.visible import is_text

EPOCH = "1970-01-01T00:00:00.000Z"
UNKNOWN = -1  # HAR's word for a size or time that nobody measured


def har(run: Run) -> bytes:
    """The run as an HTTP Archive, JSON in UTF-8."""
    entries = [entry for play in run.plays for each in play.exchanges for entry in _entries(each, play.casting, play)]
    entries += [entry for each in run.unexpected for entry in _entries(each, ())]
    log = {
        "version": "1.2",
        "creator": {"name": "OpenHIE connect-a-thon harness", "version": run.versions.get("harness", "")},
        "pages": [_page(play) for play in run.plays if play.crossings],
        "entries": sorted(entries, key=lambda one: one["startedDateTime"]),
        "comment": f"run {run.name}",
    }
    return as_indented_json({"log": log})


def _page(play: Play) -> dict[str, Any]:
    return {
        "startedDateTime": iso(play.started) or EPOCH,
        "id": play.slug,
        "title": f"{play.scenario.title} [{cast(play)}]",
        "pageTimings": {},
        "comment": play.verdict,
    }


def _entries(exchange: Exchange, actors: Container[str], play: Play | None = None) -> list[dict[str, Any]]:
    return [_entry(each, play) for each in hops(exchange, actors)]


def _entry(exchange: Exchange, play: Play | None) -> dict[str, Any]:
    took = max(exchange.ended - exchange.request.at, 0.0) * 1000
    entry: dict[str, Any] = {
        "startedDateTime": iso(exchange.request.at) or EPOCH,
        "time": took,
        "request": _request(exchange),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": UNKNOWN, "wait": took, "receive": UNKNOWN},
        "comment": f"{exchange.transaction} {exchange.initiator} to {exchange.responder}".strip(),
        "_id": exchange.id,
        "_protocol": exchange.protocol,
        "_capturedAt": exchange.captured_at,
        "_failure": exchange.failure,
    }
    return entry | ({"pageref": play.slug} if play else {})


def _request(exchange: Exchange) -> dict[str, Any]:
    message = exchange.request
    asked: dict[str, Any] = {
        "method": message.method if exchange.protocol == "http" else exchange.protocol.upper() or "WITHHELD",
        "url": url_of(exchange) or "about:blank",
        "httpVersion": _version(message.start.rpartition(" ")[2], exchange),
        "queryString": [{"name": name, "value": value} for name, value in parameters(message.target.partition("?")[2])],
        **_common(message),
    }
    if message.body:
        text, encoding = _text(message.body)
        asked["postData"] = {"mimeType": message.header("content-type") or "", "text": text} | (
            {"_encoding": encoding} if encoding else {}
        )
    return asked


def _response(exchange: Exchange) -> dict[str, Any]:
    message = exchange.response
    if message is None:
        nothing: dict[str, Any] = {"headers": [], "cookies": [], "headersSize": UNKNOWN, "bodySize": UNKNOWN}
        content: dict[str, Any] = {"size": 0, "mimeType": ""}
        words = {"status": 0, "statusText": answered(exchange), "httpVersion": "", "redirectURL": ""}
        return words | nothing | {"content": content}
    text, encoding = _text(message.body)
    content = {"size": len(message.body), "mimeType": message.header("content-type") or "", "text": text}
    return {
        "status": message.status,
        "statusText": answered(exchange),
        "httpVersion": _version(message.start.partition(" ")[0], exchange),
        "redirectURL": message.header("location") or "",
        "content": content | ({"encoding": encoding} if encoding else {}),
        **_common(message),
    }


def _common(message: Message) -> dict[str, Any]:
    return {
        "headers": [{"name": name, "value": value} for name, value in message.headers],
        "cookies": [],
        "headersSize": len(message.head) if message.head else UNKNOWN,
        "bodySize": len(message.body) if message.wire is None else len(message.wire),
    }


def _version(word: str, exchange: Exchange) -> str:
    return word if word.startswith("HTTP/") else exchange.protocol.upper()


def _text(content: bytes) -> tuple[str, str]:
    """`content` as text, and how it is encoded: "" where it is UTF-8 as it stands."""
    if is_text(content):
        try:
            return content.decode("utf-8"), ""
        except UnicodeDecodeError:  # a character is cut off at the end
            pass
    return b64encode(content).decode("ascii"), "base64"
