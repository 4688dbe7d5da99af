"""A transaction in SOAP 1.2 with WS-Addressing (ITI TF-2 Appendix V): its envelope, and how one that arrives is known.

Knows how a question is addressed, not what it asks.
"""

from __future__ import annotations

import uuid
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

from harness.errors import MalformedMessage
from harness.messages import soap
from harness.transactions.transaction import Call, Source, Transaction

if TYPE_CHECKING:
    from lxml import etree


class SoapTransaction(Transaction):
    """One that is asked in an envelope: `action` is its ``wsa:Action``, `reply` that of the answer."""

    endpoint: ClassVar[str] = "soap"
    action: ClassVar[str]
    reply: ClassVar[str]

    @abstractmethod
    def content(self) -> etree._Element:
        """What is asked: the element in the body."""

    @override
    def call(self, source: Source) -> Call:
        message_id = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, source.control_id())}"
        addressing = soap.Addressing(self.action, message_id, to=source.at, reply_to=soap.ANONYMOUS)
        headers = (("Content-Type", soap.content_type(self.action)), ("Accept", soap.MEDIA_TYPE))
        return Call("POST", "", headers, soap.serialise(self.content(), addressing))

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "POST" and action_of(call) == self.action


def action_of(call: Call) -> str:
    """The action of a request in SOAP: its ``wsa:Action``, or that of its Content-Type; "" where it has none."""
    try:
        told = soap.parse(call.body).addressing.action
    except MalformedMessage:
        told = ""
    return told or soap.action_in(call.header("content-type"))
