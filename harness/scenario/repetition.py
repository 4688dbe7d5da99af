"""Whether somebody tells a second time what it told on its own account, and what to make of it. Knows no wire."""

from __future__ import annotations

import dataclasses
import time
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from harness.errors import Inconclusive, NonConformance
from harness.evidence.exchange import Exchange
from harness.evidence.ledger import Ledger
from harness.evidence.record import Wait
from harness.scenario.in_words import refused
from harness.scenario.recording import Recording
from harness.scenario.sent import Sent, as_call, home_of
from harness.scenario.unprompted import Unprompted
from harness.transactions import AuditEventOf, SyslogCall, Transaction
from harness.transactions.deed import Deed

if TYPE_CHECKING:
    from harness.scenario.play import Play
    from harness.scenario.player import Player

QUIET, QUIET_OF_OURS = 1.0, 0.2
"""Seconds after the first event in which a second one is listened for; our own mocks take less for both."""

MOST_STRAYS = 1000
"""Of the messages that nobody waited for, so many are remembered in a process; all are in the ledger."""


class Written(Protocol):
    """Writes an exchange down in its play."""

    def __call__(
        self, exchange: Exchange, base: str, *, play: Play, transaction: Transaction, initiator: str, responder: str
    ) -> Exchange:
        """The exchange, with its id."""


class Repetition:
    """Listens for a second time, or looks for it in `recording`. `numbers` counts the waits of a process."""

    def __init__(
        self,
        ledger: Ledger,
        unprompted: Unprompted,
        recording: Recording | None,
        numbers: Iterator[int],
        *,
        written: Written,
    ) -> None:
        self._ledger, self._unprompted, self._recording = ledger, unprompted, recording
        self._numbers, self._written = numbers, written
        self._strays: deque[Exchange] = deque(maxlen=MOST_STRAYS)

    def remember(self, exchange: Exchange) -> None:
        """No scenario waited for it."""
        self._strays.append(exchange)

    def look_for(self, told: Sent, play: Play, initiator: Player) -> None:
        """Raise a NonConformance where `initiator` tells again what it `told`, unless that had not been taken.

        Inconclusive where the exchange itself was sent twice, whatever its second message was called: each of the two
        may be told of.
        """
        again = self._again(told, play, initiator)
        if again is None or told.exchange.failure or refused(told.exchange):
            return
        assert isinstance(told.transaction, AuditEventOf)
        deed = told.transaction.exchange.deed
        if self._is_repeated(deed):
            reason = f"the {deed.transaction} was itself sent more than once, and each time may be told of"
            raise Inconclusive(reason, caused_by="the harness")
        raise NonConformance(
            told.transaction.title,
            expected=f"one event about the {deed.transaction}",
            found=f"another one, {again.request.at - told.request.at:.1f} s after the first",
            exchange=again.id,
        )

    def _again(self, told: Sent, play: Play, initiator: Player) -> Exchange | None:
        recording = self._recording
        if not initiator.participant and not self._unprompted.is_overheard(play, told.transaction, initiator):
            return None  # we told it ourselves, and once
        heard = recording.listened(play.id, play.steps) if recording else None
        if recording is not None and heard is not None:
            return recording.next_exchange(play.id, told.transaction.id) if heard else None
        if recording is not None and not recording.go_on:
            recording.breaks_off(play.id, play.steps, "the evidence does not say whether it was told of again")
        return self._listened(told, play, initiator)

    def _listened(self, told: Sent, play: Play, initiator: Player) -> Exchange | None:
        one, sides = initiator.participant, {"initiator": initiator.actor, "responder": told.exchange.responder}
        until = told.request.at + (QUIET if one else QUIET_OF_OURS)
        words = f"{told.transaction.instruction()}; one was here, and we listen whether a second one comes"
        wait = Wait(play.id, play.steps, next(self._numbers), one.name if one else "", words, "", until, "expired")
        again = self._unprompted.again(told, initiator, seconds=max(0.0, until - time.time()))
        if again is not None:
            again = self._written(again, told.base, play=play, transaction=told.transaction, **sides)
            wait = dataclasses.replace(wait, state="received")
        self._ledger.add(wait)
        return again

    def _is_repeated(self, deed: Deed) -> bool:
        strays = (*(self._recording.unexpected if self._recording else ()), *self._strays)
        calls = (as_call(one, home_of(one)) for one in strays)
        return any(not isinstance(call, SyslogCall) and deed.is_repeated_by(call) for call in calls)
