"""An exchange in a few words, whatever its protocol: what was asked, and what came of it. Judges nothing."""

from __future__ import annotations

from http import HTTPStatus

from harness.evidence.exchange import Exchange
from harness.language import gettext as _
from harness.language import marked
from harness.report import decoded_audit, decoded_hl7v2
from harness.report.addresses import short_target
from harness.report.privacy import is_withheld

UNREAD = marked("sealed in TLS, and passed on unread")
HIDDEN = marked("not shown here")


def said(exchange: Exchange) -> str:
    """The request in a few words: ``PUT Patient?identifier=…``, ``ADT^A01``, how hands were shaken."""
    if exchange.failure_kind == "unread":
        return _(UNREAD)
    if is_withheld(exchange.request) and not exchange.request.head:
        return _(HIDDEN)
    if exchange.protocol == "tls":
        return exchange.request.start
    if exchange.protocol == "mllp":
        return decoded_hl7v2.said(exchange)
    if exchange.protocol == "syslog":
        return decoded_audit.said(exchange.request.body)
    return f"{exchange.request.method} {short_target(exchange)}"


def answered(exchange: Exchange) -> str:
    """The answer in a few words: ``201 Created``, ``AE``, or what was seen instead."""
    if exchange.response is None:
        if knows_no_answer(exchange):
            return _(UNREAD) if exchange.failure_kind else _("nothing comes back in syslog")
        return _(": ").join(filter(None, (_("no answer"), exchange.failure)))
    if is_withheld(exchange.response) and not exchange.response.head:
        return _(HIDDEN)
    if exchange.protocol == "mllp":
        return decoded_hl7v2.answered(exchange)
    if exchange.protocol == "tls":
        return exchange.response.start
    status, reason = exchange.response.status, exchange.response.start.partition(" ")[2].partition(" ")[2]
    if status and not reason and status in HTTPStatus._value2member_map_:
        reason = HTTPStatus(status).phrase
    return f"{status or exchange.response.start} {reason}".strip()


def knows_no_answer(exchange: Exchange) -> bool:
    """Whether nothing was to come back: syslog (RFC 5424) has no answers, and what was sealed was not read."""
    return exchange.failure_kind == "unread" or (exchange.protocol == "syslog" and not exchange.failure_kind)
