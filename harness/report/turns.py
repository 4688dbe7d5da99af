"""Lets one at a time draw what belongs to a run; who comes second waits, and says so. Knows folders, no report.

The run's own folder is locked (`flock`), not a file in it: nothing stays behind, a run that is only read has its turns
too, and whoever is killed lets go. Where a system or a disk knows no such lock everybody draws at once.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import click

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

P = ParamSpec("P")
Drawn = TypeVar("Drawn")

PATIENCE = 1.0
"""Seconds before somebody who waits says so."""


def in_turn(draws: Callable[Concatenate[Path, P], Drawn]) -> Callable[Concatenate[Path, P], Drawn]:
    """`draws`, whose first argument is the folder of a run, for one at a time; it must not call another such."""

    @wraps(draws)
    def alone(folder: Path, /, *args: P.args, **kwargs: P.kwargs) -> Drawn:
        with turn(folder):
            return draws(folder, *args, **kwargs)

    return alone


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Wait until nobody else has a turn in `folder`, and have one: other processes and other threads wait meanwhile."""
    try:
        held = os.open(folder, os.O_RDONLY)
    except OSError:  # no such folder, or a system that opens none
        yield
        return
    try:
        _wait(held, folder)
        yield
    finally:
        os.close(held)


def _wait(held: int, folder: Path) -> None:
    patient_until = time.monotonic() + PATIENCE
    told = False
    while not _has_turn(held):
        if not told and time.monotonic() > patient_until:
            click.echo(f"harness: the report of {folder} is being drawn already; waiting for that to end.", err=True)
            told = True
        time.sleep(0.05)


def _has_turn(held: int) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a disk without locks
        return True
    return True
