"""A message that changes nothing, to see whether somebody answers at all. Knows one question, and no answer to it."""

from __future__ import annotations

from datetime import UTC, datetime
from secrets import token_hex

from harness.messages.hl7v2.building import new_message, segment
from harness.messages.hl7v2.message import Message

NOBODY = ("NOBODY", "", "", ("TEST", "2.16.840.1.113883.3.72.5.9.1", "ISO"))


def harmless(receiver: tuple[str, str]) -> Message:
    """A PIX query (IHE ITI TF-2 3.9) to `receiver`, application and facility, about a number that nobody has."""
    message = new_message(
        version="2.5",
        kind=("QBP", "Q23", "QBP_Q21"),
        control_id=f"H{token_hex(8)}",
        at=datetime.now(UTC),
        sender=("TEST_HARNESS", "TEST"),
        receiver=receiver,
    )
    return message.with_segments(segment("QPD", "IHE PIX Query", "probe", NOBODY), segment("RCP", "I"))
