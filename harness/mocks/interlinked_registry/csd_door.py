"""The door of ITI-73: a careServicesRequest by POST at ``/csd`` below any root path. Knows HTTP, no function."""

from __future__ import annotations

import logging

from lxml import etree
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.errors import MalformedMessage
from harness.messages import csd
from harness.mocks.broken import Broken
from harness.mocks.interlinked_registry.client import Interlinked
from harness.mocks.interlinked_registry.functions import Unanswerable
from harness.mocks.soap_service import LARGEST_BODY, body_of

_log = logging.getLogger(__name__)


def csd_route(registry: Interlinked) -> Route:
    """`registry` at its place in an ASGI application."""

    async def door(request: Request) -> Response:
        if request.method != "POST":
            return _words(405, "A careServicesRequest is sent here by POST", allow="POST")
        body = await body_of(request)
        if body is None:
            return _words(413, f"A request has at most {LARGEST_BODY:,} bytes here")
        if not _is_xml(request.headers.get("content-type", "")):
            return _words(415, "A careServicesRequest is text/xml or application/xml")
        response = await run_in_threadpool(_answer, registry, body)
        return response if registry.is_whole() else Broken(response)

    return Route("/csd", door, methods=["GET", "POST"])


def _answer(registry: Interlinked, body: bytes) -> Response:
    try:
        answer = registry.told(registry.asked(csd.question_in(body)))
    except MalformedMessage as fault:
        return registry.refused(_words(400, f"No careServicesRequest: {fault}"[:300]))
    except Unanswerable as why:
        return registry.refused(_words(why.status, str(why)))
    except Exception:  # whatever it is, the caller gets an answer and the log the traceback
        _log.exception("A careServicesRequest")
        return _words(500, "A fault of this service; its log tells more")
    written = etree.tostring(answer, xml_declaration=True, encoding="UTF-8")
    return Response(written, 200, {"content-type": "text/xml; charset=UTF-8"})


def _is_xml(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() in ("text/xml", "application/xml")


def _words(status: int, words: str, **headers: str) -> Response:
    return Response(f"{words}\n", status, headers, "text/plain")
