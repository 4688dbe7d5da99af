"""What every exchange is judged by without being asked: that it was answered, and what its transaction declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.checks.check import NothingToJudge
from harness.checks.unasked import UNASKED
from harness.errors import Inconclusive, MalformedMessage, MockFault, NonConformance, Unreachable
from harness.evidence.exchange import Exchange, Message
from harness.messages import fhir
from harness.scenario.play import PlayOver
from harness.scenario.sent import Sent

if TYPE_CHECKING:
    from harness.scenario.play import Play
    from harness.scenario.player import Player

WHERE = {"no-answer": "the answer", "half-answer": "the answer's end"}
ENTRANCE = frozenset({"login", "security", "forbidden", "expired", "unknown", "suppressed"})


def judge_exchange(play: Play, sent: Sent, responder: Player) -> None:
    """Judge what `sent` shows of both sides. Raises Inconclusive for what is not yet the participant's fault."""
    exchange = sent.exchange
    if exchange.response is None:
        _judge_silence(play, sent, responder)
    elif responder.participant and (reason := _no_entrance(exchange.response, responder)):
        raise Unreachable(reason, caused_by=responder.actor)
    if sent.transaction.answering:
        _judge(play, sent.transaction.answering, exchange, None)
    for requirement in sent.transaction.unasked:
        actor = play.stage.catalogue.requirement(requirement).actor
        misbehaves = actor in play.script.misbehaving and actor not in play.casting.participants
        if not misbehaves and actor in play.players:
            _judge_unasked(play, requirement, exchange)


def _judge_unasked(play: Play, requirement: str, exchange: Exchange) -> None:
    try:
        UNASKED[requirement](exchange)
    except NothingToJudge:
        return
    except NonConformance as fault:
        _judge(play, requirement, exchange, fault)
    else:
        _judge(play, requirement, exchange, None)


def _judge(play: Play, requirement: str, exchange: Exchange, fault: NonConformance | None) -> None:
    known = play.stage.catalogue.requirement(requirement)
    play.judge(known.actor, known.level, known.text, requirement, fault, exchange.id)


def _judge_silence(play: Play, sent: Sent, responder: Player) -> None:
    exchange = sent.exchange
    if not responder.participant:
        raise MockFault(f"our own mock did not answer: {exchange.failure}")
    if exchange.failure_kind == "unreachable":
        raise Unreachable(exchange.failure, caused_by=responder.actor)
    if not play.stage.probe(responder):
        raise Unreachable(
            f"{exchange.failure} A probe right after it was not answered either.", caused_by=responder.actor
        )
    requirement = sent.transaction.answering
    if not requirement:
        raise Inconclusive(exchange.failure, caused_by=responder.actor)
    where = WHERE.get(exchange.failure_kind, "the answer's form")
    expected, found = "a complete HTTP response", exchange.failure
    fault = NonConformance(where, expected=expected, found=found, exchange=exchange.id)
    _judge(play, requirement, exchange, fault)
    raise PlayOver(f"{responder.name} gave no complete answer to {sent.transaction.id}")


def _no_entrance(response: Message, responder: Player) -> str:
    """Why the answer says nothing of the participant yet, "" when it does."""
    if response.status == 401 or (response.status == 403 and _is_about_credentials(response)):
        return f"{responder.name} did not let us in ({response.status}): check its authentication in the TOML"
    if response.status in (502, 503, 504):
        return f"something in front of {responder.name} answered {response.status}: it is not up, or cannot be reached"
    return ""


def _is_about_credentials(response: Message) -> bool:
    try:
        outcome = fhir.parse(response.body, response.header("content-type") or "")
    except MalformedMessage:
        return True
    issues = outcome.get("issue") if isinstance(outcome.get("issue"), list) else []
    codes = {issue.get("code") for issue in issues or [] if isinstance(issue, dict)}
    return not codes or bool(codes & ENTRANCE)
