"""An exchange in a few words: what was asked, what came of it, whether it was a refusal. Judges nothing."""

from __future__ import annotations

from textwrap import shorten

from harness.errors import MalformedMessage
from harness.evidence.exchange import Exchange, Message
from harness.messages import fhir, hl7v2
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


def why_refused(exchange: Exchange) -> str:
    """What a refusal says for itself: an issue in FHIR, the text of an acknowledgement; "" where it is silent."""
    response = exchange.response
    if response is None or exchange.protocol not in ("http", "mllp"):
        return ""
    if exchange.protocol == "mllp":
        message = v2_message(response)
        return message.get("ERR-8") or message.get("MSA-3")
    try:
        outcome = fhir.read(response.body, response.header("content-type") or "")
    except MalformedMessage:
        is_page = response.body.lstrip()[:1] == b"<"
        return "" if is_page else shorten(response.body.decode("utf-8", "replace"), 200, placeholder=" …")
    issues = outcome.get("issue")
    told = [_said(one) for one in issues if isinstance(one, dict)] if isinstance(issues, list) else []
    return next((one for one in told if one), "")


def _said(issue: fhir.Resource) -> str:
    """What one issue of an OperationOutcome says, and where."""
    details, places = issue.get("details"), issue.get("expression")
    words = issue.get("diagnostics") or (details.get("text") if isinstance(details, dict) else "") or ""
    where = f"{places[0]}: " if isinstance(places, list) and places else ""
    return shorten(f"{where}{words}", 200, placeholder=" …") if words else ""


def told(exchange: Exchange) -> str:
    """What was asked and what came of it, in half a sentence."""
    if exchange.protocol == "syslog" and not exchange.failure:
        return asked(exchange)
    return f"{asked(exchange)}, " + (f"answered {answered(exchange)}" if exchange.response else "not answered")
