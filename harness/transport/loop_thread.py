"""An event loop on a thread of its own, for what has to carry many connections at once. Knows no protocol."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class LoopThread:
    """Runs until it is stopped."""

    def __init__(self, name: str) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    def wait_for(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Have `work` done on the loop, and wait for its result; what it raises is raised here."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    def stop(self) -> None:
        """End the loop, its thread and what it still has to do."""
        self.wait_for(_cancelled())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()


async def _cancelled() -> None:
    """Every other task has been cancelled."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
