"""Hands exchanges over as they come, one after the other. Knows nothing of what becomes of them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from harness.evidence.exchange import Exchange

log = logging.getLogger(__name__)


class Teller:
    """Calls `on_exchange`, if there is one, from one thread at a time. What goes wrong there is logged, not raised."""

    def __init__(self, on_exchange: Callable[[Exchange], None] | None) -> None:
        self._on_exchange = on_exchange
        self._lock = threading.Lock()

    def __call__(self, exchange: Exchange) -> None:
        """Tell of this one."""
        self.of(lambda: exchange)

    def of(self, made: Callable[[], Exchange]) -> None:
        """Tell of the one that `made` gives, which is asked for only where somebody listens."""
        if self._on_exchange is None:
            return
        with self._lock:
            try:
                self._on_exchange(made())
            except Exception:
                log.exception("An exchange could not be kept")


NOBODY = Teller(None)
"""Nobody listens."""
