"""An interoperability layer between two actors: both hops as one exchange, and what the layer is judged by.

The scenario's text does not change. What the initiator sends goes to the layer's own address; behind the layer stands
an address of ours, with our mock or a relay in front of the responder. Knows no scenario.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harness.checks.check import NothingToJudge
from harness.checks.passing import PASSING
from harness.errors import Inconclusive, MockFault, NonConformance, NothingReceived, Unreachable
from harness.evidence.exchange import Exchange
from harness.openhie.domains import DEFAULT_DOMAINS, UNKNOWN_DOMAIN
from harness.participants import Participant
from harness.scenario.casting import LAYER
from harness.scenario.inbox import Inbox, Wait
from harness.transactions import Call, MessageCall

if TYPE_CHECKING:
    from harness.scenario.play import Play

PATIENCE = 3.0
"""Seconds after the initiator's exchange in which that behind the layer must be over too."""
NOT_LET_THROUGH = (401, 403, 404, 407, 429, 502, 503, 504)
"""What a layer answers that was not told of the way, or does not know us: nobody's fault yet."""


def reference(fhir: str, hl7v2: str) -> Participant:
    """Our own layer, as whoever is called there."""
    return Participant(
        name="our reference interoperability layer",
        slug="interoperability-layer",
        actors=(LAYER,),
        endpoints={"fhir": fhir, "hl7v2": hl7v2},
        protocols=("fhir", "hl7v2"),
        domains=DEFAULT_DOMAINS,
        unknown_domain=UNKNOWN_DOMAIN,
    )


@dataclass(slots=True, eq=False)
class Behind(Wait):
    """A wait for what comes out behind a layer: whatever does, since that it changed is what is to be seen."""

    def fits(self, call: Call | MessageCall, said: str) -> bool:
        """Anything but a look at whether we are there."""
        del said
        return isinstance(call, MessageCall) or call.route != "metadata"


def both_hops(near: Exchange, wait: Behind, inbox: Inbox) -> Exchange:
    """The initiator's exchange with the layer, and the layer's with the responder, as one that a relay would tell.

    `request` and `response` are what the two ends sent, the `forwarded` ones what the layer made of it; where nothing
    came out behind the layer, `forwarded_request` and `response` are None.
    """
    try:
        seconds = 0.01 if near.failure_kind == "unreachable" else PATIENCE
        far = inbox.receive(wait, seconds=seconds)
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
    layer, answer = play.casting.participants.get(LAYER), exchange.forwarded_response
    name = layer.name if layer else "our reference interoperability layer"
    if exchange.forwarded_request is None:
        if exchange.failure_kind == "unreachable":
            raise Unreachable(exchange.failure, caused_by=LAYER)
        if layer and answer is not None and answer.status in NOT_LET_THROUGH:
            where = play.stage.behind(play, exchange.responder)
            reason = f"{name} answered {answer.status}, and nothing arrived behind it: does its route lead to {where}?"
            raise Inconclusive(reason, caused_by=LAYER)
    for requirement, check in PASSING.items():
        try:
            check(exchange)
        except NothingToJudge:
            continue
        except NonConformance as fault:
            _told(play, requirement, exchange, fault)
        else:
            _told(play, requirement, exchange, None)
    if exchange.forwarded_request is None:
        _nothing_passed(name, layer)


def _nothing_passed(name: str, layer: Participant | None) -> None:
    from harness.scenario.play import PlayOver

    if layer is None:
        raise MockFault(f"{name} passed nothing on")
    raise PlayOver(f"{name} passed nothing on")


def _told(play: Play, requirement: str, exchange: Exchange, fault: NonConformance | None) -> None:
    known = play.stage.catalogue.requirement(requirement)
    play.judge(LAYER, known.level, known.text, requirement, fault, exchange.id)
