"""What is common to all that is sent to the point of service: how much is taken, and from whom. Knows HTTP only."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

LARGEST = 1_000_000


async def body_of(request: Request) -> bytes:
    """The body. Answers 413 for more than a megabyte, 403 for what the page of another site had sent."""
    origin = request.headers.get("origin")
    own = (request.headers.get("host"), request.headers.get("x-forwarded-host"))
    if origin is not None and origin.partition("://")[2] not in own:
        raise HTTPException(403, "A page of another site may not send this.")
    body, size = b"", 0
    async for chunk in request.stream():  # to its end: who is cut off never reads the answer
        size += len(chunk)
        body = body + chunk if size <= LARGEST else b""
    if size > LARGEST:
        raise HTTPException(413, f"At most {LARGEST:,} bytes are taken.")
    return body


async def fields_of(request: Request) -> dict[str, str]:
    """The fields of a form by name, the last of each name."""
    body = await body_of(request)
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
