"""The beginning of an XML document that comes in pieces: its encoding, and that it declares no document type.

Knows XML 1.0 as far as the first tag, so that nothing an entity could do is ever parsed.
"""

from __future__ import annotations

import codecs
import re

from harness.errors import MalformedMessage

LONGEST = 65_536
"""Characters of comments and instructions that may stand before the first tag."""

_BEFORE = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_DECLARED = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_TAKEN = ("utf-8", "utf8", "us-ascii", "utf-16", "utf16")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Prolog:
    """Takes pieces of UTF-8 or UTF-16, and gives them on as UTF-8 once it has seen that the first tag is an element's.

    Raises MalformedMessage for a document type, for another encoding, and where there is no element.
    """

    def __init__(self) -> None:
        self._first, self._held, self._over = b"", "", False
        self._decoder: codecs.IncrementalDecoder | None = None

    def feed(self, piece: bytes, *, last: bool = False) -> bytes:
        """What may be parsed now."""
        text = self._decoded(piece, last=last)
        if self._over:
            return text.encode()
        self._held += text
        rest = self._held[_end_of_prolog(self._held) :]
        if rest in ("", "<", "<!", "<!-") or rest.startswith(("<!--", "<?")):  # how it goes on is still to come
            if last or len(self._held) > LONGEST:
                raise MalformedMessage(self._line(rest), expected="an element", found=repr(rest[:20]) or "nothing")
            return b""
        self._refuse(rest)
        self._over, held, self._held = True, self._held, ""
        return _DECLARED.sub(lambda found: found[0].replace(found[1], "UTF-8"), held, count=1).encode()

    def _decoded(self, piece: bytes, *, last: bool) -> str:
        if self._decoder is None:
            self._first += piece
            if len(self._first) < 4 and not last:
                return ""
            mark, name = next(((mark, name) for mark, name in _MARKS if self._first.startswith(mark)), (b"", "utf-8"))
            self._decoder = codecs.getincrementaldecoder(name)()
            piece = self._first[len(mark) :]
        try:
            return self._decoder.decode(piece, last)
        except UnicodeDecodeError as fault:
            raise MalformedMessage(
                "the encoding", expected="UTF-8, or UTF-16 with its mark", found=str(fault)
            ) from None

    def _refuse(self, rest: str) -> None:
        declared = _DECLARED.match(self._held)
        if declared and declared[1].lower() not in _TAKEN:
            raise MalformedMessage("line 1", expected="XML in UTF-8 or UTF-16", found=declared[1])
        if "\x00" in self._held[:LONGEST]:
            raise MalformedMessage("line 1", expected="XML in UTF-8, or UTF-16 with its mark", found="a NUL")
        if rest.startswith("<!"):
            raise MalformedMessage(self._line(rest), expected="XML without a document type", found=rest[:9])

    def _line(self, rest: str) -> str:
        return f"line {self._held.count(chr(10), 0, len(self._held) - len(rest)) + 1}"


def _end_of_prolog(text: str) -> int:
    found = _BEFORE.match(text)
    return found.end() if found else 0
