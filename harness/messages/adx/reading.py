"""ADX bytes to figures, a piece at a time: nothing is kept but what is being read. Knows XML, and no codes.

No document type, no entity, nothing fetched; UTF-8, or UTF-16 with its mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NoReturn

from lxml import etree

from harness.errors import MalformedMessage
from harness.messages import periods
from harness.messages.adx.names import NAMESPACE
from harness.messages.adx.prolog import Prolog
from harness.messages.figures import Figure, Report, number
from harness.messages.xml_bounds import refuse_crowd

_PIECE = 65_536
_LEVELS = ("adx", "group", "dataValue", "annotation")
_TAGS = tuple(f"{{{NAMESPACE}}}{name}" for name in _LEVELS)
_OF_GROUP = frozenset({"orgUnit", "period", "dataSet"})
_OF_VALUE = frozenset({"dataElement", "value"})
SHOWN = 40
"""Characters of a value that is refused."""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Record:
    """One figure, the `report` it stands in (without figures), and `where`: ``adx/group[1]/dataValue[2], line 5``."""

    report: Report
    figure: Figure
    where: str


def read(body: bytes, *, may_be_empty: bool = False) -> tuple[Report, ...]:
    """The reports in a message, a group each. Raises MalformedMessage with the place.

    One that `may_be_empty` is an answer to a question, and needs no group.
    """
    found: dict[int, tuple[Report, list[Figure]]] = {}
    for one in records([body], may_be_empty=may_be_empty):
        found.setdefault(id(one.report), (one.report, []))[1].append(one.figure)
    return tuple(report.changed(figures=tuple(figures)) for report, figures in found.values())


def records(pieces: Iterable[bytes], *, may_be_empty: bool = False) -> Iterator[Record]:
    """Every figure of a message that comes in `pieces`, in its order. Raises MalformedMessage with the place.

    The figures before a fault have been given by then: whoever keeps them has to be able to take them back.
    """
    reading = _Reading(may_be_empty)
    for piece in pieces:
        for at in range(0, len(piece), _PIECE):
            yield from reading.feed(piece[at : at + _PIECE])
    yield from reading.end()


class _Reading:
    """How far a message has been read."""

    def __init__(self, may_be_empty: bool) -> None:
        self._may_be_empty, self._prolog = may_be_empty, Prolog()
        self._parser = etree.XMLPullParser(
            ("start", "end"),
            encoding="utf-8",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        self._depth = self._groups = self._values = 0
        self._report: Report | None = None
        self._outer: tuple[tuple[str, str], ...] = ()
        self._annotation = ""

    def feed(self, piece: bytes) -> Iterator[Record]:
        """The figures that `piece` completes."""
        yield from self._parsed(self._prolog.feed(piece))

    def end(self) -> Iterator[Record]:
        """The message is over."""
        yield from self._parsed(self._prolog.feed(b"", last=True))
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            _refuse_as_no_xml(error)

    def _parsed(self, text: bytes) -> Iterator[Record]:
        fault = None
        try:
            self._parser.feed(text)
        except etree.XMLSyntaxError as error:
            fault = error
        for event, node in self._parser.read_events():
            assert isinstance(node, etree._Element)  # no other events were asked for
            if event == "start":
                self._begun(node)
            else:
                self._depth -= 1
                yield from self._ended(node)
        if fault is not None:
            _refuse_as_no_xml(fault)

    def _begun(self, node: etree._Element) -> None:
        refuse_crowd(len(node.attrib), f"line {node.sourceline}")
        if self._depth >= len(_TAGS) or node.tag != _TAGS[self._depth]:
            self._refuse_element(node)
        if self._depth == 0 and not _INSTANT.fullmatch(node.get("exported", "")):
            found = node.get("exported", "none")
            raise MalformedMessage(self._place(node), expected="exported, an instant in ISO 8601", found=found)
        if self._depth == 1:
            self._groups, self._values = self._groups + 1, 0
            self._report, self._outer = self._of_group(node), _but(node, _OF_GROUP)
        elif self._depth == 2:
            self._values, self._annotation = self._values + 1, ""
        self._depth += 1

    def _ended(self, node: etree._Element) -> Iterator[Record]:
        if self._depth == 3:
            self._annotation = node.text or ""
        elif self._depth == 2:
            yield self._record(node)
        elif self._depth == 1 and not self._values:
            raise MalformedMessage(self._place(node), expected="at least one dataValue", found="none")
        elif self._depth == 0 and not self._groups and not self._may_be_empty:
            raise MalformedMessage(self._place(node), expected="at least one group", found="none")
        if self._depth in (1, 2):
            _forget(node)

    def _of_group(self, node: etree._Element) -> Report:
        self._needs(node, "orgUnit", "period")
        try:
            period = periods.iso(node.get("period", ""))
        except ValueError:
            self._refuse_value(node, "period", "a first day and a duration, as in 2026-01-01/P1M")
        return Report(node.get("dataSet", ""), node.get("orgUnit", ""), period)

    def _record(self, node: etree._Element) -> Record:
        self._needs(node, "dataElement", "value")
        try:
            number(node.get("value", ""))
        except ValueError:
            self._refuse_value(node, "value", "a decimal number")
        assert self._report is not None  # a dataValue stands in a group
        split = (*self._outer, *_but(node, _OF_VALUE))
        figure = Figure(node.get("dataElement", ""), node.get("value", ""), split, self._annotation)
        return Record(self._report, figure, self._place(node))

    def _needs(self, node: etree._Element, *names: str) -> None:
        for one in names:
            if not node.get(one):
                raise MalformedMessage(self._place(node), expected=f"an attribute {one}", found="none")

    def _refuse_value(self, node: etree._Element, name: str, expected: str) -> NoReturn:
        path, _, line = self._place(node).partition(", ")
        value = node.get(name, "")
        found = repr(value) if len(value) <= SHOWN else f"{value[:SHOWN]!r}… ({len(value)} characters)"
        raise MalformedMessage(f"{path}/@{name}, {line}", expected=expected, found=found) from None

    def _refuse_element(self, node: etree._Element) -> NoReturn:
        name = etree.QName(node)
        wanted = _LEVELS[self._depth] if self._depth < len(_LEVELS) else "text alone"
        if name.localname == wanted:
            found = f"one in {name.namespace or 'no namespace'}"
            raise MalformedMessage(f"{wanted}, line {node.sourceline}", expected=f"it in {NAMESPACE}", found=found)
        raise MalformedMessage(f"line {node.sourceline}", expected=wanted, found=name.localname)

    def _place(self, node: etree._Element) -> str:
        name, group = node.tag.rpartition("}")[2], f"adx/group[{self._groups}]"
        path = {"adx": "adx", "group": group}.get(name, f"{group}/dataValue[{self._values}]")
        return f"{path}, line {node.sourceline}"


def _but(node: etree._Element, names: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """The attributes that are dimensions: all but these."""
    return tuple((str(name), str(value)) for name, value in node.items() if name not in names)


def _forget(node: etree._Element) -> None:
    """Let go of an element that was read, and of all before it."""
    node.clear()
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]


def _refuse_as_no_xml(error: etree.XMLSyntaxError) -> NoReturn:
    line, column = error.position
    words = f"a fault: {error.msg}".rsplit(", line", 1)[0]
    raise MalformedMessage(f"line {line}, column {column}", expected="well-formed XML", found=words) from None
