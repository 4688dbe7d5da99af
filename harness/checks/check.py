"""What makes a function a check: it notes which messages it looked at, and its findings name their exchange."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ParamSpec

from harness.errors import Inconclusive, NonConformance
from harness.evidence.exchange import Exchange, Message

P = ParamSpec("P")


class NothingToJudge(Inconclusive):
    """An exchange shows nothing of a requirement: no finding where nobody asked, and no PASS for nothing."""

    def __init__(self) -> None:
        super().__init__("the exchange shows nothing that this could be judged by")


_looked_at: ContextVar[list[str] | None] = ContextVar("looked_at", default=None)


@contextmanager
def attention() -> Iterator[list[str]]:
    """The ids of the exchanges that checks look at inside this block, in order."""
    seen: list[str] = []
    token = _looked_at.set(seen)
    try:
        yield seen
    finally:
        _looked_at.reset(token)


@contextmanager
def shown_by(message: Message) -> Iterator[None]:
    """A NonConformance inside this block that names no exchange gets that of `message`: for checks on several."""
    try:
        yield
    except NonConformance as fault:
        fault.exchange = fault.exchange or message.exchange
        raise


def check(function: Callable[P, None]) -> Callable[P, None]:
    """Decorates a check. A NonConformance that names no exchange gets that of the last message looked at."""

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> None:
        exchanges = list(_exchanges((*args, *kwargs.values())))
        if (seen := _looked_at.get()) is not None:
            seen.extend(exchanges)
        try:
            function(*args, **kwargs)
        except NonConformance as fault:
            if not fault.exchange and exchanges:
                fault.exchange = exchanges[-1]
            raise

    return checked


def _exchanges(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Message):
            yield value.exchange
        elif isinstance(value, Exchange):
            yield value.id
        elif isinstance(value, list | tuple):
            yield from _exchanges(value)
