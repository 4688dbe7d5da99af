"""Asks at the terminal, and listens elsewhere for the answer meanwhile. Knows no question."""

from __future__ import annotations

import select
import sys
import threading
import time
from collections.abc import Callable
from typing import TextIO

from harness.screen import columns_of, on_screen

GLANCE = 0.3
"""Seconds between two looks whether somebody answered elsewhere."""

_turn = threading.Lock()


def show(text: str) -> None:
    """Print a text as wide as the terminal, past whoever captures what is printed; an address stays whole."""
    stream: TextIO | None = sys.__stdout__
    if stream is not None:
        stream.write(on_screen(text, columns_of(stream)) + "\n")
        stream.flush()


def ask(question: str, *, elsewhere: Callable[[], str | None], patience: float) -> str | None:
    """What is typed, or said `elsewhere`, whichever comes first; one question at a time is shown.

    Where there is no terminal, what is said elsewhere within `patience` seconds; else None.
    """
    stream: TextIO | None = sys.__stdin__
    if stream is None or not stream.isatty():
        return _said(elsewhere, patience)
    while not _turn.acquire(timeout=GLANCE):
        if (said := elsewhere()) is not None:
            return said
    try:
        show(question)
        while not _is_typed(stream):
            if (said := elsewhere()) is not None:
                return said
        return stream.readline()
    finally:
        _turn.release()


def _said(elsewhere: Callable[[], str | None], patience: float) -> str | None:
    until = time.monotonic() + patience
    while (said := elsewhere()) is None and time.monotonic() < until:
        time.sleep(GLANCE)
    return said


def _is_typed(stream: TextIO) -> bool:
    """Whether a line is there, soon; Windows waits for it."""
    return sys.platform == "win32" or bool(select.select([stream], [], [], GLANCE)[0])
