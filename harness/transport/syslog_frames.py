"""Syslog on a stream: octet counting (RFC 5425 4.3). Knows lengths and bytes, not what a message says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from harness.transport.failures import size
from harness.transport.http_wire import shown

LARGEST = 1_000_000
"""Bytes of a message that are taken (RFC 5425 4.3.1 wants 2,048 at the least, 8,192 rather)."""
KEPT = 2000
"""Bytes that are kept of what is refused."""

_LENGTH = re.compile(rb"([1-9][0-9]{0,8}) ")
_BEGINNING_OF_A_LENGTH = re.compile(rb"[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Frame:
    """A message as it crossed: `wire` has its length before it, `message` has not."""

    wire: bytes
    message: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """What is no message, and why. `lost` says that nobody can know where the next one begins."""

    raw: bytes
    reason: str
    lost: bool


def framed(message: bytes) -> bytes:
    """`message` with its length before it."""
    return b"%d %s" % (len(message), message)


class FrameReader:
    """Takes a stream as it comes, in pieces of any size, and gives what is whole.

    It never holds more than one message: one that is larger than `largest` is refused and read past.
    """

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._held, self._passing, self._lost = bytearray(), 0, False

    @property
    def held(self) -> int:
        """Bytes that wait for the rest of their message."""
        return len(self._held)

    @property
    def within(self) -> bool:
        """Whether a message has begun and not ended."""
        return bool(self._held) or self._passing > 0

    def feed(self, data: bytes) -> Iterator[Frame | Refused]:
        """Whatever `data` completes. After something that is `lost`, nothing more."""
        while data and not self._lost:
            if self._passing:
                passed = min(self._passing, len(data))
                self._passing, data = self._passing - passed, data[passed:]
                continue
            self._held += data
            data = b""
            while (found := self._next()) is not None:
                yield found

    def end(self) -> Refused | None:
        """What is left when the stream ends: half a message, or nothing."""
        if self._lost or not self._held:
            return None
        reason = f"the connection ended within a message: {size(len(self._held))} of it came"
        return Refused(bytes(self._held[:KEPT]), reason, lost=True)

    def _next(self) -> Frame | Refused | None:
        if not self._held:
            return None
        match = _LENGTH.match(self._held)
        if match is None:
            return None if _BEGINNING_OF_A_LENGTH.fullmatch(self._held) else self._refuse_what_is_no_length()
        length, begin = int(match[1]), match.end()
        if length > self._largest:
            return self._pass_over(begin + length)
        if len(self._held) < begin + length:
            return None
        wire = bytes(self._held[: begin + length])
        del self._held[: begin + length]
        return Frame(wire, wire[begin:])

    def _pass_over(self, whole: int) -> Refused:
        here = min(whole, len(self._held))
        raw = bytes(self._held[: min(here, KEPT)])
        del self._held[:here]
        self._passing = whole - here
        reason = f"a message of {size(whole)} was announced, and {size(self._largest)} are the most that are taken"
        return Refused(raw, reason, lost=False)

    def _refuse_what_is_no_length(self) -> Refused:
        raw = bytes(self._held[:KEPT])
        self._lost = True
        self._held.clear()
        hint = ""
        if raw[:1] == b"<":
            hint = ": the sender has to count octets (RFC 5425), not to end lines. Check how its syslog is set up"
        return Refused(raw, f"expected the length of a message and a space, found {shown(raw, 40)}{hint}", lost=True)
