"""Serves the review page until it is stopped. Knows sockets and signals; what is served is made elsewhere."""

from __future__ import annotations

from pathlib import Path

import uvicorn

from harness.review.access import STAFF, Keys, Seat, keys_of
from harness.review.app import Review
from harness.review.live import Live
from harness.review.pages import link
from harness.review.views import Views

GRACE = 1  # seconds for answers under way when it is stopped


class Service:
    """The review page of the run in `folder`. Raises UsageError where there is no run there."""

    def __init__(self, folder: Path) -> None:
        self._live = Live(folder)
        self._live.refresh()
        subject = str(self._live.facts.get("event", {}).get("slug") or self._live.folder.resolve().name)
        self._keys: Keys = keys_of(subject)

    @property
    def advertised(self) -> str:
        """The host by which participants know this machine, where the event's file says so."""
        return str((self._live.facts.get("event", {}).get("listener") or {}).get("advertise") or "")

    def links(self, origin: str) -> list[tuple[Seat, str]]:
        """Who gets which link; `origin` is where the page is reached (``http://host:port``)."""
        seats = [*STAFF, *Views(self._live, self._keys).seats()]
        return [(each, f"{origin}{link(self._keys, each)}") for each in seats]

    def server(self) -> uvicorn.Server:
        """What answers, until it is told to stop; SIGINT and SIGTERM tell it so."""
        config = uvicorn.Config(
            Review(self._live, self._keys).app(),
            access_log=False,  # a link holds its token
            log_level="warning",
            timeout_graceful_shutdown=GRACE,
            server_header=False,
        )
        return uvicorn.Server(config)
