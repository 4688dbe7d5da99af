"""Counts the seconds that this process waits for the other side of a socket. Runs in SEKMET's environment too."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any


class Clocks:
    """Wall time less the waits for a server, and processor time, both in seconds since the process began."""

    def __init__(self) -> None:
        self._waited = 0.0
        for name in ("recv", "recv_into"):
            setattr(socket.socket, name, self._timed(getattr(socket.socket, name)))

    def read(self) -> tuple[float, float, float]:
        """Wall, wall less waits, processor."""
        wall = time.perf_counter()
        return wall, wall - self._waited, time.process_time()

    def _timed(self, receive: Callable[..., Any]) -> Callable[..., Any]:
        def received(*arguments: Any) -> Any:
            begin = time.perf_counter()
            try:
                return receive(*arguments)
            finally:
                self._waited += time.perf_counter() - begin

        return received
