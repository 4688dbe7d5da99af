"""Makes HL7 v2 messages from values. Knows the header of every version; chance and clock are the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from harness.messages.hl7v2.charsets import Charset, codec_of
from harness.messages.hl7v2.message import Message
from harness.messages.hl7v2.segments import Segment, read_segment
from harness.messages.hl7v2.separators import Separators

Part = str | tuple[str | tuple[str, ...], ...]
"""A field, or one of its repetitions: a value, or its components, each of them a value or its subcomponents."""


def new_message(
    *,
    version: str,
    kind: Sequence[str],
    control_id: str,
    at: datetime,
    sender: tuple[str, str] = ("", ""),
    receiver: tuple[str, str] = ("", ""),
    processing: str = "P",
    charset: str = "",
    separators: Separators | None = None,
) -> Message:
    """A message of one segment, its MSH (HL7 v2.5 2.15.9); `with_segments` and `with_value` add the rest.

    `kind` is MSH-9 in components (``("ADT", "A01", "ADT_A01")``), `sender` and `receiver` are application and facility,
    `charset` a name of table 0211.
    """
    marks = separators or Separators()
    fields = (*sender, *receiver, timestamp(at), "", tuple(kind), control_id, processing, version)
    written = [_written(one, marks) for one in fields]
    header = Segment(("MSH", marks.field, marks.encoding, *written))
    if charset:
        header = header.with_field(18, marks.escaped(charset))
    codec, problem = codec_of(charset)
    return Message((header,), marks, Charset((charset,) if charset else (), codec, problem))


def segment(name: str, *fields: Part | Sequence[Part], separators: Separators | None = None) -> Segment:
    """A segment from values: ``segment("PID", "", "", [("RJ-439", "", "", ("TEST", "1.2.3", "ISO"))])``.

    A list is a field's repetitions, a tuple its components, a tuple within it their subcomponents. All are escaped.
    """
    marks = separators or Separators()
    return Segment((name, *(_written(one, marks) for one in fields)))


def segment_of(text: str, separators: Separators | None = None) -> Segment:
    """A segment from the text it has in a message: ``PID|||RJ-439^^^TEST``."""
    return read_segment(text, separators or Separators())


def timestamp(at: datetime) -> str:
    """A DTM (HL7 v2.5 2A.22) to the second, with the offset from UTC where `at` knows it: ``20260101120000+0000``."""
    return at.strftime("%Y%m%d%H%M%S") + (at.strftime("%z")[:5] if at.tzinfo else "")


def _written(field: Part | Sequence[Part], marks: Separators) -> str:
    if isinstance(field, str):
        return marks.escaped(field)
    if isinstance(field, list):
        return marks.repetition.join(_written(one, marks) for one in field)
    return marks.component.join(_component(one, marks) for one in field)


def _component(component: str | Sequence[str | tuple[str, ...]], marks: Separators) -> str:
    if isinstance(component, str):
        return marks.escaped(component)
    return marks.subcomponent.join(_component(one, marks) for one in component)
