"""An HL7 v2 message: its segments in order, and every value in it by place. Knows the format, no version's tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from harness.errors import MalformedMessage, UsageError
from harness.messages.hl7v2.charsets import Charset, charset, codec_of
from harness.messages.hl7v2.places import Place, place
from harness.messages.hl7v2.segments import HEADERS, Segment, read_segment
from harness.messages.hl7v2.separators import Separators

NULL = '""'
"""What a sender writes to delete a value at the receiver (HL7 v2.5 2.5.3.5); an empty field leaves it as it is."""

LEADING = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n\t ]*")
LINE_ENDS = re.compile(r"([\r\n]+)")


@dataclass(frozen=True, slots=True)
class Message:
    """What was parsed or built; it never changes, the `with_` methods give another.

    `leading` is what stood before MSH and means nothing: a byte order mark, empty lines. A place is a Place or its
    spelling.
    """

    segments: tuple[Segment, ...]
    separators: Separators = Separators()  # noqa: RUF009 # it never changes
    charset: Charset = Charset()  # noqa: RUF009 # it never changes
    leading: str = ""
    _index: Mapping[str, tuple[Segment, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        index: dict[str, list[Segment]] = {}
        for one in self.segments:
            index.setdefault(one.name, []).append(one)
        object.__setattr__(self, "_index", {name: tuple(found) for name, found in index.items()})

    def encode(self) -> bytes:
        """The message as bytes. Raises MalformedMessage for a character that its character set does not have."""
        text = self.leading + "".join(one.text(self.separators) + one.end for one in self.segments)
        try:
            return text.encode(self.charset.codec, "surrogateescape")
        except UnicodeEncodeError as error:
            name = self.charset.declared[0] if self.charset.declared else "ASCII, because MSH-18 is empty"
            raise MalformedMessage("MSH-18", expected=f"characters of {name}", found=repr(text[error.start])) from None

    def all(self, name: str) -> tuple[Segment, ...]:
        """Every segment of that name, in order."""
        return self._index.get(name, ())

    def get(self, where: Place | str) -> str:
        """The value there, its escapes resolved; empty where there is none.

        Where a place has parts, its first part is the value, all the way down: receivers of an older version read a
        newer message so (HL7 v2.5 2.8.2). A byte that is not of the character set is shown as U+FFFD.
        """
        return _shown_whole(self.exact(where))

    def said(self, where: Place, raw: str) -> str:
        """The value of a place without parts, of which `raw` is known to stand there, as `get` gives it."""
        return _shown_whole(raw if self._literal(where) else self.separators.unescaped(raw, self.charset.codec))

    def exact(self, where: Place | str) -> str:
        """The value as `get` gives it, to be written again: a byte not of the character set is kept (PEP 383)."""
        there = _place(where)
        raw = self.raw(there)
        if self._literal(there):
            return raw
        for separator in (self.separators.repetition, self.separators.component, self.separators.subcomponent):
            raw = raw.split(separator, 1)[0] if separator else raw
        return self.separators.unescaped(raw, self.charset.codec)

    def raw(self, where: Place | str) -> str:
        """What stands there in the message, separators and escapes and all; empty where nothing does.

        A field without a repetition is the whole field, all its repetitions; a place without a field is the segment.
        """
        there = _place(where)
        found = self.all(there.segment)
        if len(found) < there.occurrence:
            return ""
        segment = found[there.occurrence - 1]
        if not there.field:
            return segment.text(self.separators)
        text = segment.field(there.field)
        if self._literal(there):
            return text
        steps = (
            (self.separators.repetition, there.repetition or (1 if there.component else 0)),
            (self.separators.component, there.component),
            (self.separators.subcomponent, there.subcomponent),
        )
        for separator, number in steps:
            text = _part(text, separator, number) if number else text
        return text

    def places(self, where: Place | str) -> tuple[Place, ...]:
        """The places of every segment of a name (``OBX``), or of every repetition of a field (``PID-3``).

        An empty field has none.
        """
        there = _place(where)
        if not there.field:
            return tuple(Place(there.segment, number) for number in range(1, len(self.all(there.segment)) + 1))
        text = self.raw(replace(there, repetition=0, component=0, subcomponent=0))
        if not text:
            return ()
        separator = "" if self._literal(there) else self.separators.repetition
        count = text.count(separator) + 1 if separator else 1
        return tuple(replace(there, repetition=number) for number in range(1, count + 1))

    def with_value(self, where: Place | str, value: str) -> Message:
        """The message with `value` there, escaped where it has to be. See `with_raw`."""
        return self.with_raw(where, self.separators.escaped(value))

    def with_raw(self, where: Place | str, text: str) -> Message:
        r"""The message with `text` there as it stands: ``with_raw("PID-3[2]", "RJ-439^^^TEST&1.2.3&ISO")``.

        What is missing before it is made, empty; the next segment of a name is added at the end. Raises UsageError for
        MSH-1 and MSH-2, which a message is built with, and for a segment beyond the next one.
        """
        there = _place(where)
        if self._literal(there) or not there.field:
            raise UsageError(f"{there} cannot be set: expected a field of a segment, and none of MSH-1 and MSH-2")
        found = self.all(there.segment)
        if there.occurrence > len(found) + 1:
            raise UsageError(f"{there} cannot be set: there are {len(found)} {there.segment} segments")
        if there.occurrence > len(found):
            return self.with_segments(self._filled(Segment((there.segment,)), there, text))
        old = found[there.occurrence - 1]
        at = next(number for number, one in enumerate(self.segments) if one is old)
        new = self._filled(old, there, text)
        changed = replace(self, segments=(*self.segments[:at], new, *self.segments[at + 1 :]))
        return changed._declared() if there.segment == "MSH" and there.field == 18 else changed

    def without(self, name: str) -> Message:
        """The message without the segments of that name."""
        return replace(self, segments=tuple(one for one in self.segments if one.name != name))

    def with_segments(self, *segments: Segment) -> Message:
        """The message with `segments` added at its end, which is marked as one where it was not."""
        *before, last = self.segments
        return replace(self, segments=(*before, replace(last, end=last.end or "\r"), *segments))

    def _declared(self) -> Message:
        """The same, to be written in what its MSH-18 says now."""
        declared = tuple(self.get(one) for one in self.places("MSH-18"))
        return replace(self, charset=Charset(declared, *codec_of(declared[0] if declared else "")))

    def _filled(self, segment: Segment, there: Place, text: str) -> Segment:
        old = segment.field(there.field)
        steps = [
            (self.separators.repetition, there.repetition or (1 if there.component else 0)),
            (self.separators.component, there.component),
            (self.separators.subcomponent, there.subcomponent),
        ]
        return segment.with_field(there.field, _inserted(old, [step for step in steps if step[1]], text))

    def _literal(self, there: Place) -> bool:
        """Whether the separators themselves stand there, which are not to be parted."""
        return there.segment in HEADERS and there.field in (1, 2)


def parse(data: bytes) -> Message:
    """The message that `data` holds, without its framing. Raises MalformedMessage where it is no HL7 v2 at all."""
    leading = LEADING.match(data)
    start = leading.end() if leading else 0
    head = re.split(rb"[\r\n]", data[start : start + 65536], maxsplit=1)[0]
    separators = _separators(head)
    parts = head.split(head[3:4])
    repeated = separators.repetition.encode("latin-1")
    declared = parts[17].split(repeated) if repeated and len(parts) > 17 else parts[17:18]
    names = (separators.unescaped(one.decode("latin-1")).strip() for one in declared)
    found = charset(tuple(name for name in names if name), data)
    text = data.decode(found.codec, "surrogateescape")
    begin = len(data[:start].decode(found.codec, "surrogateescape"))
    pieces = LINE_ENDS.split(text[begin:])
    lines, ends = pieces[::2], [*pieces[1::2], ""]
    if not lines[-1]:  # the last segment had its end, as all should
        lines.pop()
    segments = tuple(read_segment(line, separators, end) for line, end in zip(lines, ends, strict=False))
    return Message(segments, separators, found, text[:begin])


def _separators(head: bytes) -> Separators:
    """MSH-1 and MSH-2 of a message that begins with `head`."""
    if not head.startswith(b"MSH"):
        raise MalformedMessage("the first segment", expected="MSH", found=_shown(head))
    mark = head[3:4]
    if not mark or not 0x20 < mark[0] < 0x7F or mark.isalnum():
        raise MalformedMessage("MSH-1", expected="a field separator after MSH, as a rule |", found=_shown(head))
    encoding = head[4:].split(mark, 1)[0].decode("latin-1")
    characters = [encoding[number : number + 1] for number in range(5)]
    return Separators(mark.decode("ascii"), *(one if one.isascii() else "" for one in characters))


def _shown_whole(value: str) -> str:
    return value if value.isascii() else value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _shown(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff", b"M\0", b"\0M"):
        return "UTF-16, in which a message cannot be parted"
    return ascii(data[:40].decode("latin-1")) if data else "nothing"


def _place(where: Place | str) -> Place:
    return place(where) if isinstance(where, str) else where


def _part(text: str, separator: str, number: int) -> str:
    parts = text.split(separator) if separator else [text]
    return parts[number - 1] if number <= len(parts) else ""


def _inserted(old: str, steps: list[tuple[str, int]], text: str) -> str:
    """`old` with `text` in the part that `steps`, each a separator and a number, lead to."""
    if not steps:
        return text
    (separator, number), *rest = steps
    parts = old.split(separator) if separator else [old]
    if number > len(parts) and not separator:
        raise UsageError("MSH-2 names no separator for a part so deep")
    parts += [""] * (number - len(parts))
    parts[number - 1] = _inserted(parts[number - 1], rest, text)
    return separator.join(parts)
