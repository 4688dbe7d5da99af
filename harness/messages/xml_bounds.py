"""How much XML may pile up: depth, attributes, namespaces. Knows where too much stands, and nothing of what it means.

libxml2 looks attributes and namespaces up one after the other, so that some thousands of either take minutes to read.
"""

from __future__ import annotations

from xml.parsers import expat

from harness.errors import MalformedMessage
from harness.messages.fhir.json_text import MAX_DEPTH

MOST = 100
"""Attributes of one element, and namespaces that are declared where one stands."""


def refuse_beyond_bounds(body: bytes) -> None:
    """Read `body`, which declares no document type, in one pass. Raises MalformedMessage with the line.

    What is no XML is passed over: who parses it says so better.
    """
    bounds = _Bounds()
    try:
        bounds.parser.Parse(body, True)
    except (expat.ExpatError, ValueError):
        return


def refuse_crowd(count: int, where: str) -> None:
    """Raises MalformedMessage where an element has more than `MOST` attributes."""
    if count > MOST:
        raise MalformedMessage(where, expected=f"at most {MOST} attributes of one element", found="more")


class _Bounds:
    """Counts along one document."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._begin, self._end
        self.parser.StartNamespaceDeclHandler, self.parser.EndNamespaceDeclHandler = self._declare, self._forget
        self._depth = self._declared = 0

    @property
    def _where(self) -> str:
        return f"line {self.parser.CurrentLineNumber}"

    def _begin(self, _: str, attributes: list[str]) -> None:
        refuse_crowd(len(attributes) // 2, self._where)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise MalformedMessage(self._where, expected=f"at most {MAX_DEPTH} levels of nesting", found="more")

    def _end(self, _: str) -> None:
        self._depth -= 1

    def _declare(self, _prefix: str | None, _uri: str) -> None:
        self._declared += 1
        if self._declared > MOST:
            raise MalformedMessage(self._where, expected=f"at most {MOST} namespaces", found="more")

    def _forget(self, _: str | None) -> None:
        self._declared -= 1
