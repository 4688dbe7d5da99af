"""What an interoperability layer answers for itself: its log of transactions, and that a path has no route."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from harness.mocks.interoperability_layer.layer import Layer

METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]


def console(layer: Layer, paths: Callable[[], Iterable[str]]) -> Starlette:
    """``/transactions`` lists what passed, the oldest first (IOLF-3); ``?failed=true`` only what failed (IOLF-9).

    Elsewhere it says from which `paths` a route leads.
    """

    def transactions(request: Request) -> Response:
        failed = request.query_params.get("failed") == "true"
        told = layer.transactions
        return JSONResponse([one for one in told if not failed or one["failure"] or one["status"] >= 400])

    def nowhere(request: Request) -> Response:
        known = ", ".join(sorted(paths())) or "nowhere"
        words = f"No route leads from {request.url.path}. Routes lead from: {known}. The log is at /transactions.\n"
        return Response(words, 404, media_type="text/plain")

    return Starlette(routes=[Route("/transactions", transactions), Route("/{path:path}", nowhere, methods=METHODS)])
