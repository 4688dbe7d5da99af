"""What every exchange is judged by without being asked: that it was answered, and what its transaction declares."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from harness.checks import validity
from harness.checks.acknowledgements import acknowledged
from harness.checks.check import NothingToJudge
from harness.checks.feeds import carry_one_of
from harness.checks.profiled import Side
from harness.checks.unasked import OF_EACH_MESSAGE, UNASKED
from harness.errors import Inconclusive, MalformedMessage, MockFault, NonConformance, Unreachable
from harness.evidence.exchange import Exchange, Message
from harness.evidence.record import NotChecked, without_numbers
from harness.messages import fhir
from harness.openhie.domains import Domain, domain_of
from harness.openhie.requirement import ANY
from harness.scenario.play import PlayOver
from harness.scenario.sent import Sent
from harness.transactions import Transaction
from harness.transactions.record_audit_event import AUDIT
from harness.transport.handshake import OURS

if TYPE_CHECKING:
    from harness.scenario.play import Play
    from harness.scenario.player import Player

WHERE = {"no-answer": "the answer", "half-answer": "the answer's end"}
RUN_TAG = "urn:openhie-connectathon-harness:run"
"""The system of the tag that all records of a run carry."""

SPEAKS_FHIR = ("fhir", AUDIT)
"""The endpoints at which what crosses over HTTP is FHIR."""

VALIDATING = threading.Lock()
"""Plays that go on side by side share one validator."""

ENTRANCE = frozenset({"login", "security", "forbidden", "expired", "unknown", "suppressed"})


def judge_exchange(play: Play, sent: Sent, responder: Player) -> None:
    """Judge what `sent` shows of both sides. Raises Inconclusive for what is not yet the participant's fault."""
    exchange = sent.exchange
    if exchange.protocol == "syslog" and not exchange.failure:
        pass  # nobody answers in syslog
    elif exchange.response is None:
        _judge_silence(play, sent, responder)
    elif (
        exchange.protocol == "http"
        and responder.participant
        and not sent.transaction.refusable
        and (reason := _no_entrance(exchange.response, responder))
    ):
        raise Unreachable(reason, caused_by=responder.actor)
    if sent.transaction.answering:
        lack = _lack(play, sent) if responder.participant else None
        _judge(play, sent.transaction.answering, exchange, lack, by=responder.actor)
        if lack is not None:
            play.lacking[exchange.id] = f"it lacks {lack.where}: see {sent.transaction.answering}"
    for requirement in sent.transaction.unasked:
        known = play.stage.catalogue.requirement(requirement).actor
        actor = responder.actor if known == ANY else known
        if requirement in UNASKED and _is_judged(play, sent, actor):
            _judge_unasked(play, requirement, exchange, actor)
        if requirement in OF_EACH_MESSAGE:
            _judge_each(play, requirement, sent)
    if exchange.protocol == "http" and sent.transaction.endpoint in SPEAKS_FHIR:
        with VALIDATING:
            _judge_validity(play, sent)
    if sent.transaction.feeds and exchange.initiator in play.casting.participants:
        _judge_identifiers(play, sent)


def _judge_identifiers(play: Play, sent: Sent) -> None:
    """Judge whether a participant tells of its patient with an identifier of each domain that its country asks for."""
    initiator = sent.exchange.initiator
    if not _is_judged(play, sent, initiator):
        return
    for requirement, uri in play.stage.catalogue.identifiers.items():
        known = domain_of(uri, play.domains) or Domain(uri)
        where = "PID-3" if sent.exchange.protocol == "mllp" else "Patient.identifier"
        check = functools.partial(carry_one_of, sent.request, sent.identifiers, domain=known, where=where)
        _judge_by(play, requirement, sent.exchange, initiator, check)


def judge_unheard(play: Play, transaction: Transaction, initiator: Player, reason: str) -> NoReturn:
    """Judge whoever has to send `transaction` on its own account and did not. Raises PlayOver."""
    known = play.stage.catalogue.requirement(transaction.silence)
    fault = NonConformance(transaction.title, expected=transaction.instruction(), found=reason)
    play.judge(initiator.actor, known.text, transaction.silence, fault)
    raise PlayOver(reason)


def _is_judged(play: Play, sent: Sent, actor: str) -> bool:
    """Whether what `actor` sends is judged unasked.

    Not where our own side of it misbehaves on purpose, and not where we asked in the place of a participant.
    """
    player = play.players.get(actor)
    if player is None or (actor in play.script.misbehaving and player.participant is None):
        return False
    asks = actor == sent.exchange.initiator and player.participant is not None
    return not asks or player.asks_for_itself(sent.transaction)


def _judge_validity(play: Play, sent: Sent) -> None:
    """Judge both messages as FHIR, each charged to its sender."""
    exchange, requirements = sent.exchange, sent.transaction.unasked
    sides: tuple[tuple[Side, Message | None], ...] = (
        ("request", exchange.request),
        ("response", exchange.response),
    )
    for side, message in sides:
        if message is None or not _is_judged(play, sent, message.sender):
            continue
        judged = validity.judge(message, side, play.stage.validator, requirements=requirements)
        for requirement, faults in judged.faults.items():
            for fault in faults or (None,):
                _judge(play, requirement, exchange, fault, by=message.sender)
        for one in judged.unchecked:
            if RUN_TAG not in one.reason:  # what we tag the records of a run with is ours, and known
                _not_checked(play, message.sender, one, exchange.id)


def _not_checked(play: Play, actor: str, one: validity.Unchecked, exchange: str) -> None:
    """Write down what could not be checked of one requirement and one actor; once for each place and reason."""
    key = (actor, one.requirement, without_numbers(one.where), one.reason)
    if key in play.unchecked or play.stage.catalogue.requirement(one.requirement).left_out:
        return
    play.unchecked.add(key)
    participant = play.casting.participants.get(actor)
    who, hide = participant.name if participant else "", play.stage.ledger.redactor.text
    told = NotChecked(play.id, play.steps, one.requirement, actor, who, hide(one.where), hide(one.reason), exchange)
    play.stage.ledger.add(told)


def _lack(play: Play, sent: Sent) -> NonConformance | None:
    """The one fault of a system that lacks the whole operation; whatever else its answer lacks follows from that."""
    operation, exchange = sent.transaction.operation, sent.exchange
    if exchange.protocol == "mllp":
        return _no_acknowledgement(exchange)
    asked_by_rule = bool(operation) and not sent.transaction.unusual
    if not asked_by_rule or _is_offered(play, exchange) or not lacks_operation(sent.response):
        return None
    found = f"{sent.response.status}: the operation is not offered"
    return NonConformance(operation, expected="an answer of the operation", found=found, exchange=exchange.id)


def _is_offered(play: Play, exchange: Exchange) -> bool:
    """Whether the transaction was answered before in this play: what is not supported now is how it was asked."""
    before = (one for one in play.exchanges if one.transaction == exchange.transaction and one.id != exchange.id)
    return any(one.response is not None and one.response.status == 200 for one in before)


def _no_acknowledgement(exchange: Exchange) -> NonConformance | None:
    """What came in MLLP and is no answer in HL7 v2: whatever else it lacks follows from that."""
    assert exchange.response is not None
    try:
        acknowledged(exchange.response)
    except NonConformance as fault:
        return fault
    return None


def lacks_operation(response: Message) -> bool:
    """Whether a server says that it has no such operation: not-supported, or 404, 405, 501 without another reason."""
    codes = _codes(response)
    if "not-supported" in codes and response.status >= 400:
        return True
    return response.status in (404, 405, 501) and not codes & {"not-found", "code-invalid", "deleted", "required"}


def _judge_each(play: Play, requirement: str, sent: Sent) -> None:
    """Judge each of the two messages by itself, charged to its sender."""
    for message in (sent.exchange.request, sent.exchange.response):
        if message is not None and _is_judged(play, sent, message.sender):
            check = functools.partial(OF_EACH_MESSAGE[requirement], message)
            _judge_by(play, requirement, sent.exchange, message.sender, check)


def _judge_unasked(play: Play, requirement: str, exchange: Exchange, actor: str) -> None:
    _judge_by(play, requirement, exchange, actor, functools.partial(UNASKED[requirement], exchange))


def _judge_by(play: Play, requirement: str, exchange: Exchange, actor: str, check: Callable[[], None]) -> None:
    try:
        check()
    except NothingToJudge:
        return
    except NonConformance as fault:
        _judge(play, requirement, exchange, fault, by=actor)
    else:
        _judge(play, requirement, exchange, None, by=actor)


def _judge(play: Play, requirement: str, exchange: Exchange, fault: NonConformance | None, *, by: str) -> None:
    """Judge the actor whom the catalogue names, and `by` where it names any."""
    known = play.stage.catalogue.requirement(requirement)
    actor = by if known.actor == ANY else known.actor
    play.judge(actor, known.text, requirement, fault, exchange.id)


def _judge_silence(play: Play, sent: Sent, responder: Player) -> None:
    exchange = sent.exchange
    if exchange.failure_kind == OURS:
        raise MockFault(f"our own TLS library broke the handshake off: {exchange.failure}")
    if exchange.failure_kind == "unread":
        raise Inconclusive(exchange.failure, caused_by="the harness")
    if not responder.participant:
        raise MockFault(f"our own mock did not answer: {exchange.failure}")
    if exchange.failure_kind == "unreachable":
        raise Unreachable(exchange.failure, caused_by=responder.actor)
    if not play.stage.probe(responder, sent.transaction.endpoint):
        raise Unreachable(
            f"{exchange.failure} A probe right after it was not answered either.", caused_by=responder.actor
        )
    requirement = sent.transaction.answering
    if not requirement:
        raise Inconclusive(exchange.failure, caused_by=responder.actor)
    where = WHERE.get(exchange.failure_kind, "the answer's form")
    expected = "a complete HTTP response" if exchange.protocol == "http" else "a complete message in MLLP"
    found = exchange.failure
    fault = NonConformance(where, expected=expected, found=found, exchange=exchange.id)
    _judge(play, requirement, exchange, fault, by=responder.actor)
    raise PlayOver(f"{responder.name} gave no complete answer to {sent.transaction.id}")


def _no_entrance(response: Message, responder: Player) -> str:
    """Why the answer says nothing of the participant yet, "" when it does."""
    if response.status in (401, 407) or (response.status == 403 and _is_about_credentials(response)):
        return f"{responder.name} did not let us in ({response.status}): check its authentication in the TOML"
    if response.status == 429:
        return f"{responder.name} asks us to slow down (429): play it again when it is less busy"
    if response.status in (502, 503, 504):
        return f"something in front of {responder.name} answered {response.status}: it is not up, or cannot be reached"
    return ""


def _is_about_credentials(response: Message) -> bool:
    codes = _codes(response)
    return not codes or bool(codes & ENTRANCE)


def _codes(response: Message) -> set[str]:
    """The issue codes of an OperationOutcome in the answer; none where there is no such thing."""
    try:
        outcome = fhir.read(response.body, response.header("content-type") or "")
    except MalformedMessage:
        return set()
    issues = outcome.get("issue")
    found = issues if isinstance(issues, list) else []
    return {str(issue.get("code")) for issue in found if isinstance(issue, dict)}
