"""HL7 v2 as bytes and as values, both ways. Knows the format of every version, not what a profile wants.

Reading is lenient: what is wrong in a message is kept as it came, so that it can be judged, and `encode` gives back the
very bytes that were parsed. Only what is no HL7 v2 at all is refused, with MalformedMessage.
"""

from __future__ import annotations

from harness.messages.hl7v2.acknowledgements import Fault, acknowledgement, unreadable
from harness.messages.hl7v2.building import new_message, segment, timestamp
from harness.messages.hl7v2.message import NULL, Message, parse
from harness.messages.hl7v2.places import Place, place
from harness.messages.hl7v2.segments import Segment
from harness.messages.hl7v2.separators import Separators

__all__ = [
    "NULL",
    "Fault",
    "Message",
    "Place",
    "Segment",
    "Separators",
    "acknowledgement",
    "new_message",
    "parse",
    "place",
    "segment",
    "timestamp",
    "unreadable",
]
