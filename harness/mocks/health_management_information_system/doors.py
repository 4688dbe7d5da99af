"""The doors of an HMIS for ADX and DHIS2's data value sets: HTTP in, import summaries out. Knows no rules."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from http import HTTPMethod

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.messages import adx, data_value_sets
from harness.mocks.broken import Broken
from harness.mocks.encodings import packed
from harness.mocks.health_management_information_system.intake import Form, Import, Intake
from harness.mocks.health_management_information_system.outcome import Conflict, Outcome, refused
from harness.mocks.store import NoRoom

LARGEST = 20_000_000
"""Bytes of a message that are taken; more is answered with 413."""
STRATEGIES = ("CREATE_AND_UPDATE", "CREATE", "UPDATE", "DELETE", "NEW_AND_UPDATES", "NEW", "UPDATES", "DELETES")
_STANDS_FOR = {"NEW_AND_UPDATES": "CREATE_AND_UPDATE", "NEW": "CREATE", "UPDATES": "UPDATE", "DELETES": "DELETE"}
_METHODS = ("GET", "HEAD", "POST")
_log = logging.getLogger(__name__)

Door = Callable[[Request], Awaitable[Response]]


def routes(intake: Intake) -> list[Route]:
    """``/adx`` takes ADX and gives it back; ``/api/dataValueSets`` does so too, and speaks DHIS2's JSON."""
    doors = _Doors(intake)
    return [
        Route("/adx", doors.guarded(doors.adx), methods=[*HTTPMethod]),
        *(
            Route(f"/{base}/dataValueSets", doors.guarded(doors.data_value_sets), methods=[*HTTPMethod])
            for base in ("api", "dhis2")
        ),
    ]


class _TooLarge(Exception):
    pass


class _Doors:
    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    def guarded(self, door: Door) -> Door:
        """`door`, which answers whatever comes."""

        async def answered(request: Request) -> Response:
            if request.method not in _METHODS:
                return _refusal(405, f"Only {', '.join(_METHODS)} at this address", allow=", ".join(_METHODS))
            if words := packed(request.headers):
                return _refusal(415, words, about="Content-Encoding")
            try:
                return await door(request)
            except _TooLarge:
                words = f"A message has at most {LARGEST:,} bytes here"
                return _refusal(413, words, about="the body", connection="close")
            except NoRoom as fault:
                return _refusal(507, f"Nothing more can be kept here: {fault}")
            except Exception:  # whatever it is, the caller gets an answer and the log the traceback
                _log.exception("%s %s", request.method, request.url.path)
                return _refusal(500, "A fault of this service; its log tells more")

        return answered

    async def adx(self, request: Request) -> Response:
        """Figures in ADX: taken by POST, given by GET."""
        if request.method != "POST":
            return self._given(request, as_adx=True)
        return await self._take_adx(request)

    async def data_value_sets(self, request: Request) -> Response:
        """Figures in DHIS2's JSON or in ADX: taken by POST, given by GET."""
        if request.method != "POST":
            return self._given(request, as_adx=adx.MEDIA_TYPE in request.headers.get("accept", ""))
        media_type = _media_type(request)
        if media_type != data_value_sets.JSON:
            return await self._take_adx(request)
        strategy = request.query_params.get("importStrategy") or "CREATE_AND_UPDATE"
        if strategy not in STRATEGIES:
            words = f"There is no import strategy {strategy[:40]!r}: {', '.join(STRATEGIES)}"
            return _summary(refused(400, [Conflict("importStrategy", strategy[:40], words)]), 400)
        how = Import(_STANDS_FOR.get(strategy, strategy), request.query_params.get("dryRun") == "true")
        body = b"".join([piece async for piece in _pieces(request)])
        return self._answer(await run_in_threadpool(self._intake.take_values, body, how), "dhis2")

    async def _take_adx(self, request: Request) -> Response:
        media_type = _media_type(request)
        pieces = [piece async for piece in _pieces(request)]
        if not self._intake.takes_type(media_type):
            words = f"A message is {adx.MEDIA_TYPE}, not {media_type[:60] or 'untyped'}"
            return _summary(refused(415, [Conflict("Content-Type", media_type[:60], words)]), 415)
        return self._answer(await run_in_threadpool(self._intake.take, pieces), "adx")

    def _answer(self, outcome: Outcome, form: Form) -> Response:
        summary = _summary(self._intake.summarised(outcome, form), self._intake.status_of(outcome, form))
        return Broken(summary) if self._intake.breaks_off(form) else summary

    def _given(self, request: Request, *, as_adx: bool) -> Response:
        asked = request.query_params
        if missing := [one for one in ("orgUnit", "period") if not asked.get(one)]:
            words = "is missing: ?dataSet=MAL01&orgUnit=…&period=… asks for what is kept; figures are sent by POST"
            return _summary(refused(400, [Conflict("", missing[0], words)]), 400)
        try:
            found = self._intake.stored(asked.get("orgUnit", ""), asked.get("period", ""), asked.get("dataSet", ""))
        except ValueError as fault:
            return _summary(refused(400, [Conflict("period", asked.get("period", "")[:40], str(fault))]), 400)
        found = found and self._intake.given(found, "adx" if as_adx else "dhis2")
        if as_adx:
            exported = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
            return Response(adx.write([found] if found else [], exported=exported), 200, media_type=adx.MEDIA_TYPE)
        told = data_value_sets.as_json(found, self._intake.configuration.structure) if found else {}
        return Response(json.dumps(told, ensure_ascii=False), 200, media_type=data_value_sets.JSON)


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes. Raises what is answered with 413."""
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > LARGEST:
            raise _TooLarge
        yield piece


def _refusal(status: int, words: str, *, about: str = "", **headers: str) -> Response:
    response = _summary(refused(status, [Conflict(about, "", words)]), status)
    response.headers.update(headers)
    return response


def _summary(outcome: Outcome, status: int) -> Response:
    conflicts = [
        (one.object or one.where, f"{one.words}{f' ({one.where})' if one.where else ''}") for one in outcome.conflicts
    ]
    rejected = [one.index for one in outcome.conflicts if one.index >= 0]
    told = data_value_sets.summary(outcome.counts, conflicts, status=outcome.status, code=status, rejected=rejected)
    return Response(json.dumps(told, ensure_ascii=False), status, media_type=data_value_sets.JSON)
