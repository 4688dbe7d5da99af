"""The pages and forms of the review page, and who gets at which. Knows HTTP, and not what stands on a page."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from harness.errors import EvidenceLost, UsageError
from harness.report.moments import times_in
from harness.review import drawing, pictures
from harness.review.access import STAFF, Keys, Seat, same
from harness.review.deeds import Deeds, Form
from harness.review.drawing import ROOT, STATIC
from harness.review.events import Ticker
from harness.review.guard import Guard, Names, TooLarge, from_here
from harness.review.live import Live
from harness.review.pages import Pages
from harness.review.refusals import refusal_page, refused, too_large, unreadable, unusable
from harness.review.writing import Writer

NAME = "review-name"
YEAR = 365 * 24 * 3600
SANDBOX = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Visit:
    """A request, and whose it is."""

    request: Request
    seat: Seat
    token: str

    @property
    def by(self) -> str:
        """The name that this person gave last time."""
        return unquote(self.request.cookies.get(NAME, ""))


Handler = Callable[[Visit], Response]


class Review:
    """The application for one run, called by one of `names`."""

    def __init__(self, live: Live, keys: Keys, names: Names) -> None:
        self._live, self._keys, self._names = live, keys, names
        self._deeds, self._pages = Deeds(live, keys), Pages(live, keys)
        self._writer, self._ticker = Writer(live.folder), Ticker(live)
        self._cookie = f"review-{keys.mark('cookie')}"

    def app(self) -> Starlette:
        """The ASGI application."""
        seated = [
            ("", self._home),
            ("systems/{slug}", self._system),
            ("plays/{mark}", self._play),
            ("plays/{mark}/bodies/{name}", self._body),
            ("plays", self._plays),
            ("acts", self._acts),
            ("links", self._links),
            ("pictures/{sha256}", self._picture),
        ]
        return Starlette(
            routes=[
                Route("/", lambda _: RedirectResponse(ROOT)),
                Route("/favicon.ico", lambda _: Response(status_code=204)),
                Route(f"{ROOT}in/{{token}}", self._enter),
                Route(f"{ROOT}static/{{name}}", _static),
                Route(f"{ROOT}events", self._events),
                Route(f"{ROOT}act", self._act, methods=["POST"]),
                Route(f"{ROOT}renew", self._renew, methods=["POST"]),
                *(Route(ROOT + path, self._seated(handler)) for path, handler in seated),
            ],
            middleware=[Middleware(Guard, names=self._names)],
            exception_handlers={HTTPException: refused, TooLarge: too_large, OSError: unreadable, UsageError: unusable},
            lifespan=self._lifespan,
        )

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        await self._ticker.start()
        yield
        await self._ticker.stop()
        self._writer.close()

    def _visit(self, request: Request) -> Visit:
        """Whose request it is. Raises HTTPException 401 where it has no token of this run."""
        token = request.cookies.get(self._cookie, "")
        return Visit(request, self._seat(token), token)

    def _seats(self) -> tuple[Seat, ...]:
        return (*STAFF, *self._pages.views.seats())

    def _seat(self, token: str) -> Seat:
        """Where `token` leads. Raises HTTPException 410 for one that was replaced, 401 for any other."""
        if token and (seat := self._keys.seat(token, self._seats())):
            return seat
        raise HTTPException(410 if self._keys.was_replaced(token, self._seats()) else 401)

    def _seated(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            return await run_in_threadpool(look, request)

        def look(request: Request) -> Response:
            self._live.refresh()
            visit = self._visit(request)
            with self._live.lock, times_in(self._pages.zone):
                return handler(visit)

        return answer

    async def _enter(self, request: Request) -> Response:
        """Give the browser its token to keep. The page that follows is loaded from this one: a cookie for one site only
        is not sent where another site led here.
        """
        await run_in_threadpool(self._live.refresh)
        token = str(request.path_params["token"])
        seat = self._seat(token)
        answer = HTMLResponse(drawing.page("review_enter.html", seat=seat), headers={"Referrer-Policy": "no-referrer"})
        secure = request.url.scheme == "https"
        answer.set_cookie(self._cookie, token, max_age=YEAR, path=ROOT, httponly=True, samesite="strict", secure=secure)
        return answer

    async def _events(self, request: Request) -> Response:
        visit = await run_in_threadpool(self._visit, request)
        return StreamingResponse(self._ticker.stream(visit.seat), media_type="text/event-stream")

    async def _act(self, request: Request) -> Response:
        """Write down what somebody did, and lead back to where it was done."""
        visit, fields, given = await self._form(request)
        return await run_in_threadpool(self._done, visit, fields, given)

    async def _renew(self, request: Request) -> Response:
        """Replace one link by a new one. The organiser's own is replaced where the page was started."""
        visit, fields, _ = await self._form(request)
        found = [seat for seat in self._seats() if seat.key == fields.get("seat") and seat.role != "organiser"]
        if visit.seat.role != "organiser" or not found:
            raise HTTPException(404)
        await run_in_threadpool(self._keys.renew, found[0])
        return RedirectResponse(f"{ROOT}links", status_code=303)

    async def _form(self, request: Request) -> tuple[Visit, dict[str, str], list[tuple[str, bytes]]]:
        """Whose form it is, its fields and its files. Raises HTTPException 403 where no page of ours sent it."""
        visit = await run_in_threadpool(self._visit, request)
        if not from_here(request.headers):
            raise HTTPException(403)
        async with request.form(max_files=pictures.MOST, max_fields=40, max_part_size=pictures.MEGABYTE) as content:
            fields = {name: value for name, value in content.items() if isinstance(value, str)}
            files = [value for value in content.getlist("picture") if isinstance(value, UploadFile) and value.filename]
            given = [(file.filename or "", await file.read(pictures.LARGEST + 1)) for file in files]
        if not same(fields.get("guard", ""), self._keys.guard(visit.token)):
            raise HTTPException(403)
        return visit, fields, given

    def _done(self, visit: Visit, fields: dict[str, str], given: list[tuple[str, bytes]]) -> Response:
        self._live.refresh()
        try:
            form = Form(fields, tuple(pictures.picture(*one) for one in given))
            with self._live.lock:
                act = self._deeds.act(visit.seat, form)
                known = any(one.id == act.id for one in self._live.acts)  # sent twice: it is done already
                self._writer.hide(self._keys.token(seat) for seat in self._seats())
            if not known:
                self._writer.write(act, form.pictures)
        except UsageError as wrong:
            return refusal_page(422, "That did not work", wrong.mistakes, text=fields.get("text", ""))
        except EvidenceLost as lost:
            words = ("It could not be written down, and nothing of it is kept.", str(lost.__cause__ or lost))
            return refusal_page(507, "There is no room on the disk", words, text=fields.get("text", ""))
        self._live.refresh()
        answer = RedirectResponse(_back(fields.get("back", "")), status_code=303)
        if fields.get("by"):
            answer.set_cookie(NAME, quote(act.by), max_age=YEAR, path=ROOT, httponly=True, samesite="strict")
        return answer

    def _home(self, visit: Visit) -> Response:
        if visit.seat.is_staff:
            return self._drawn(visit, "review_overview.html", **self._pages.overview(visit.seat))
        return self._drawn(visit, "review_participant.html", **self._pages.participant(visit.seat, visit.seat))

    def _system(self, visit: Visit) -> Response:
        found = [one for one in self._pages.views.seats() if one.slug == visit.request.path_params["slug"]]
        if not found or not (visit.seat.is_staff or visit.seat == found[0]):
            raise HTTPException(404)
        return self._drawn(visit, "review_participant.html", **self._pages.participant(visit.seat, found[0]))

    def _play(self, visit: Visit) -> Response:
        context = self._pages.play(visit.seat, str(visit.request.path_params["mark"]))
        if context is None:
            raise HTTPException(404)
        return self._drawn(visit, "review_play.html", **context)

    def _body(self, visit: Visit) -> Response:
        content = self._pages.body(visit.seat, **visit.request.path_params)
        if content is None:
            raise HTTPException(404)
        headers = {"Content-Security-Policy": SANDBOX, "Content-Disposition": "attachment"}
        return Response(content, media_type="application/octet-stream", headers=headers)

    def _plays(self, visit: Visit) -> Response:
        if not visit.seat.is_staff:
            raise HTTPException(404)
        number = visit.request.query_params.get("page", "1")
        context = self._pages.plays(visit.seat, int(number) if number.isdecimal() and len(number) < 6 else 1)
        return self._drawn(visit, "review_plays.html", **context)

    def _acts(self, visit: Visit) -> Response:
        if not visit.seat.is_staff:
            raise HTTPException(404)
        return self._drawn(visit, "review_acts.html", **self._pages.acts(visit.seat))

    def _links(self, visit: Visit) -> Response:
        if visit.seat.role != "organiser":
            raise HTTPException(404)
        origin = str(visit.request.base_url).rstrip("/")
        return self._drawn(visit, "review_links.html", **self._pages.links(origin))

    def _picture(self, visit: Visit) -> Response:
        found = self._pages.picture(visit.seat, str(visit.request.path_params["sha256"]))
        if found is None:
            raise HTTPException(404)
        kind, content = found
        return Response(content, media_type=kind, headers={"Content-Security-Policy": SANDBOX})

    def _drawn(self, visit: Visit, template: str, **context: object) -> Response:
        shared = {
            "seat": visit.seat,
            "by": visit.by,
            "guard": self._keys.guard(visit.token),
            "path": visit.request.url.path,
            "run": self._pages.told(),
            "may": lambda act: self._deeds.may_withdraw(visit.seat, act),
        }
        return HTMLResponse(drawing.page(template, **shared, **context))


def _back(path: str) -> str:
    """Where the form was, and nowhere outside these pages."""
    return path if path.startswith(ROOT) and "\\" not in path and "//" not in path else ROOT


async def _static(request: Request) -> Response:
    path = STATIC.get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, headers={"Cache-Control": "no-cache"})
