"""HL7 v2 messages in a file, as people keep them. Knows line ends and batches, not what a message says."""

from __future__ import annotations

import re

from harness.errors import MalformedMessage

START = re.compile(rb"(?m)^MSH(?=[^A-Za-z0-9\s])|(?<=\r)MSH(?=[^A-Za-z0-9\s])")
ENVELOPE = re.compile(rb"(?:FHS|BHS|BTS|FTS)[^A-Za-z0-9\s]")
FRAME = re.compile(rb"\x0b|\x1c\r?")


def messages_in(content: bytes) -> tuple[bytes, ...]:
    r"""Each message of a file in the order that they stand in, its segments ended by ``\r`` (HL7 v2.5 2.5.2).

    A new one begins at each line that begins with MSH. Empty lines, the marks of MLLP and the headers and trailers of
    a batch (2.10.3) are left out. Raises MalformedMessage where there is no message, or something before the first.
    """
    content = FRAME.sub(b"\r", content.removeprefix(b"\xef\xbb\xbf"))
    starts = [one.start() for one in START.finditer(content)]
    before = [line for line in _lines(content[: starts[0]] if starts else content) if not ENVELOPE.match(line)]
    if before or not starts:
        found = ascii(before[0][:40].decode("latin-1")) if before else "nothing"
        raise MalformedMessage("the first line", expected="an HL7 v2 message, which begins with MSH|", found=found)
    pieces = (content[begin:end] for begin, end in zip(starts, [*starts[1:], len(content)], strict=True))
    return tuple(b"".join(line + b"\r" for line in _lines(one) if not ENVELOPE.match(line)) for one in pieces)


def _lines(content: bytes) -> list[bytes]:
    return [line for line in re.split(rb"[\r\n]+", content) if line.strip()]
