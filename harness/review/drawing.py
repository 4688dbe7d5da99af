"""Pages in the report's own dress: its templates, its style, and a few words more. Knows no run."""

from __future__ import annotations

import contextlib
import functools
import secrets
import time
import zoneinfo
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from harness.report import html_site

HERE = Path(__file__).parent
ROOT = "/review/"
"""Where the pages are: a cookie for this path is not sent to what else listens on the same host."""
STATIC = {
    path.name: path
    for folder in (Path(html_site.__file__).parent / "static", HERE / "static")
    for path in folder.iterdir()
    if path.suffix in (".css", ".js")
}
DEEDS = {
    "comment": "commented",
    "attest": "attested",
    "override": "overrode a verdict",
    "dispute": "disputed",
    "settle": "settled",
    "pause": "paused",
    "go-on": "let go on",
    "answer": "answered",
    "sent": "says it was sent",
    "again": "asked to play again",
    "withdraw": "withdrew",
}


def left(until: float, now: float) -> str:
    """The time that is left: ``4:10 left``, ``0:07 left``, ``time is up``; "" where there is no end."""
    if not until:
        return ""
    seconds = int(until - now)
    return f"{seconds // 60}:{seconds % 60:02} left" if seconds > 0 else "time is up"


class Clock:
    """Tells times as the clock on the wall does, in the event's time zone (IANA); UTC where it names none."""

    def __init__(self, zone: str) -> None:
        self._zone: tzinfo = UTC
        if zone:
            with contextlib.suppress(zoneinfo.ZoneInfoNotFoundError, ValueError):
                self._zone = zoneinfo.ZoneInfo(zone)

    def hour(self, at: float) -> str:
        """``21:04:10``, with a word where it is UTC; "" where there is no time."""
        return self._said(at, "%H:%M:%S")

    def day(self, at: float) -> str:
        """``26 November, 21:04``."""
        return f"{datetime.fromtimestamp(at, self._zone).day} {self._said(at, '%B, %H:%M')}" if at else ""

    def _said(self, at: float, form: str) -> str:
        said = datetime.fromtimestamp(at, self._zone).strftime(form) if at else ""
        return f"{said} UTC" if said and self._zone is UTC else said


@functools.cache
def environment() -> Environment:
    """The report's templates with ours before them."""
    ours = html_site.environment()
    made = ours.overlay(loader=ChoiceLoader([FileSystemLoader(HERE / "templates"), *_loaders(ours)]))
    made.globals = {
        **ours.globals,
        "root": ROOT,
        "new_id": lambda: secrets.token_urlsafe(15),
        "deeds": DEEDS,
    }
    made.filters = {**ours.filters, "left": left}
    return made


def _loaders(environment: Environment) -> list[Any]:
    return [environment.loader] if environment.loader else []


def page(template: str, **context: Any) -> str:
    """A page as HTML."""
    return environment().get_template(template).render(now=time.time(), **context)
