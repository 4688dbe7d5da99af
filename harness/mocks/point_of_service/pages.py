"""The point of service's pages for a person, as routes. Knows which form leads where; draws nothing itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from harness.errors import UsageError
from harness.mocks.errands.addresses import base_url
from harness.mocks.errands.clerk import Clerk
from harness.mocks.errands.incoming import fields_of
from harness.mocks.point_of_service import page
from harness.mocks.point_of_service.desk import Desk
from harness.mocks.point_of_service.forms import Field, Form, forms
from harness.mocks.point_of_service.tasks import task_in

Endpoint = Callable[[Request], Awaitable[Response]]

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
WRONG = 422
"""The status of a form that could not be taken."""


class Pages:
    """The pages of one clinic, whose numbers are of `domain`; `clerk` does what they ask for."""

    def __init__(self, clerk: Clerk[Desk], domain: str) -> None:
        self._clerk, self._domain = clerk, domain
        self._forms = forms(domain)

    def routes(self) -> list[Route]:
        """Where each page is, below the mount."""
        places = [
            place
            for form in self._forms
            for place in (
                Route(f"/{form.slug}", self._shows(form), methods=["GET"]),
                Route(f"/{form.slug}", self._takes(form), methods=["POST"]),
            )
        ]
        return [Route("/", self._front), Route("/registry", self._moves, methods=["POST"]), *places]

    async def _front(self, request: Request) -> Response:
        """The screen."""
        facts = {"domain": self._domain, "registry": self._clerk.desk.registry}
        return _html(page.front(self._clerk.desk.state, root=_root(request), forms=self._forms, **facts))

    async def _moves(self, request: Request) -> Response:
        """Another registry to send to from now on."""
        url = (await fields_of(request)).get("registry", "").strip()
        try:
            self._clerk.desk.registry = base_url(url)
        except ValueError as fault:
            form = Form("registry", "Where it is sent", "Send there from now on", (ADDRESS,), lambda _: {}, "")
            return self._again(request, form, {"registry": url}, (str(fault),))
        return _back(request)

    def _shows(self, form: Form) -> Endpoint:
        async def show(request: Request) -> Response:
            return _html(page.filled(form, request.query_params, root=_root(request), forms=self._forms))

        return show

    def _takes(self, form: Form) -> Endpoint:
        async def take(request: Request) -> Response:
            values = await fields_of(request)
            try:
                task = task_in(form.task(values))
            except UsageError as fault:
                return self._again(request, form, values, fault.mistakes)
            await self._clerk.does(task)
            return _back(request)

        return take

    def _again(self, request: Request, form: Form, values: dict[str, str], mistakes: tuple[str, ...]) -> Response:
        content = page.filled(form, values, root=_root(request), forms=self._forms, mistakes=mistakes)
        return _html(content, WRONG)


ADDRESS = Field("registry", "Client registry", "url", needed=True, hint="its FHIR base URL")


def _html(content: bytes, status: int = 200) -> Response:
    return HTMLResponse(content, status, HEADERS)


def _back(request: Request) -> Response:
    return RedirectResponse(f"{_root(request)}/", 303)


def _root(request: Request) -> str:
    """The path that the application is mounted at, escaped for a link."""
    return quote(str(request.scope.get("root_path", "")).rstrip("/"))
