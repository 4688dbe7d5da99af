"""An interoperability layer between two actors: both hops as one exchange, and what the layer is judged by.

The scenario's text does not change. What the initiator sends goes to the layer's own address; behind the layer stands
an address of ours, with our mock or a relay in front of the responder.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from harness.checks.check import NothingToJudge
from harness.checks.passing import PASSING, UNCHANGED
from harness.errors import Inconclusive, MockFault, NonConformance, Unreachable
from harness.evidence.exchange import Exchange, Message
from harness.participants import Participant
from harness.scenario.casting import LAYER
from harness.scenario.inbox import Inbox, Wait
from harness.scenario.lanes import Lane
from harness.scenario.own_layer import OWN, OWN_NAME, OwnLayer
from harness.scenario.sent import AnyCall
from harness.transactions import Call, Transaction
from harness.transport.failures import UNREAD

if TYPE_CHECKING:
    from harness.messages.code_maps import CodeMap
    from harness.scenario.play import Play
    from harness.scenario.player import Player
    from harness.scenario.premises import Premises
    from harness.scenario.sent import Sent

PATIENCE = 1.0
"""Seconds after the initiator's exchange in which that behind the layer must be over too."""
AT_ONCE = 0.1
"""The same for our own layer, which answers after whom it asked."""
LOOK_UP = 0.02
WHOSE = "Several messages came out behind the layer at once, changed, and none of them says whose it is."
NOT_LET_THROUGH = (401, 403, 404, 407, 429, 502, 503, 504)
"""What a layer answers that was not told of the way, or does not know us: nobody's fault yet."""


@dataclass(slots=True, eq=False)
class Behind(Wait):
    """A wait for what comes out behind a layer: whatever does, since that it changed is what is to be seen.

    `lane` is how many go through it, `patience` the seconds after the initiator's exchange in which it must be there.
    """

    lane: Lane = field(default_factory=Lane)
    patience: float = PATIENCE

    def takes(self, call: AnyCall) -> bool:
        """Anything but a look at whether we are there."""
        return not isinstance(call, Call) or call.route != "metadata"


class Between:
    """The layer of each play, and our own where nobody brought one."""

    def __init__(self, premises: Premises, inbox: Inbox) -> None:
        self._premises, self._inbox = premises, inbox
        self._own, self._asking = OwnLayer(), OwnLayer(asks=True)
        self._lanes: defaultdict[str, Lane] = defaultdict(Lane)  # by the slug of a layer
        self.guide: Callable[[str, str, CodeMap | None], None] | None = None
        """Leads the layer that somebody brought: an endpoint, to where, by which codes. None where a person does."""

    def close(self) -> None:
        """Close our own layers."""
        self._own.close()
        self._asking.close()

    def layer(self, play: Play, transaction: type[Transaction]) -> Participant | None:
        """Who stands in the way of `transaction` in this play, None where nobody does."""
        if not play.casting.passes(transaction):
            return None
        return self._layer(play)

    def _layer(self, play: Play) -> Participant:
        return play.casting.participants.get(LAYER) or self._own_in(play).as_participant

    def _own_in(self, play: Play) -> OwnLayer:
        """Our own, in this play: where it has to turn somebody away, and not only a code, it asks who calls."""
        turns_away = any(one.stopped for one in play.script.transactions) and not play.script.maps
        return self._asking if turns_away else self._own

    def home(self, play: Play, responder: Player, endpoint: str) -> str:
        """Where the layer of this play is to lead to for `responder`: an address of ours."""
        layer = self._layer(play)
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
        Behind a layer is one address for an actor: it leads to one responder at a time, for as many as go there.
        """
        if not play.casting.passes(type(transaction)):
            yield lambda near: near
            return
        brought = play.casting.participants.get(LAYER)
        lane = self._lanes[brought.slug if brought else OWN]
        beyond = responder.participant.slug if responder.participant else ""
        with lane.along((LAYER in play.players, play.codes is None, transaction.endpoint, responder.actor, beyond)):
            layer, base = self._led(play, transaction.endpoint, responder)
            wait = Behind(layer.slug, responder.actor, transaction, base, lane=lane)
            wait.patience = PATIENCE if brought else AT_ONCE
            self._inbox.open(wait)
            try:
                yield lambda near: self._joined(near, wait)
            finally:
                self._inbox.close(wait)

    def _led(self, play: Play, endpoint: str, responder: Player) -> tuple[Participant, str]:
        """The layer of this play, and the address behind it, which now is that of `responder`."""
        home = self.home(play, responder, endpoint)
        lead = self.guide if LAYER in play.casting.participants else self._own_in(play).lead
        if lead is not None:
            lead(endpoint, home, play.codes)
        return self._layer(play), home

    def _joined(self, near: Exchange, wait: Behind) -> Exchange:
        far = self._found(near, wait)
        if far is None:
            lost = replace(near, response=None, forwarded_request=None, forwarded_response=near.response)
            return replace(lost, failure=WHOSE, failure_kind=UNREAD) if wait.perhaps else lost
        return replace(
            near,
            response=far.response,
            ended=max(near.ended, far.ended),
            failure=far.failure or near.failure,
            failure_kind=far.failure_kind or near.failure_kind,
            forwarded_request=far.request,
            forwarded_response=near.response,
        )

    def _found(self, near: Exchange, wait: Behind) -> Exchange | None:
        """What came out behind the layer for this: by whom it is about, as just what went in, or by nobody else's."""
        until = time.monotonic() + (LOOK_UP if near.failure_kind == "unreachable" else wait.patience)
        while True:
            if wait.exchange is not None:
                return wait.exchange
            for one in tuple(wait.perhaps):
                known = wait.lane.inside == 1 or _is_the_same(near.request, one.request)
                if known and self._inbox.claim(wait, one):
                    return one
            if time.monotonic() >= until:
                return None
            wait.arrived.wait(LOOK_UP)


def _is_the_same(near: Message, far: Message) -> bool:
    """Whether a request went on as it came, but for its address."""
    query = [one.target.partition("?")[2] for one in (near, far)]
    return (near.method, query[0], near.body.rstrip()) == (far.method, query[1], far.body.rstrip())


def judge_layer(play: Play, exchange: Exchange) -> None:
    """Judge the layer by what came out of it. Raises Inconclusive where it let nothing through that it was to pass.

    What it maps it is to change, and the scenario says how.
    """
    layer = play.casting.participants.get(LAYER)
    if (nothing := _not_yet(play, layer, exchange)) is not None:
        _judge(play, "IOLF-2", exchange, nothing)
        raise nothing
    if layer is None and (refused := _refused_to_map(play, exchange)) is not None:
        raise refused
    for requirement, check in PASSING.items():
        if requirement == UNCHANGED and play.codes is not None:
            continue
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
    if exchange.failure_kind == UNREAD and exchange.forwarded_request is None:
        return Inconclusive(exchange.failure)
    if exchange.forwarded_request is not None or layer is None:
        return None
    if exchange.failure_kind == "unreachable":
        return Unreachable(exchange.failure, caused_by=LAYER)
    if answer is None or answer.status not in NOT_LET_THROUGH:
        return None
    to = play.stage.between.home(play, play.players[exchange.responder], "fhir")
    reason = f"{layer.name} answered {answer.status}, and nothing arrived behind it: does its route lead to {to}?"
    return Inconclusive(reason, caused_by=LAYER)


def _refused_to_map(play: Play, exchange: Exchange) -> Inconclusive | None:
    """Why nothing came out of our own layer that maps codes, where it could not read what was sent."""
    answer = exchange.forwarded_response
    if play.codes is None or exchange.forwarded_request is not None or answer is None or answer.status >= 500:
        return None
    reason = f"{OWN_NAME} could not map what was sent, and answered {answer.status}"
    return Inconclusive(reason, caused_by=exchange.initiator)


def _judge(play: Play, requirement: str, exchange: Exchange, fault: NonConformance | Inconclusive | None) -> None:
    known = play.stage.catalogue.requirement(requirement)
    play.judge(LAYER, known.text, requirement, fault, exchange.id)


def _end(layer: Participant | None) -> None:
    from harness.scenario.play import PlayOver

    if layer is None:
        raise MockFault(f"{OWN_NAME} passed nothing on")
    raise PlayOver(f"{layer.name} passed nothing on")
