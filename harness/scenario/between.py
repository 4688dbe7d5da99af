"""An interoperability layer between two actors: both hops as one exchange, and what the layer is judged by.

The scenario's text does not change. What the initiator sends goes to the layer's own address; behind the layer stands
an address of ours, with our mock or a relay in front of the responder.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harness.checks.check import NothingToJudge
from harness.checks.passing import PASSING
from harness.errors import Inconclusive, MockFault, NonConformance, NothingReceived, Unreachable
from harness.evidence.exchange import Exchange, Message
from harness.participants import Participant
from harness.scenario.casting import LAYER
from harness.scenario.inbox import Inbox, Wait
from harness.scenario.own_layer import OWN_NAME, OwnLayer
from harness.scenario.sent import AnyCall
from harness.transactions import Call, Transaction

if TYPE_CHECKING:
    from harness.scenario.play import Play
    from harness.scenario.player import Player
    from harness.scenario.premises import Premises
    from harness.scenario.sent import Sent

PATIENCE = 1.0
"""Seconds after the initiator's exchange in which that behind the layer must be over too."""
NOT_LET_THROUGH = (401, 403, 404, 407, 429, 502, 503, 504)
"""What a layer answers that was not told of the way, or does not know us: nobody's fault yet."""


@dataclass(slots=True, eq=False)
class Behind(Wait):
    """A wait for what comes out behind a layer: whatever does, since that it changed is what is to be seen."""

    def takes(self, call: AnyCall) -> bool:
        """Anything but a look at whether we are there."""
        return not isinstance(call, Call) or call.route != "metadata"


class Between:
    """The layer of each play, and our own where nobody brought one."""

    def __init__(self, premises: Premises, inbox: Inbox) -> None:
        self._premises, self._inbox = premises, inbox
        self._own, self._asking = OwnLayer(), OwnLayer(asks=True)
        self._alone = threading.Lock()

    def close(self) -> None:
        """Close our own layers."""
        self._own.close()
        self._asking.close()

    def layer(self, play: Play) -> Participant | None:
        """Who stands between in this play, None where nobody does."""
        if not play.casting.between:
            return None
        return play.casting.participants.get(LAYER) or self._own_in(play).as_participant

    def _own_in(self, play: Play) -> OwnLayer:
        """Our own, in this play: where the layer has work of its own, it asks who calls."""
        return self._asking if LAYER in play.players else self._own

    def home(self, play: Play, responder: Player, endpoint: str) -> str:
        """Where the layer of this play is to lead to for `responder`: an address of ours."""
        layer = self.layer(play)
        assert layer is not None
        return self._premises.base_for(layer, responder.actor, responder.participant, endpoint)

    def as_answered(self, play: Play, sent: Sent, responder: Player) -> tuple[Message, str]:
        """An answer as its links are to be followed, and the base they lie below.

        A layer leads them to itself, or leaves them as the responder wrote them.
        """
        near, content_type = sent.exchange.forwarded_response, sent.response.header("content-type") or ""
        if near is not None:
            with suppress(NonConformance):
                sent.transaction.following(near.body, content_type, sent.base)
                return near, sent.base
        one = responder.participant
        if one is not None:
            return sent.response, one.endpoints[sent.transaction.endpoint]
        return sent.response, self.home(play, responder, sent.transaction.endpoint)

    @contextmanager
    def both_hops(
        self, play: Play, transaction: Transaction, responder: Player
    ) -> Iterator[Callable[[Exchange], Exchange]]:
        """Be there for what comes out behind the layer; what is given makes one exchange of it and of the initiator's.

        `request` and `response` are what the two ends sent, the `forwarded` ones what the layer made of it; where
        nothing came out, `forwarded_request` and `response` are None. Without a layer the exchange stays as it is.
        There is one at a time: behind a layer is one address for an actor, and what comes out need not say whose it is.
        """
        if not play.casting.between:
            yield lambda near: near
            return
        with self._alone:
            layer, base = self._led(play, transaction.endpoint, responder)
            wait = self._inbox.open(Behind(layer.slug, responder.actor, transaction, base))
            try:
                yield lambda near: self._joined(near, wait)
            finally:
                self._inbox.close(wait)

    def _led(self, play: Play, endpoint: str, responder: Player) -> tuple[Participant, str]:
        """The layer of this play, and the address behind it, which now is that of `responder`."""
        if LAYER not in play.casting.participants:
            self._own_in(play).lead(endpoint, self.home(play, responder, endpoint))
        layer = self.layer(play)
        assert layer is not None
        return layer, self.home(play, responder, endpoint)

    def _joined(self, near: Exchange, wait: Wait) -> Exchange:
        try:
            seconds = 0.01 if near.failure_kind == "unreachable" else PATIENCE
            far = self._inbox.receive(wait, seconds=seconds)
        except NothingReceived:
            return replace(near, response=None, forwarded_request=None, forwarded_response=near.response)
        return replace(
            near,
            response=far.response,
            ended=max(near.ended, far.ended),
            failure=far.failure or near.failure,
            failure_kind=far.failure_kind or near.failure_kind,
            forwarded_request=far.request,
            forwarded_response=near.response,
        )


def judge_layer(play: Play, exchange: Exchange) -> None:
    """Judge the layer by what came out of it. Raises Inconclusive where it let nothing through that it was to pass."""
    layer = play.casting.participants.get(LAYER)
    if (nothing := _not_yet(play, layer, exchange)) is not None:
        _judge(play, "IOLF-2", exchange, nothing)
        raise nothing
    for requirement, check in PASSING.items():
        try:
            check(exchange)
        except NothingToJudge:
            continue
        except NonConformance as fault:
            _judge(play, requirement, exchange, fault)
        else:
            _judge(play, requirement, exchange, None)
    if exchange.forwarded_request is None:
        _end(layer)


def _not_yet(play: Play, layer: Participant | None, exchange: Exchange) -> Inconclusive | None:
    """Why a layer from which nothing came out is not to blame for it yet."""
    answer = exchange.forwarded_response
    if exchange.forwarded_request is not None or layer is None:
        return None
    if exchange.failure_kind == "unreachable":
        return Unreachable(exchange.failure, caused_by=LAYER)
    if answer is None or answer.status not in NOT_LET_THROUGH:
        return None
    to = play.stage.between.home(play, play.players[exchange.responder], "fhir")
    reason = f"{layer.name} answered {answer.status}, and nothing arrived behind it: does its route lead to {to}?"
    return Inconclusive(reason, caused_by=LAYER)


def _judge(play: Play, requirement: str, exchange: Exchange, fault: NonConformance | Inconclusive | None) -> None:
    known = play.stage.catalogue.requirement(requirement)
    play.judge(LAYER, known.level, known.text, requirement, fault, exchange.id)


def _end(layer: Participant | None) -> None:
    from harness.scenario.play import PlayOver

    if layer is None:
        raise MockFault(f"{OWN_NAME} passed nothing on")
    raise PlayOver(f"{layer.name} passed nothing on")
