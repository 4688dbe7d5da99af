"""Has things done one after the other, on a thread of its own, so that a slow service holds up no page."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Generic, Protocol, TypeVar

log = logging.getLogger(__name__)


class Worker(Protocol):
    """Who does things, and knows what there is to see of them. For one thread at a time."""

    def carry_out(self, task: Any, base: str = "") -> None:
        """Do `task` at `base`, or where it is usually done."""

    def sees(self, question: Mapping[str, Any]) -> str:
        """What the screen shows: yes, no, cannot tell."""

    def close(self) -> None:
        """Close every connection."""


Sitting = TypeVar("Sitting", bound=Worker)


class Clerk(Generic[Sitting]):
    """Sits at `desk`. What is asked of the clerk is done in the order in which it was asked."""

    def __init__(self, desk: Sitting, name: str) -> None:
        self.desk, self._name = desk, name
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    def will_do(self, task: Any, base: str) -> None:
        """Do `task` at the address `base` as soon as all before it is done; returns at once."""
        self._thread.submit(self.desk.carry_out, task, base).add_done_callback(self._tell)

    async def does(self, task: Any) -> None:
        """Do `task` where it is usually done, and come back when it is."""
        await asyncio.wrap_future(self._thread.submit(self.desk.carry_out, task))

    async def sees(self, question: Mapping[str, Any]) -> str:
        """What the screen shows once all that was asked before is done."""
        return await asyncio.wrap_future(self._thread.submit(self.desk.sees, question))

    def close(self) -> None:
        """Finish what is under way, drop the rest, close every connection."""
        self._thread.shutdown(cancel_futures=True)
        self.desk.close()

    def _tell(self, done: Future[None]) -> None:
        if not done.cancelled() and (fault := done.exception()) is not None:
            log.error("the %s could not do a task", self._name.replace("-", " "), exc_info=fault)
