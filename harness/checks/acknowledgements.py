"""Checks on acknowledgements in HL7 v2 (IHE ITI TF-2 C.2.3): whether there is one, what it says, whose it is."""

from __future__ import annotations

from harness.checks.check import NothingToJudge, check
from harness.errors import MalformedMessage, NonConformance
from harness.evidence.exchange import Exchange, Message
from harness.messages import hl7v2


def message_in(message: Message) -> hl7v2.Message:
    """The HL7 v2 message in the body; a NonConformance where it is none."""
    try:
        return hl7v2.parse(message.body)
    except MalformedMessage as fault:
        raise NonConformance(
            fault.where, expected=fault.expected, found=fault.found, exchange=message.exchange
        ) from fault


@check
def acknowledged(response: Message) -> None:
    """The answer is a message that says whether the request was taken: it has an MSA with a code."""
    if not message_in(response).get("MSA-1"):
        raise NonConformance("MSA-1", expected="an acknowledgement code", found="none")


@check
def accepted(response: Message) -> None:
    """The request was taken: MSA-1 is AA."""
    code = message_in(response).get("MSA-1")
    if code != "AA":
        raise NonConformance("MSA-1", expected="AA", found=code or "none")


@check
def names_the_request(exchange: Exchange) -> None:
    """MSA-2 repeats the control id of the request (MSH-10)."""
    request, answer = _both(exchange)
    asked, found = request.get("MSH-10"), answer.get("MSA-2")
    if found != asked:
        raise NonConformance("MSA-2", expected=asked, found=found or "nothing")


@check
def is_a_message_of_its_own(exchange: Exchange) -> None:
    """The answer has a control id (MSH-10), and not that of the request."""
    asked, answered = _both(exchange)
    if answered.get("MSH-10") in ("", asked.get("MSH-10")):
        raise NonConformance("MSH-10", expected="a control id of its own", found=answered.get("MSH-10") or "nothing")


@check
def goes_back_to_the_sender(exchange: Exchange) -> None:
    """Application and facility that were addressed answer to those that spoke: MSH-3, 4 and MSH-5, 6 are swapped."""
    asked, answered = _both(exchange)
    for where, source in (("MSH-3", "MSH-5"), ("MSH-4", "MSH-6"), ("MSH-5", "MSH-3"), ("MSH-6", "MSH-4")):
        if answered.get(where) != asked.get(source):
            raise NonConformance(where, expected=asked.get(source), found=answered.get(where) or "nothing")


def _both(exchange: Exchange) -> tuple[hl7v2.Message, hl7v2.Message]:
    if exchange.response is None:
        raise NothingToJudge
    return message_in(exchange.request), message_in(exchange.response)
