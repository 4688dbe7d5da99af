"""What the clinic did, as it has to be audited (ITI-20): from a request and its exchange to a deed. Tells nobody."""

from __future__ import annotations

import socket
from datetime import datetime
from urllib.parse import urlsplit

from harness.errors import MalformedMessage
from harness.messages import hl7v2
from harness.transactions import Call, MessageCall
from harness.transactions.deed import Deed, transaction_of
from harness.transport.http_client import Exchange


def deed_of(call: Call | MessageCall, exchange: Exchange, at: datetime) -> Deed:
    """What took place from `at` on."""
    host = urlsplit(exchange.address).hostname or ""
    return Deed(transaction_of(call), call, _status(exchange), at, socket.gethostname(), host)


def _status(exchange: Exchange) -> str:
    """The HTTP status, or MSA-1; empty where no answer came, or none that can be read."""
    response = exchange.response
    if response is None:
        return ""
    if exchange.protocol == "http":
        return str(response.status)
    try:
        return hl7v2.parse(response.body).get("MSA-1")
    except MalformedMessage:
        return ""
