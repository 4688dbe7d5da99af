"""HTTP/1 messages as bytes: where one begins, how long it is, what it holds. Knows no sockets and no meaning."""

from __future__ import annotations

import re
import zlib

from harness.evidence.exchange import Headers, Message

LARGEST_HEAD = 256 * 1024  # bytes; RFC 9110 5.4 sets none, and no honest server sends a tenth of this
STATUS_LINE = re.compile(rb"HTTP/1\.[0-9] [1-9][0-9]{2}(?: [^\r\n]*)?\Z")
REQUEST_LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+ [^\s]+ HTTP/1\.[0-9]\Z")
FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
EMPTY_LINES = re.compile(rb"(?:\r?\n)*")
CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")


class NotHttp(Exception):
    """The bytes are not an HTTP/1 message (RFC 9112); the text says what was found instead."""


class TooLarge(Exception):
    """More bytes than the caller wants to keep."""


def fields(head: bytes) -> tuple[str, Headers]:
    """The start line of `head` and its header fields in their own case and order (RFC 9112 section 5).

    Raises NotHttp for a line that is no field. Bytes beyond ASCII are read as Latin-1, so nothing is lost.
    """
    start, *lines = head.decode("latin-1").rstrip("\r\n").replace("\r\n", "\n").split("\n")
    found: list[tuple[str, str]] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if colon and FIELD_NAME.match(name):
            found.append((name, value.strip(" \t")))
        elif line[:1] in (" ", "\t") and found:  # obsolete folding, RFC 9112 5.2
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
        else:
            raise NotHttp(f"the header line {shown(line.encode('latin-1'))} has no field name")
    return start, tuple(found)


def shown(data: bytes, limit: int = 80) -> str:
    """The beginning of `data` in quotes, for a sentence."""
    text = data[:limit].decode("latin-1").encode("unicode_escape").decode("ascii")
    return f'"{text}…"' if len(data) > limit else f'"{text}"'


def values(headers: Headers, name: str) -> list[str]:
    """Every comma-separated member of the fields called `name`, in lower case."""
    members = (item for key, value in headers if key.lower() == name for item in value.split(","))
    return [item.strip().lower() for item in members if item.strip()]


def content_length(headers: Headers) -> int:
    """What Content-Length promises. Raises NotHttp where it is no number, or two that differ (RFC 9112 6.3)."""
    lengths = set(values(headers, "content-length"))
    if len(lengths) != 1 or not all(length.isascii() and length.isdigit() for length in lengths):
        raise NotHttp(f"Content-Length is {' and '.join(sorted(lengths)) or 'empty'}, which is no number of bytes")
    return int(lengths.pop())


class Incoming:
    """One HTTP/1 message being received, as a request or as the answer to `method`.

    Feed it what arrives; it is `complete` once the message is whole. `raw` is every byte, `head` the start line and
    the fields (with interim 1xx answers before them), `content` the body without its transfer coding, `surplus` what
    came after the end. Raises NotHttp, and TooLarge beyond `limit` bytes.
    """

    def __init__(self, *, answers: str = "", limit: int = 0) -> None:
        self.raw = bytearray()
        self.start = ""
        self.headers: Headers = ()
        self.complete = False
        self.keep_alive = True
        self._answers, self._limit = answers, limit
        self._begin = self._searched = self._body = self._end = 0
        self._chunks: list[tuple[int, int]] | None = None
        self._length: int | None = 0
        self._trailers = False

    @property
    def head(self) -> bytes:
        """Start line and fields as they crossed; empty until the empty line came."""
        return self._slice(0, self._body)

    @property
    def wire(self) -> bytes:
        """All that followed the head."""
        return self._slice(self._body, len(self.raw)) if self._body else b""

    @property
    def surplus(self) -> bytes:
        """What came after the end of the message."""
        return self._slice(self._end, len(self.raw)) if self.complete else b""

    @property
    def content(self) -> bytes:
        """The body without its transfer coding, as far as it came."""
        if self._chunks is not None:
            return b"".join(self._slice(start, end) for start, end in self._chunks)
        return self._slice(self._body, self._end if self.complete else len(self.raw)) if self._body else b""

    @property
    def plain(self) -> bool:
        """Whether the content is all that followed the head, byte for byte."""
        return self._chunks is None and not (self.complete and self._end < len(self.raw))

    @property
    def expected(self) -> int | None:
        """How many bytes of body were promised by Content-Length; None where nothing was."""
        return self._length if self._body and self._chunks is None else None

    def feed(self, data: bytes) -> None:
        """Take the next bytes from the wire."""
        self.raw += data
        if self._limit and len(self.raw) > self._limit:
            raise TooLarge
        if not self.complete:
            self._advance()

    def take(self, raw: bytearray) -> None:
        """Take all there is at once, without a copy. Whoever gives it leaves it alone from then on."""
        self.raw = raw
        self._advance()

    def end(self) -> None:
        """The connection was closed: the end of a message that has no other mark (RFC 9112 6.3 rule 8)."""
        if self._body and self._length is None and self._chunks is None:
            self._finish(len(self.raw))
            self.keep_alive = False

    def _slice(self, begin: int, end: int) -> bytes:
        return bytes(memoryview(self.raw)[begin:end])

    def _advance(self) -> None:
        while not self._body:
            if not self._find_head():
                return
        if self._chunks is not None:
            self._read_chunks(self._chunks)
        elif self._length is not None and len(self.raw) >= self._body + self._length:
            self._finish(self._body + self._length)

    def _find_head(self) -> bool:
        if not self._answers:
            self._begin = EMPTY_LINES.match(self.raw).end()  # type: ignore[union-attr] # RFC 9112 2.2; matches nothing too
        found = END_OF_HEAD.search(self.raw, max(self._begin, self._searched - 3))
        self._searched = len(self.raw)
        self._check_start()
        if not found:
            if len(self.raw) - self._begin > LARGEST_HEAD:
                raise NotHttp(f"the header fields had no end after {LARGEST_HEAD // 1024} KiB")
            return False
        start, headers = fields(self._slice(self._begin, found.end()))
        if self._answers and start[9:10] == "1" and start[9:12] != "101":
            self._begin = self._searched = found.end()  # an interim answer, RFC 9110 15.2
            return len(self.raw) > self._begin
        self.start, self.headers, self._body = start, headers, found.end()
        self._frame()
        return True

    def _check_start(self) -> None:
        newline = self.raw.find(b"\n", self._begin)
        line = bytes(self.raw[self._begin : newline if newline >= 0 else self._begin + 80]).rstrip(b"\r")
        if newline >= 0:
            if not (STATUS_LINE if self._answers else REQUEST_LINE).match(line):
                raise NotHttp(f"the first line is {shown(line)}")
        elif self._answers and not b"HTTP/1.".startswith(line[:7]):
            raise NotHttp(f"it begins with {shown(line)}")

    def _frame(self) -> None:
        names = {name.lower() for name, _ in self.headers}
        codings = values(self.headers, "transfer-encoding") if "transfer-encoding" in names else []
        connection = values(self.headers, "connection") if "connection" in names else []
        old = self.start.startswith("HTTP/1.0") or self.start.endswith("HTTP/1.0")
        self.keep_alive = "close" not in connection and (not old or "keep-alive" in connection)
        status = self.start[9:12] if self._answers else ""
        if self._answers == "HEAD" or status in ("101", "204", "304"):
            self._length = 0
        elif codings and codings[-1] == "chunked":
            self._chunks, self._end = [], self._body
        elif codings:
            self._length = None
        else:
            nothing = None if self._answers else 0
            self._length = content_length(self.headers) if "content-length" in names else nothing

    def _read_chunks(self, chunks: list[tuple[int, int]]) -> None:
        while not self.complete:
            if self._trailers:
                return self._read_trailers()
            size = CHUNK_SIZE.match(self.raw, self._end)
            if not size:
                return self._check_chunk()
            start = size.end()
            end = start + int(size[1], 16)
            if end == start:
                self._end, self._trailers = start, True
            elif len(self.raw) < end + 2:
                return None
            elif self.raw[end : end + 2] == b"\r\n":
                chunks.append((start, end))
                self._end = end + 2
            else:
                raise NotHttp(f"a chunk of {end - start} bytes is followed by {shown(bytes(self.raw[end : end + 20]))}")
        return None

    def _check_chunk(self) -> None:
        line = bytes(self.raw[self._end : self._end + 4096])
        if b"\n" in line or len(line) == 4096:
            size = shown(line.partition(b"\n")[0])
            raise NotHttp(f"the size of a chunk is {size}, which is no hexadecimal number")

    def _read_trailers(self) -> None:
        empty = self.raw[self._end : self._end + 2]
        if empty == b"\r\n":
            self._finish(self._end + 2)
        elif len(empty) == 2 and (found := END_OF_HEAD.search(self.raw, self._end)):
            self._finish(found.end())
        elif len(self.raw) - self._end > LARGEST_HEAD:
            raise NotHttp("the trailer fields had no end")

    def _finish(self, end: int) -> None:
        self._end, self.complete = end, True


def decoded(content: bytes, headers: Headers, *, limit: int = 0) -> bytes:
    """`content` without its content coding (gzip, deflate; RFC 9110 8.4).

    Where the coding is unknown or the content does not keep to it, `content` comes back as it is: whoever reads the
    message will say what is wrong with it. Raises TooLarge beyond `limit` bytes.
    """
    result = content
    for coding in reversed(values(headers, "content-encoding")):
        if coding not in ("gzip", "x-gzip", "deflate"):
            return content if coding != "identity" else result
        try:
            result = _inflated(result, limit)
        except zlib.error:
            return content
    return result


def _inflated(data: bytes, limit: int) -> bytes:
    """Inflate gzip, zlib, or bare deflate, which some servers call deflate."""
    try:
        return _unpacked(data, 32 + zlib.MAX_WBITS, limit)
    except zlib.error:
        return _unpacked(data, -zlib.MAX_WBITS, limit)


def _unpacked(data: bytes, window: int, limit: int) -> bytes:
    machine = zlib.decompressobj(window)
    result = machine.decompress(data, limit + 1 if limit else 0)
    if limit and len(result) > limit:
        raise TooLarge
    if not machine.eof:
        raise zlib.error("the compressed content breaks off")
    return result


def as_message(incoming: Incoming, *, sender: str, at: float, limit: int = 0) -> Message:
    """The evidence of a message that came in, `at` Unix time in seconds. Raises TooLarge as `decoded` does."""
    content = incoming.content
    body = decoded(content, incoming.headers, limit=limit)
    return Message(
        sender=sender,
        head=incoming.head,
        body=body,
        at=at,
        wire=None if incoming.plain and body is content else incoming.wire,
        start=incoming.start,
        headers=incoming.headers,
    )
