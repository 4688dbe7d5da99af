"""Which wait is this message for? Ties what arrives to the scenario that waits for it, and never guesses.

A message belongs to an address first (participant, actor and protocol), then to the transaction it is, then to the
person it is about. What fits no open wait, or two, is handed to `unexpected` and shown.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from harness.errors import NothingReceived
from harness.evidence.exchange import Exchange
from harness.scenario.in_words import CARRIED_BY
from harness.scenario.sent import as_call
from harness.transactions import Call, MessageCall, Transaction


@dataclass(slots=True, eq=False)
class Wait:
    """An open wait for `transaction` at the address (`slug`, `actor`); `base` is that address as a path."""

    slug: str
    actor: str
    transaction: Transaction
    base: str
    arrived: threading.Event = field(default_factory=threading.Event)
    exchange: Exchange | None = None

    @property
    def address(self) -> tuple[str, str, str]:
        """Participant, actor and what is spoken there."""
        return self.slug, self.actor, CARRIED_BY[self.transaction.endpoint]

    def fits(self, call: Call | MessageCall, said: str) -> bool:
        """Whether `call`, which says the words `said` (folded), is what is waited for."""
        marks = [_folded(mark) for mark in self.transaction.marks() if mark]
        return self.transaction.recognises(call) and (not marks or any(_stands_in(mark, said) for mark in marks))


class Inbox:
    """All open waits of a process. `unexpected` is told of each message that fits none or several."""

    def __init__(self, unexpected: Callable[[Exchange, str], None]) -> None:
        self._unexpected = unexpected
        self._waits: list[Wait] = []
        self._lock = threading.Lock()

    def open(self, wait: Wait) -> Wait:
        """Begin to wait."""
        with self._lock:
            self._waits.append(wait)
        return wait

    def receive(self, wait: Wait, *, seconds: float) -> Exchange:
        """The exchange that `wait` is for. Raises NothingReceived when time runs out."""
        wait.arrived.wait(seconds)
        self.close(wait)  # what arrives from now on is unexpected, and not lost
        if wait.exchange is None:
            raise NothingReceived(f"no {wait.transaction.id} arrived at {wait.base} within {seconds:.0f} s")
        return wait.exchange

    def close(self, wait: Wait) -> None:
        """Wait no longer."""
        with self._lock:
            if wait in self._waits:
                self._waits.remove(wait)

    def deliver(self, exchange: Exchange, slug: str, actor: str, base: str) -> None:
        """A message arrived at the address (`slug`, `actor`)."""
        call, spoken = as_call(exchange, base), exchange.protocol
        said = _folded(call.words)
        with self._lock:
            here = (one for one in self._waits if one.address == (slug, actor, spoken))
            fitting = [one for one in here if one.fits(call, said)]
            if len(fitting) == 1:
                self._waits.remove(fitting[0])
                fitting[0].exchange = exchange
        if len(fitting) == 1:
            fitting[0].arrived.set()
        else:
            why = f"{len(fitting)} waits fit it" if fitting else "no scenario was waiting for it"
            self._unexpected(exchange, why)


def _folded(text: str) -> str:
    """One spelling for accents in either Unicode form and for small and capital letters."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _stands_in(mark: str, said: str) -> bool:
    """Whether `mark` stands there on its own: ``Patient/1`` is not ``Patient/12``, nor ``Patient/1-2``."""
    return re.search(rf"(?<![\w-])(?<!\w\.){re.escape(mark)}(?![\w-]|\.\w)", said) is not None
