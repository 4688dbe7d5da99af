"""Serves the review page until it is stopped. Knows sockets and signals; what is served is made elsewhere."""

from __future__ import annotations

from pathlib import Path

import uvicorn

from harness.errors import UsageError
from harness.openhie.spelling import did_you_mean
from harness.review.access import STAFF, Keys, Seat, keys_of
from harness.review.app import Review
from harness.review.guard import LOOPBACK, Names
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

    @property
    def acts(self) -> int:
        """How many things people did in the run so far."""
        self._live.refresh()
        return len(self._live.acts)

    def links(self, origin: str) -> list[tuple[Seat, str]]:
        """Who gets which link; `origin` is where the page is reached (``http://host:port``)."""
        return [(each, f"{origin}{link(self._keys, each)}") for each in self._seats()]

    def renew(self, name: str) -> Seat:
        """Replace the link of one seat, by the name or the slug of a participant, or by its role; a page that is being
        served knows it at once. Raises UsageError for a name that nobody has.
        """
        called = {word: seat for seat in self._seats() for word in (seat.name or seat.role, seat.slug) if word}
        if name not in called:
            known = ", ".join(seat.name or seat.role for seat in self._seats())
            raise UsageError(f"--renew {name}: nobody has that name.{did_you_mean(name, called)} Valid: {known}.")
        self._keys.renew(called[name])
        return called[name]

    def _seats(self) -> list[Seat]:
        return [*STAFF, *Views(self._live, self._keys).seats()]

    def server(self, *hosts: str, everywhere: bool = False) -> uvicorn.Server:
        """What answers, until it is told to stop; SIGINT and SIGTERM tell it so.

        It is called by this machine's own names and by `hosts`, and where it listens `everywhere` by any address.
        """
        names = Names(LOOPBACK | {each.lower() for each in (*hosts, self.advertised) if each}, everywhere)
        config = uvicorn.Config(
            Review(self._live, self._keys, names).app(),
            access_log=False,  # a link holds its token
            log_level="warning",
            timeout_graceful_shutdown=GRACE,
            server_header=False,
        )
        return uvicorn.Server(config)
