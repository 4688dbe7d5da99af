"""Pages in the report's own dress: its templates, its style, and a few words more. Knows no run."""

from __future__ import annotations

import functools
import secrets
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from harness.language import gettext as _
from harness.language import marked
from harness.report import html_site
from harness.report.moments import short_day, sign, zone

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
    "comment": marked("commented"),
    "attest": marked("attested"),
    "override": marked("overrode a verdict"),
    "dispute": marked("disputed"),
    "settle": marked("settled"),
    "pause": marked("paused"),
    "go-on": marked("let go on"),
    "answer": marked("answered"),
    "sent": marked("says it was sent"),
    "again": marked("asked to play again"),
    "withdraw": marked("withdrew"),
}


def left(until: float, now: float) -> str:
    """The time that is left: ``4:10 left``, ``0:07 left``, ``time is up``; "" where there is no end."""
    if not until:
        return ""
    seconds = int(until - now)
    return _("{time} left").format(time=f"{seconds // 60}:{seconds % 60:02}") if seconds > 0 else _("time is up")


class Clock:
    """Tells times as the clock on the wall does, in the event's time zone (IANA); UTC where it names none."""

    def __init__(self, zone_name: str) -> None:
        self._zone = zone(zone_name)

    def hour(self, at: float) -> str:
        """``21:04:10``, with a word where it is UTC; "" where there is no time."""
        moment = datetime.fromtimestamp(at, self._zone)
        word = " UTC" if sign(moment) == "UTC" else ""
        return f"{moment:%H:%M:%S}{word}" if at else ""

    def day(self, at: float) -> str:
        """``26 November, 21:04 EAT``."""
        moment = datetime.fromtimestamp(at, self._zone)
        return f"{short_day(moment)} {sign(moment)}" if at else ""


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
