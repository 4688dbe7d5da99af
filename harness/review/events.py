"""Tells open pages that something changed, by server-sent events (HTML 9.2). Tells nobody what: they load it anew."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from harness.review.access import Seat
from harness.review.live import Live

EVERY = 0.5  # seconds between two looks at the ledger
BEAT = 15.0  # seconds after which a connection shows that it is alive


class Ticker:
    """Follows the ledger while pages are open, and wakes them."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._changed = asyncio.Condition()
        self._stopped = False
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to follow."""
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """End every stream."""
        self._stopped = True
        async with self._changed:
            self._changed.notify_all()
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def stream(self, seat: Seat) -> AsyncIterator[bytes]:
        """An event whenever something changed that concerns `seat`, beginning with one."""
        told = -1
        while not self._stopped:
            version = self._version(seat)
            if version != told:
                told = version
                yield f"data: {version}\n\n".encode()
            else:
                yield b": still here\n\n"
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(BEAT), self._changed:
                    while not self._stopped and self._version(seat) == told:
                        await self._changed.wait()

    def _version(self, seat: Seat) -> int:
        return self._live.version if seat.is_staff else self._live.versions[seat.name]

    async def _follow(self) -> None:
        while True:
            before = self._live.version
            with contextlib.suppress(OSError):  # whoever loads a page is told
                await asyncio.to_thread(self._live.refresh)
            if self._live.version != before:
                async with self._changed:
                    self._changed.notify_all()
            await asyncio.sleep(EVERY)
