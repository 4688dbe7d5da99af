"""What is sent on somebody's own account: who is there for it, and whose it is when our own mock sends it.

Knows waits and addresses, not what is in a message.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

from harness.errors import NothingReceived
from harness.evidence.exchange import Exchange
from harness.participants import Participant
from harness.scenario.ears import FHIR, UDP
from harness.scenario.in_words import REPOSITORY
from harness.scenario.inbox import Address, Inbox, Wait
from harness.scenario.lanes import Lane
from harness.scenario.premises import Premises
from harness.scenario.recording import Recording
from harness.scenario.script import Send
from harness.scenario.sent import AnyCall, Sent
from harness.transactions import Call, DelayedAuditEventOf, Transaction
from harness.transactions.record_audit_event import AUDIT, SyslogCall

if TYPE_CHECKING:
    from harness.scenario.play import Play
    from harness.scenario.player import Player


class Unprompted:
    """Keeps in the `inbox` what arrives on the `premises` before anybody waits for it."""

    def __init__(self, premises: Premises, inbox: Inbox, recording: Recording | None = None) -> None:
        self._premises, self._inbox, self._recording = premises, inbox, recording
        self._telling, self._lock = 0, threading.Lock()
        self._ways = Lane()
        self._under_way: dict[str, ExitStack] = {}
        self._kept_for: dict[str, list[tuple[Address, bool]]] = defaultdict(list)

    def expect(self, play: Play) -> None:
        """The play begins: be there for what comes before anybody waits for it, and let our mocks tell what they do."""
        for participant, send in _of_participants(play):
            responder = play.players[send.responder]
            endpoint = send.transaction.endpoint
            self._premises.base_for(participant, responder.actor, responder.participant, endpoint)
            address = (participant.slug, responder.actor, endpoint)
            self._inbox.keep(address, self._recording.left_at(address) if self._recording else ())
            self._kept_for[play.id].append((address, send.transaction.early))
        if _tellers(play):
            self._tell(play, way_of_telling(play.script.transactions))

    def _tell(self, play: Play, way: str) -> None:
        """Let our mocks tell what they do, once no other play wants them to tell in another way."""
        self._under_way[play.id] = ExitStack()
        self._under_way[play.id].enter_context(self._ways.along(way))
        with self._lock:
            self._telling += 1
            for teller in _tellers(play):
                self._premises.repository.tell(teller, by=way)
                self._inbox.keep((self._premises.OURS, REPOSITORY, AUDIT))

    def forget(self, play: Play, *, cut_off: bool) -> None:
        """The play is over: show what came and nobody waited for; of our own mocks it is nothing to show.

        Nor is it of a play that was `cut_off`: it may go on with what is in the ledger.
        """
        for address, quiet in self._kept_for.pop(play.id, ()):
            self._inbox.release(address, quiet=quiet or cut_off)
        if (under_way := self._under_way.pop(play.id, None)) is None:
            return
        with under_way, self._lock:
            self._telling -= 1
            if not self._telling:  # no other play is told of
                self._premises.repository.rest()
            for _ in _tellers(play):
                self._inbox.release((self._premises.OURS, REPOSITORY, AUDIT), quiet=True)

    def speak(self, call: AnyCall, responder: Player) -> None:
        """The harness tells our repository something itself: nobody shall take that for a word of our mocks."""
        if responder.participant is None and responder.actor == REPOSITORY:
            said = call.message if isinstance(call, SyslogCall) else call.body if isinstance(call, Call) else b""
            self._inbox.disregard(said)

    def is_overheard(self, play: Play, transaction: Transaction, initiator: Player) -> bool:
        """Whether our mock of `initiator` sends it by itself."""
        return transaction.endpoint == AUDIT and initiator.actor in _tellers(play)

    def overheard(self, transaction: Transaction, initiator: Player, responder: Player) -> tuple[Exchange, str]:
        """What our own mock sent, and the responder's address. Raises NothingReceived."""
        slug = self._premises.OURS
        wait = self._inbox.open(Wait(slug, responder.actor, transaction, f"/{slug}/{responder.actor}/fhir"))
        try:
            return self._inbox.receive(wait, seconds=transaction.within), wait.base
        except NothingReceived as nothing:
            raise NothingReceived(nothing.reason, caused_by=initiator.actor) from None

    def again(self, told: Sent, initiator: Player, *, seconds: float) -> Exchange | None:
        """What `initiator` sends within `seconds` that would have done for `told` as well, the first of it."""
        slug = initiator.participant.slug if initiator.participant else self._premises.OURS
        wait = self._inbox.open(Wait(slug, told.exchange.responder, told.transaction, told.base))
        try:
            return self._inbox.receive(wait, seconds=seconds)
        except NothingReceived:
            return None


def way_of_telling(transactions: Iterable[type[Transaction]]) -> str:
    """How our own mocks tell of what they do: of HL7 v2 by syslog, of the rest by FHIR, as where we are to be away."""
    known = tuple(transactions)
    away = any(issubclass(one, DelayedAuditEventOf) for one in known)
    return UDP if not away and any(one.endpoint == "hl7v2" for one in known) else FHIR


def _of_participants(play: Play) -> Iterator[tuple[Participant, Send]]:
    for send in play.script.sends:
        participant = play.casting.participants.get(send.initiator)
        if participant is not None and (send.transaction.unprompted or send.transaction.early):
            yield participant, send


def _tellers(play: Play) -> set[str]:
    """The actors whose mocks tell by themselves what they did: those who answer, and are heard of it."""
    tellers = {one.initiator for one in play.script.sends if one.transaction.endpoint == AUDIT}
    answering = {one.responder for one in play.script.sends}
    return (tellers & answering) - play.casting.participants.keys()
