"""Answers that say whether a message was taken: MSH, MSA, ERR (HL7 v2.5 2.9, 2.15.5, 2.15.8). Knows no profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from harness.messages.hl7v2.building import new_message, segment
from harness.messages.hl7v2.message import Message
from harness.messages.hl7v2.places import Place
from harness.messages.hl7v2.segments import Segment

ACCEPTED = frozenset({"AA", "CA"})
REFUSED = frozenset({"AE", "AR", "CE", "CR"})
"""MSA-1, table 0008: the application's words, and in enhanced mode (MSH-15) those of the commit acknowledgement."""

CONDITIONS = {
    "0": "Message accepted",
    "100": "Segment sequence error",
    "101": "Required field missing",
    "102": "Data type error",
    "103": "Table value not found",
    "200": "Unsupported message type",
    "201": "Unsupported event code",
    "202": "Unsupported processing id",
    "203": "Unsupported version id",
    "204": "Unknown key identifier",
    "205": "Duplicate key identifier",
    "206": "Application record locked",
    "207": "Application internal error",
}
"""Table 0357."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a message: a code of table 0357, where, and in words. `severity` is I, W, E or F (0516)."""

    code: str
    where: Place | None = None
    text: str = ""
    severity: str = "E"


def acknowledgement(
    request: Message, code: str, *, control_id: str, at: datetime, faults: Sequence[Fault] = ()
) -> Message:
    """The ACK for `request`: MSA-1 is `code`, MSA-2 its MSH-10, ERR what is wrong in the shape of its version.

    Sender and receiver change places; version, processing id and character set are those of the request.
    """
    version = request.get("MSH-12") or "2.5"
    answer = new_message(
        version=version,
        kind=_kind(version, request.get("MSH-9.2")),
        control_id=control_id,
        at=at,
        processing=request.get("MSH-11") or "P",
        charset=request.get("MSH-18"),
    )
    # Also where MSH-18 does not tell how the request was read: what is echoed stays as it was.
    answer = replace(answer, charset=request.charset)
    for number, source in ((3, 5), (4, 6), (5, 3), (6, 4)):
        answer = answer.with_raw(f"MSH-{number}", _party(request, source, answer))
    taken = segment("MSA", code, request.exact("MSH-10"))
    sayable = [replace(one, text=_sayable(one.text, request.charset.codec)) for one in faults]
    return answer.with_segments(taken, *_errors(version, sayable))


def unreadable(words: str, *, control_id: str, at: datetime, code: str = "AR", version: str = "2.5") -> Message:
    """The ACK for bytes that are no message: MSA-2 is empty, because nobody knows which it was; `words` say why."""
    answer = new_message(version=version, kind=_kind(version, ""), control_id=control_id, at=at)
    return answer.with_segments(segment("MSA", code), *_errors(version, [Fault("207", text=_sayable(words, "ascii"))]))


def _kind(version: str, event: str) -> tuple[str, ...]:
    """MSH-9 of an ACK: the event from 2.3 on, the structure from 2.3.1 on."""
    if version < "2.3":
        return ("ACK",)
    return ("ACK", event) if version == "2.3" and event else ("ACK", event, "ACK") if version > "2.3" else ("ACK",)


def _errors(version: str, faults: Sequence[Fault]) -> tuple[Segment, ...]:
    """From 2.5 on an ERR for each; before, one whose ERR-1 repeats (2.4 2.16.5)."""
    if version >= "2.5":
        return tuple(_error(one) for one in faults)
    return (segment("ERR", [_location(one, version) for one in faults]),) if faults else ()


def _error(fault: Fault) -> Segment:
    where = fault.where.location if fault.where else ""
    words = ("", "", "", fault.text) if fault.text else ()
    return segment("ERR", "", where, _coded(fault), fault.severity, *words)


def _location(fault: Fault, version: str) -> tuple[str | tuple[str, ...], ...]:
    """Segment, sequence, field, and the code: in the CE of 2.3.1 with our words as its text (2.4 2.16.5.1)."""
    there = fault.where
    found = (there.segment, str(there.occurrence), str(there.field or "")) if there else ("", "", "")
    code, text, system = _coded(fault)
    return (*found, (code, fault.text or text, system) if version > "2.3" else code)


def _party(request: Message, field: int, answer: Message) -> str:
    """An application or facility of `request` (HD, three components) as it is written in `answer`."""
    marks = answer.separators
    if marks == request.separators:
        return request.raw(f"MSH-{field}[1]")
    parts = [marks.escaped(request.exact(f"MSH-{field}.{component}")) for component in (1, 2, 3)]
    return marks.component.join(parts).rstrip(marks.component)


def _sayable(words: str, codec: str) -> str:
    """Our own words in the characters that the answer may have."""
    return words.encode(codec, "replace").decode(codec)


def _coded(fault: Fault) -> tuple[str, str, str]:
    return fault.code, CONDITIONS.get(fault.code, ""), "HL70357"
