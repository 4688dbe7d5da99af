"""Reads which part of a history is asked for (FHIR R4 3.1.0.9): ``_since``, ``_count``, our own cursor. Keeps nothing.

``_since`` is an instant; a date or a time without seconds is taken for its first moment. ``_at`` and ``_list`` are not
supported, and refused.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from harness.mocks.rest.messages import Parameters, Refusal, Request
from harness.mocks.search.query import CURSOR, MOST_PER_PAGE
from harness.mocks.search.values import stretch
from harness.mocks.store import Era

PER_PAGE = 100
_NO_CURSOR: tuple[int | None, int | None, int | None] = (None, None, None)


def era_of(request: Request) -> tuple[Era, Parameters]:
    """The part that `request` asks for, and the parameters that counted. Raises Refusal (400)."""
    since, per_page, cursor = "", request.page_size or PER_PAGE, _NO_CURSOR
    used = []
    for name, value in request.asked:
        if name in ("_at", "_list"):
            raise Refusal(400, "not-supported", f"{name} is not supported here, only _since and _count")
        if not value:
            continue
        if name == "_since":
            since = _instant(value)
        elif name == "_count":
            per_page = _count(value)
        elif name == CURSOR:
            cursor = _cursor(value)
        if name in ("_since", "_count", "_format"):
            used.append((name, value))
    id_ = request.target[0] if request.target else ""
    return Era(request.type, id_, since, per_page, *cursor), tuple(used)


def _instant(text: str) -> str:
    """The instant as the store writes it, in milliseconds, rounded up: nothing older is wanted."""
    try:
        moment = datetime(1, 1, 1, tzinfo=UTC) + timedelta(microseconds=stretch(text).low)
    except (ValueError, OverflowError):
        words = f"_since: {text[:40]!r} is not an instant (2026-11-26T08:00:00+03:00)"
        raise Refusal(400, "value", words) from None
    moment += timedelta(microseconds=-moment.microsecond % 1000)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _count(text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text):
        raise Refusal(400, "value", f"_count: a number of 0 or more is wanted, not {text[:40]!r}")
    return min(int(text), MOST_PER_PAGE)


def _cursor(text: str) -> tuple[int, int, int]:
    place = re.fullmatch("([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,18})", text)
    if place is None:
        raise Refusal(400, "value", f"{CURSOR}: follow the next link as it stands")
    return int(place[1]), int(place[2]), int(place[3])
