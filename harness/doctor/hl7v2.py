"""Does somebody answer in HL7 v2, and do our clocks agree? Knows MSH and MSA, and asks one harmless question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from harness.doctor.service import skew
from harness.doctor.symptom import Symptom
from harness.doctor.visit import LONGEST_WAIT, Place, said
from harness.errors import MalformedMessage
from harness.messages import hl7v2
from harness.messages.hl7v2 import Message
from harness.messages.hl7v2.harmless import harmless
from harness.participants import mllp_client

MOMENT = re.compile(r"(\d{14})(?:\.\d+)?([+-]\d{4})")
"""A time to the second with its offset from UTC, as MSH-7 should have it."""


def message(place: Place) -> Iterator[Symptom]:
    """Ask about a number that nobody has (ITI-9), and look at the answer, whatever it says."""
    one = place.participant
    with mllp_client(place.base, one, timeout=min(one.timeout, LONGEST_WAIT)) as client:
        exchange = client.send(harmless((one.application, one.facility)).encode())
    if exchange.response is None:
        yield place.symptom("message", "bad", *said(exchange.failure), blocks=True)
        return
    try:
        answer = hl7v2.parse(exchange.response.body)
    except MalformedMessage as fault:
        sentence = f"It answered a PIX query with what is no HL7 v2 ({fault.where}: {fault.found})."
        yield place.symptom("message", "bad", sentence, "Check that HL7 v2 is spoken at this port.", blocks=True)
        return
    code = answer.get("MSA-1")
    if not code:
        sentence = f"It answered a PIX query with {answer.get('MSH-9') or 'a message'} and no acknowledgement (MSA)."
        yield place.symptom("message", "warn", sentence, "Each answer needs an MSA with a code.")
    else:
        yield place.symptom("message", "ok", f"It answers in HL7 v2 {answer.get('MSH-12')}: a PIX query with {code}.")
    yield from clock(place, answer, sent=exchange.request.at, received=exchange.response.at)


def clock(place: Place, answer: Message, *, sent: float, received: float) -> Iterator[Symptom]:
    """The difference between its clock and ours, by MSH-7; nothing where that does not say its offset from UTC."""
    found = MOMENT.fullmatch(answer.get("MSH-7"))
    if found is None:
        sentence = (
            f"It says its time as {answer.get('MSH-7') or 'nothing'} (MSH-7): without seconds or without an offset."
        )
        yield place.symptom("clock", "warn", sentence, "Write it to the second, with the offset: 20260101120000+0000.")
        return
    try:
        theirs = datetime.strptime("".join(found.groups()), "%Y%m%d%H%M%S%z").timestamp()
    except ValueError:
        yield place.symptom("clock", "warn", f"Its time is none: {answer.get('MSH-7')} (MSH-7).")
        return
    yield place.symptom("clock", *skew(theirs, sent=sent, received=received))
