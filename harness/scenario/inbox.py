"""Which wait is this message for? Ties what arrives to the scenario that waits for it, and never guesses.

A message belongs to an address first (participant, actor and protocol), then to the transaction it is, then to the
person it is about. What fits no open wait, or two, is handed to `unexpected` and shown; where somebody sends on its
own account (`Transaction.unprompted`), or more than it is waited for at once (`Transaction.early`), it is kept before,
for a wait that opens later in the play.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from harness.errors import NothingReceived
from harness.evidence.exchange import Exchange
from harness.participants.urls import HTTP
from harness.scenario.in_words import endpoint_of
from harness.scenario.sent import AnyCall, as_call
from harness.transactions import Transaction
from harness.transactions.record_audit_event import AUDIT

Address = tuple[str, str, str]
"""Participant (slug), our actor, and what is spoken there (``fhir`` for all over HTTP, ``hl7v2``, ``audit``)."""


@dataclass(slots=True, eq=False)
class Wait:
    """An open wait for `transaction` at the address (`slug`, `actor`); `base` is that address as a path.

    Of what came early, it takes nothing that was sent before `since` (seconds since 1970).
    """

    slug: str
    actor: str
    transaction: Transaction
    base: str
    since: float = 0.0
    arrived: threading.Event = field(default_factory=threading.Event)
    exchange: Exchange | None = None
    perhaps: list[Exchange] = field(default_factory=list)

    @property
    def address(self) -> Address:
        """Participant, actor and what is spoken there."""
        if self.transaction.secured:
            return self.slug, self.actor, "tls"
        endpoint = self.transaction.endpoint
        return self.slug, self.actor, "fhir" if endpoint in HTTP else endpoint

    def fits(self, call: AnyCall, said: str) -> bool:
        """Whether `call`, which says the words `said` (folded), is what is waited for."""
        marks = [_folded(mark) for mark in self.transaction.marks() if mark]
        return self.transaction.recognises(call) and (not marks or any(_stands_in(mark, said) for mark in marks))

    def takes(self, call: AnyCall) -> bool:  # noqa: ARG002 - some waits do
        """Whether `call`, which fits nobody, is `perhaps` for it: somebody between need not have left it as it was."""
        return False


def _nobody(exchange: Exchange, address: Address, base: str) -> None:
    """Nobody has to be told of what is kept."""


class Inbox:
    """All open waits of a process.

    `unexpected` is told of each message that fits none or several, `held` of each that is kept for a wait to come.
    """

    def __init__(
        self, unexpected: Callable[[Exchange, str], None], held: Callable[[Exchange, Address, str], None] = _nobody
    ) -> None:
        self._unexpected, self._held = unexpected, held
        self._waits: list[Wait] = []
        self._kept: dict[Address, list[tuple[Exchange, str]]] = {}
        self._keepers: Counter[Address] = Counter()
        self._ours: set[bytes] = set()
        self._lock = threading.Lock()

    def open(self, wait: Wait) -> Wait:
        """Begin to wait. What an unprompted transaction sent before is taken, the oldest first."""
        with self._lock:
            self._waits.append(wait)
            early = wait.transaction.unprompted or wait.transaction.early
            kept = self._kept.get(wait.address, []) if early else []
            for one in kept:
                late = one[0].request.at >= wait.since or not wait.transaction.early
                if late and _fits(wait, *one):
                    kept.remove(one)
                    self._settle(wait, one[0])
                    break
        return wait

    def keep(self, address: Address, before: Iterable[tuple[Exchange, str]] = ()) -> None:
        """From now on, what arrives at `address` and fits no wait is kept for one that opens later, until `release`.

        So is what came `before`, each with its base.
        """
        with self._lock:
            self._kept.setdefault(address, []).extend(before)
            self._keepers[address] += 1

    def disregard(self, body: bytes) -> None:
        """The harness is about to send this to its own mock: it fits no wait when it arrives there, and is not kept."""
        with self._lock:
            self._ours |= {body} - {b""}

    def release(self, address: Address, *, quiet: bool = False) -> None:
        """Keep nothing at `address` any more, where nobody else does: what is left was unexpected, unless `quiet`."""
        with self._lock:
            self._keepers[address] -= 1
            left = [] if self._keepers[address] > 0 else self._kept.pop(address, [])
            if address[2] == AUDIT:
                self._ours.clear()
        for exchange, _ in () if quiet else left:
            self._unexpected(exchange, "no scenario was waiting for it")

    def receive(self, wait: Wait, *, seconds: float) -> Exchange:
        """The exchange that `wait` is for. Raises NothingReceived when time runs out."""
        wait.arrived.wait(seconds)
        self.close(wait)  # what arrives from now on is unexpected, and not lost
        if wait.exchange is None:
            raise NothingReceived(f"no {wait.transaction.id} arrived at {wait.base} within {seconds:.0f} s")
        return wait.exchange

    def close(self, wait: Wait) -> None:
        """Wait no longer. What was perhaps for it, and for nobody who waits still, was unexpected."""
        with self._lock:
            if wait in self._waits:
                self._waits.remove(wait)
            left = [one for one in wait.perhaps if not any(one in other.perhaps for other in self._waits)]
            wait.perhaps = []
        for exchange in left:
            self._unexpected(exchange, "no scenario was waiting for it")

    def claim(self, wait: Wait, exchange: Exchange) -> bool:
        """What was perhaps for `wait` is for it, and for nobody else; false where somebody else was quicker."""
        with self._lock:
            was_there = exchange in wait.perhaps
            for one in (wait, *self._waits):
                one.perhaps = [other for other in one.perhaps if other is not exchange]
        return was_there

    def deliver(self, exchange: Exchange, slug: str, actor: str, base: str, *, quiet: bool = False) -> None:
        """A message arrived at the address (`slug`, `actor`); where it is `quiet`, nobody minds what fits no wait."""
        if quiet and exchange.request.body in self._ours:
            return
        address = (slug, actor, endpoint_of(exchange.protocol, actor))
        call = as_call(exchange, base)
        said = _folded(call.words)
        with self._lock:
            here = [one for one in self._waits if one.address == address]
            fitting = [one for one in here if one.fits(call, said)]
            fitting = fitting or (here if exchange.failure_kind == "unread" else [])  # its address is all that it shows
            takers = [] if len(fitting) == 1 else [one for one in fitting or here if one.takes(call)]
            for one in takers:
                one.perhaps.append(exchange)
            kept = not fitting and not takers and address in self._kept
            if len(fitting) == 1:
                self._settle(fitting[0], exchange)
            elif kept:
                self._kept[address].append((exchange, base))
        if kept and not quiet:
            self._held(exchange, address, base)
        if len(fitting) != 1 and not takers and not kept and not quiet:
            self._unexpected(exchange, f"{len(fitting)} waits fit it" if fitting else _unlike(here, call))

    def _settle(self, wait: Wait, exchange: Exchange) -> None:
        self._waits.remove(wait)
        wait.exchange = exchange
        wait.arrived.set()


def _unlike(waits: Iterable[Wait], call: AnyCall) -> str:
    """Why none of `waits` is for `call`: where one is for the like of it, what stands in that and not in this."""
    wanted = (one.transaction for one in waits if one.transaction.recognises(call))
    named = dict.fromkeys(f"{one.id} with {' or '.join(map(repr, one.marks()))} in it" for one in wanted if one.marks())
    told = " and ".join(named)
    return f"what is waited for is {told}, and this is another" if told else "no scenario was waiting for it"


def _fits(wait: Wait, exchange: Exchange, base: str) -> bool:
    call = as_call(exchange, base)
    return wait.fits(call, _folded(call.words))


def _folded(text: str) -> str:
    """One spelling for accents in either Unicode form and for small and capital letters."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _stands_in(mark: str, said: str) -> bool:
    """Whether `mark` stands there on its own: ``Patient/1`` is not ``Patient/12``, nor ``Patient/1-2``."""
    return re.search(rf"(?<![\w-])(?<!\w\.){re.escape(mark)}(?![\w-]|\.\w)", said) is not None
