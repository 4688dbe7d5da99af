"""Where one block of MLLP begins and ends in a stream of bytes. Knows its framing, not what is in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from harness.transport import failures
from harness.transport.http_wire import shown

START, END, RETURN = b"\x0b", b"\x1c", b"\x0d"  # HL7 v2.5 appendix C 4.3: <SB> message <EB><CR>
MARKS = re.compile(b"[\x0b\x1c]")  # neither may occur within a message
LINE_ENDS = re.compile(rb"[\r\n]*\Z")
KEPT = 65536  # bytes that are kept of what is no message of ours: the beginning
LARGEST_MESSAGE = 8_000_000  # bytes
NO_RETURN = "the end block 0x1C is not followed by 0x0D"


def framed(message: bytes) -> bytes:
    """`message` as a block."""
    return START + message + END + RETURN


@dataclass(frozen=True, slots=True)
class Block:
    """What came in one block. `wire` is all that crossed since the block before, with what did not belong to it.

    `problem` says in words what is wrong with the framing, empty where nothing is. With `broken`, it is no whole
    message: `message` is then only what came of it, or its beginning.
    """

    message: bytes
    wire: bytes
    problem: str = ""
    broken: bool = False


class Blocks:
    """Takes what arrives, gives the blocks in it. Keeps `limit` bytes of a message at most, KEPT of anything else."""

    def __init__(self, limit: int = LARGEST_MESSAGE) -> None:
        self.limit = limit
        self._raw = bytearray()
        self._start = -1  # where the start block is in `_raw`
        self._searched = 0
        self._noise = self._excess = 0  # bytes that were not kept, before the start block and after it

    @property
    def pending(self) -> int:
        """Bytes since the last block; line ends alone, which some add after a block, are nothing."""
        if not self.started and LINE_ENDS.match(self._raw):
            return 0
        return len(self._raw) + self._noise + self._excess

    @property
    def started(self) -> bool:
        """Whether a block is open."""
        return self._start >= 0

    @property
    def ended(self) -> bool:
        """Whether the open block lacks only the 0x0D after its end block."""
        return self.started and self._raw.endswith(END)

    @property
    def beginning(self) -> bytes:
        """The first bytes since the last block."""
        return bytes(self._raw[:400])

    @property
    def too_large(self) -> bool:
        """Whether the open block is larger than allowed already."""
        return self.started and self._size(len(self._raw)) > self.limit

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        self._raw += data

    def next(self) -> Block | None:
        """The next block that is over, None where more has to come."""
        if not self.started and not self._find_start():
            return None
        found = MARKS.search(self._raw, self._searched)
        at = found.start() if found else len(self._raw)
        if found is None or (found[0] == END and at + 1 == len(self._raw)):
            self._searched = self._shed(at)
            return None
        if found[0] == START:
            return self._take(at, at, "a new start block 0x0B came before the end block 0x1C 0x0D", broken=True)
        if self._raw[at + 1 : at + 2] == RETURN:
            return self._take(at, at + 2, "")
        return self._take(at, at + 1, NO_RETURN)

    def rest(self) -> Block | None:
        """What is left when nothing more comes; None for nothing, or for line ends that mean nothing."""
        count = len(self._raw)
        if not self.pending:
            return None
        if not self.started:
            words = f"there is no start block 0x0B: it sent {shown(self.beginning, 300)}"
            return self._take(count, count, words, broken=True)
        if self.ended:
            return self._take(count - 1, count, NO_RETURN)
        return self._take(count, count, "the end block 0x1C 0x0D is missing", broken=True)

    def _find_start(self) -> bool:
        self._start = self._raw.find(START, self._searched)
        if self.started:
            self._searched = self._start + 1
            return True
        self._noise += max(0, len(self._raw) - KEPT)
        del self._raw[KEPT:]
        self._searched = len(self._raw)
        return False

    def _size(self, end: int) -> int:
        """Bytes of the message, if it ends at `end`."""
        return end - self._start - 1 + self._excess

    def _shed(self, end: int) -> int:
        """Keep only the beginning of a message that is too large anyway; where `end` is then."""
        kept = self._start + 1 + KEPT
        if not self.too_large or end <= kept:
            return end
        del self._raw[kept:end]
        self._excess += end - kept
        return kept

    def _take(self, end: int, after: int, problem: str, *, broken: bool = False) -> Block:
        """The block that ends at `end`; what follows begins at `after`."""
        before = max(self._start, 0) + self._noise
        problems = [problem] if problem else []
        if self.started and self._raw[: self._start].strip(b"\r\n"):
            problems.append(f"{failures.size(before)} came before the start block 0x0B")
        kept = after
        if self.started and self._size(end) > self.limit:
            problems, broken = [f"it is larger than {failures.size(self.limit)}, and only its beginning was kept"], True
            kept = end = min(end, self._start + 1 + KEPT)
        message, wire = bytes(self._raw[self._start + 1 : end]), bytes(self._raw[:kept])
        del self._raw[:after]
        self._start, self._searched, self._noise, self._excess = -1, 0, 0, 0
        return Block(message, wire, "; ".join(problems), broken)
