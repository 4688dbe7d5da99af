"""An exchange in a few words: what was asked, what came of it, whether it was a refusal. Judges nothing."""

from __future__ import annotations

from harness.errors import MalformedMessage
from harness.evidence.exchange import Exchange, Message
from harness.messages import hl7v2
from harness.messages.hl7v2.acknowledgements import REFUSED
from harness.transport.handshake import ALERT, CLOSED

NO_MESSAGE = hl7v2.Message(())
REPOSITORY = "audit_record_repository"
_ENDPOINTS = {"http": "fhir", "mllp": "hl7v2", "syslog": "audit", "tls": "tls"}


def endpoint_of(protocol: str, actor: str) -> str:
    """What is spoken over `protocol` with `actor`; an Audit Record Repository hears one thing over all of them."""
    return "audit" if actor == REPOSITORY else _ENDPOINTS[protocol]


def v2_message(message: Message) -> hl7v2.Message:
    """The HL7 v2 message in the body; one without segments where it is none."""
    try:
        return hl7v2.parse(message.body)
    except MalformedMessage:
        return NO_MESSAGE


def asked(exchange: Exchange) -> str:
    """``PUT /fhir/Patient`` without its query, ``ADT^A01``."""
    if exchange.protocol == "mllp":
        kind = v2_message(exchange.request)
        return "^".join(filter(None, (kind.get("MSH-9.1"), kind.get("MSH-9.2")))) or "no HL7 v2 message"
    if exchange.protocol == "syslog":
        return "a syslog message"
    return exchange.request.start.split("?")[0].removesuffix(" HTTP/1.1")


def answered(exchange: Exchange) -> str:
    """``201``, or ``AA``: the status or the acknowledgement code; what failed where no answer came."""
    if exchange.response is None:
        return exchange.failure
    if exchange.protocol == "tls":
        return exchange.response.start
    if exchange.protocol == "mllp":
        return v2_message(exchange.response).get("MSA-1") or "what is no acknowledgement"
    return str(exchange.response.status)


def refused(exchange: Exchange) -> bool:
    """Whether the responder did not do it: a status other than 2xx; AE, AR, CE or CR in MSA-1; an alert."""
    if exchange.response is None:
        return False
    if exchange.protocol == "mllp":
        return v2_message(exchange.response).get("MSA-1") in REFUSED
    if exchange.protocol == "tls":
        return exchange.response.start.partition(" ")[0] in (ALERT, CLOSED)
    return not 200 <= exchange.response.status < 300


def told(exchange: Exchange) -> str:
    """What was asked and what came of it, in half a sentence."""
    if exchange.protocol == "syslog" and not exchange.failure:
        return asked(exchange)
    return f"{asked(exchange)}, " + (f"answered {answered(exchange)}" if exchange.response else "not answered")
