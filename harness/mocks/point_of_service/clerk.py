"""Has tasks done one after the other, on a thread of its own, so that a slow registry holds up no page."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from harness.mocks.auditing import Target
from harness.mocks.point_of_service import sight
from harness.mocks.point_of_service.desk import Desk, State
from harness.mocks.point_of_service.task import Task
from harness.mocks.point_of_service.tasks_v2 import TaskV2
from harness.transport.authentication import ClientCertificate

log = logging.getLogger(__name__)


class Clerk:
    """Sits at `desk`. What is asked of the clerk is done in the order in which it was asked."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="point-of-service")

    @property
    def state(self) -> State:
        """What there is to see just now."""
        return self._desk.state

    @property
    def registry(self) -> str:
        """The FHIR base URL that tasks without an address go to; it may be set."""
        return self._desk.registry

    @registry.setter
    def registry(self, url: str) -> None:
        self._desk.registry = url

    def will_do(self, task: Task | TaskV2, base: str) -> None:
        """Do `task` at the FHIR base URL or MLLP address `base` as soon as all before it is done; returns at once."""
        self._thread.submit(self._desk.carry_out, task, base).add_done_callback(_tell)

    async def does(self, task: Task) -> None:
        """Do `task` at the clinic's own registry, and come back when it is done."""
        await asyncio.wrap_future(self._thread.submit(self._desk.carry_out, task))

    async def sees(self, question: Mapping[str, Any]) -> sight.Answer:
        """What the screen shows once all that was asked before is done."""
        return await asyncio.wrap_future(self._thread.submit(lambda: sight.seen(question, self._desk.state.screen)))

    def is_node(self, own: ClientCertificate, authority: str) -> None:
        """What we show in TLS, and whom we trust."""
        self._desk.is_node(own, authority)

    def is_known_as(self, client: str, secret: str) -> None:
        """Who we are at an authorization server."""
        self._desk.is_known_as(client, secret)

    def reports_to(self, target: Target | None) -> None:
        """Who is told of what is done (ITI-20)."""
        self._desk.reports_to(target)

    def close(self) -> None:
        """Finish what is under way, drop the rest, close every connection."""
        self._thread.shutdown(cancel_futures=True)
        self._desk.close()


def _tell(done: Future[None]) -> None:
    if not done.cancelled() and (fault := done.exception()) is not None:
        log.error("the point of service could not do a task", exc_info=fault)
