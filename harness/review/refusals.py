"""The pages that say no: why, and what to do. Know HTTP, and nothing of the run."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from harness.errors import UsageError
from harness.review import drawing, pictures
from harness.review.deeds import LONGEST

REFUSALS = {
    401: (
        "This page needs a link of your own",
        ("Open the link that the organiser gave you, or scan its code again.",),
    ),
    403: (
        "That was not sent from this page",
        ("Nothing was changed. Go back, load the page again, and try once more.",),
    ),
    400: (
        "That was more than a form holds",
        (
            "Nothing was kept. Go back: your browser still has what you wrote.",
            f"A text may have {LONGEST:,} characters. Send what is longer as a picture, or say where it lies.",
        ),
    ),
    410: (
        "This link was replaced",
        ("The organiser has given it a new one. Ask for it, or scan the code on the new card.",),
    ),
    404: ("There is nothing here", ("Or it is not yours to see.",)),
}


async def refused(_: Request, refusal: Exception) -> Response:
    """What somebody sees who may not, or asks for what is not there."""
    assert isinstance(refusal, HTTPException)
    title, words = REFUSALS.get(refusal.status_code, ("That did not work", (refusal.detail,)))
    return refusal_page(refusal.status_code, title, words)


async def too_large(_: Request, __: Exception) -> Response:
    """What somebody sees who sent more than is read."""
    most = f"A form holds {pictures.MOST} pictures of {pictures.LARGEST // pictures.MEGABYTE} MB each at most."
    return refusal_page(413, "That is too much at once", ("Nothing was kept.", most))


async def unreadable(_: Request, error: Exception) -> Response:
    """What somebody sees while the run cannot be read."""
    assert isinstance(error, OSError)
    words = f"{error.filename or 'The ledger'} cannot be read: {error.strerror or error}."
    return refusal_page(503, "The run cannot be read", (words, "Is its folder still there?"))


async def unusable(_: Request, error: Exception) -> Response:
    """What somebody sees while what the page goes by is damaged."""
    assert isinstance(error, UsageError)
    return refusal_page(503, "Something that this page goes by is damaged", error.mistakes)


def refusal_page(status: int, title: str, words: tuple[str, ...], *, text: str = "") -> Response:
    """A page that says why not, and gives back the `text` that somebody wrote."""
    return HTMLResponse(drawing.page("review_refusal.html", title=title, words=words, text=text), status_code=status)
