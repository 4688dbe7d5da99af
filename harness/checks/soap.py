"""Checks on SOAP 1.2 messages and how they are addressed (ITI TF-2 Appendix V). Knows no service's own words."""

from __future__ import annotations

from harness.checks.check import NothingToJudge, check
from harness.errors import MalformedMessage, NonConformance
from harness.evidence.exchange import Exchange, Message
from harness.messages import soap


@check
def is_an_envelope(message: Message) -> None:
    """The message is one SOAP 1.2 envelope, and says so (RFC 3902)."""
    content_type = message.header("content-type") or "no Content-Type"
    if content_type.partition(";")[0].strip().lower() != soap.MEDIA_TYPE:
        raise NonConformance("Content-Type", expected=soap.MEDIA_TYPE, found=content_type)
    _envelope(message)


@check
def is_addressed(message: Message) -> None:
    """The message has its ``wsa:Action``; a request its ``wsa:MessageID`` and ``wsa:To`` too."""
    addressing = _envelope(message).addressing
    wanted = ("action",) if message.status else ("action", "message_id", "to")
    for name in wanted:
        if not getattr(addressing, name):
            place = {"action": "Action", "message_id": "MessageID", "to": "To"}[name]
            raise NonConformance(f"Envelope.Header.{place}", expected=f"a wsa:{place}", found="none")


@check
def relates_to_its_request(exchange: Exchange) -> None:
    """The answer names the request by its ``wsa:MessageID``."""
    if exchange.response is None:
        raise NothingToJudge
    wanted = _envelope(exchange.request).addressing.message_id
    found = _envelope(exchange.response).addressing.relates_to
    if wanted and found != wanted:
        raise NonConformance("Envelope.Header.RelatesTo", expected=wanted, found=found or "none")


@check
def answers_the_action(response: Message, action: str) -> None:
    """The answer's ``wsa:Action`` is this."""
    found = _envelope(response).addressing.action
    if found != action:
        raise NonConformance("Envelope.Header.Action", expected=action, found=found or "none")


def _envelope(message: Message) -> soap.Envelope:
    try:
        return soap.parse(message.body)
    except MalformedMessage as fault:
        raise NonConformance(fault.where, expected=fault.expected, found=fault.found) from fault
