"""An HL7 v2 message for a page: in a few words, as values with their places, as bytes. Judges nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from harness.errors import MalformedMessage
from harness.evidence.exchange import Exchange
from harness.messages import hl7v2
from harness.messages.hl7v2.acknowledgements import ACCEPTED
from harness.messages.hl7v2.description import values
from harness.report.line import Line
from harness.report.visible import visible

AT_HAND = 32  # messages: one is told in a few words in the drawing, on its page and in the results
PLACE = re.compile(r"\b[A-Z][A-Z0-9]{2}(?:\[\d+\])?(?:-\d+(?:\[\d+\])?(?:\.\d+){0,2})?(?![A-Za-z0-9])")
LAST_STEP = re.compile(r"(?:\[\d+\]|\.\d+|-\d+)$")


def is_hl7v2(body: bytes) -> bool:
    """Whether a body is a message, or begins as one."""
    return body.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"MSH")


def unframed(wire: bytes) -> bytes:
    """A message without the frame of MLLP."""
    return wire.removeprefix(b"\x0b").removesuffix(b"\r").removesuffix(b"\x1c")


def said(exchange: Exchange) -> str:
    """What was asked, in a few words: ``ADT^A01``; ``QBP^Q22 @PID.5.1 @PID.8`` for a search."""
    message = _message(exchange.request.body)
    if message is None:
        return "no HL7 v2 message"
    fields = [message.get(one.at(1)) for one in message.places("QPD-3")] if message.get("MSH-9.2") == "Q22" else []
    return " ".join([_kind(message), *fields])


def answered(exchange: Exchange) -> str:
    """What became of it: ``AA``, ``AA OK, 2 patients``, ``AE AE QPD^1^3^1^1 204``."""
    message = _message(exchange.response.body) if exchange.response else None
    if message is None:
        return "what is no HL7 v2 message"
    words = [message.get("MSA-1"), message.get("QAK-2")]
    if message.get("MSA-1") not in ACCEPTED:
        words += [message.raw("ERR-2") or message.raw("ERR-1"), message.get("ERR-3")]
    people = len(message.all("PID")) if message.get("MSH-9.1") == "RSP" else 0
    counted = f", {people} patient{'s' * (people > 1)}" if people else ""
    return (" ".join(filter(None, words)) or _kind(message)) + counted


def hl7v2_lines(body: bytes) -> tuple[Line, ...]:
    """A line for each value, with its place and what HL7 calls it, said once in a row; a line between two segments.

    None for no message.
    """
    message = _message(body)
    if message is None:
        return ()
    lines: list[Line] = []
    before, called = ("", 0), ""
    for one in values(message):
        segment = (one.where.segment, one.where.occurrence)
        if lines and segment != before:
            lines.append(Line(""))
        named = f"   ({one.name})" if one.name and (segment, one.name) != (before, called) else ""
        before, called = segment, one.name
        lines.append(Line(f"{one.where!s:14} {one.value}{named}", str(one.where)))
    return tuple(lines)


def spot(where: str, lines: Sequence[Line]) -> tuple[int, bool] | None:
    """The line that `where` (``PID-3[1].4.2``) speaks of, and whether the place itself is missing; None for none."""
    for named in PLACE.findall(where):
        place, lost = _plain(named), ""
        while place:
            number = next((number for number, line in enumerate(lines) if _is_at(_plain(line.place), place)), None)
            if number is not None:
                first = set(lost.split(".")) <= {"", "1"} and _plain(lines[number].place) == place
                return number, bool(lost) and not first
            step = LAST_STEP.search(place)
            place, lost = (place[: step.start()], step[0] + lost) if step else ("", lost)
    return None


def wire(body: bytes) -> str:
    """The bytes as text, a segment a line; the frame of MLLP and line ends by their names: ``<VT>``, ``<CR>``."""
    text = body.decode("utf-8", "backslashreplace").replace("\n", "<LF>")
    for sign, name in (("\r", "<CR>\n"), ("\x0b", "<VT>"), ("\x1c", "<FS>")):
        text = text.replace(sign, name)
    return visible(text)


@lru_cache(maxsize=AT_HAND)
def _message(body: bytes) -> hl7v2.Message | None:
    try:
        return hl7v2.parse(body)
    except MalformedMessage:
        return None


def _kind(message: hl7v2.Message) -> str:
    return "^".join(filter(None, (message.get("MSH-9.1"), message.get("MSH-9.2")))) or "a message of no kind"


def _plain(place: str) -> str:
    """A place without the numbers that say "the first"."""
    return place.replace("[1]", "")


def _is_at(place: str, wanted: str) -> bool:
    return place == wanted or place.startswith((f"{wanted}.", f"{wanted}[", f"{wanted}-"))
