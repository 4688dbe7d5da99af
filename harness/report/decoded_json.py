"""From JSON to indented lines that know their place in the words of FHIR. Numbers and members stay as written.

Of most messages a page shows the beginning, where nothing has to be found: that is a look, and far quicker. Where
something has to be found, it is laid out as far as that reaches.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import accumulate, repeat
from json.encoder import encode_basestring as quoted
from typing import Any

import msgspec

from harness.report.line import Line
from harness.report.reach import Enough, Members, Reach, reach, type_of

FLAT_MEMBERS = 4
FLAT = 72  # columns within which an array or an object without depth stays on one line
NEXT_LINE = re.compile(r"\n *")
SCALAR = r' ++[^\n]*+(?:(?<=["\w])|(?<=["\w],))\n'  # a line; possessive, as nothing else can be meant by it
SCALARS = re.compile(rf"\[\n((?:{SCALAR}){{1,36}}+) *+\]")
FEW_SCALARS = re.compile(rf"\{{\n((?:{SCALAR}){{1,{FLAT_MEMBERS}}}+) *+\}}")
STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
NO_BRACKETS = bytes(each for each in range(256) if each not in b"[]{}")
SMALL, DEEP = 64_000, 40  # bytes of a body that may be as deep as it wants to be, and how deep a larger one may
ROOM_FOR_ONE_LINE = 40  # lines at the end of an indented text that may belong together with others

_WORDS = {True: "true", False: "false", None: "null"}
_Spot = tuple[str, str]
_NOWHERE: _Spot = ("", "")


class _Verbatim(str):
    """A number as it was written: 1.0 stays 1.0."""

    __slots__ = ()


_READER = json.JSONDecoder(
    object_pairs_hook=Members, parse_float=_Verbatim, parse_int=_Verbatim, parse_constant=_Verbatim
)


def json_lines(body: bytes, *, with_places: bool = True) -> tuple[Line, ...]:
    """`body` in lines, none where it is no JSON. Without places it is quicker."""
    return _laid_out(body, with_places=with_places)[0]


def json_near(body: bytes, places: Iterable[str]) -> tuple[tuple[Line, ...], bool]:
    """The lines of `body` as far as these `places` reach and what stands around them, and whether these are all.

    They are found there where they would be found in all lines; where that is not certain, these are all lines.
    """
    return _laid_out(body, with_places=True, near=places)


def _laid_out(body: bytes, *, with_places: bool, near: Iterable[str] | None = None) -> tuple[tuple[Line, ...], bool]:
    try:
        value = _read(body)
        layout = _Layout(with_places, to=None if near is None else reach(value, near, body))
        layout.lay_all(value)
    except Enough:
        return layout.lines, False
    except (ValueError, RecursionError):
        return (), True
    return layout.lines, True


def json_look(body: bytes, most: int) -> tuple[tuple[Line, ...], bool]:
    """The first lines of `body`, at most so many, and whether these are all; as `json_lines` lays them, without places.

    msgspec reads the whole and indents it, twenty times as quickly as Python would; regular expressions then put on one
    line what has room there. What it does not take, or would show otherwise (``\\u00e9`` for é), is laid out here.
    """
    try:
        if b"\\u" in body or b"\\/" in body:
            raise ValueError("letters in other words")
        if len(body) > SMALL and _depth(body) > DEEP:
            raise ValueError("more indents than memory")
        indented = msgspec.json.format(body, indent=2).decode()
    except (msgspec.DecodeError, RecursionError, ValueError):
        lines = json_lines(body, with_places=False)
        return lines[:most], len(lines) <= most
    sources = most
    while True:
        sources *= 4
        begun = indented.split("\n", sources)
        rest = begun.pop() if len(begun) > sources else ""
        texts = _together("\n".join(begun)).split("\n")
        if not rest or len(texts) > most + ROOM_FOR_ONE_LINE:
            return tuple(map(Line, texts[:most])), not rest and len(texts) <= most


def _read(body: bytes) -> Any:
    return _READER.decode(body.decode(json.detect_encoding(body), "surrogatepass"))


def _depth(body: bytes) -> int:
    """How deep objects and arrays stand in one another."""
    signs = STRING.sub(b"", body).translate(None, NO_BRACKETS)
    return max(accumulate(1 if sign in b"[{" else -1 for sign in signs), default=0)


def _together(indented: str) -> str:
    """What is on many lines and fits one, on one: an object of few scalars, an array of scalars that is short."""
    return FEW_SCALARS.sub(_in_a_row_if_short, SCALARS.sub(_in_a_row_if_short, indented))


def _in_a_row_if_short(found: re.Match[str]) -> str:
    row = f"{found[0][0]}{NEXT_LINE.sub(' ', found[1].strip())}{found[0][-1]}"
    before = found.start() - 1 - found.string.rfind("\n", 0, found.start())
    return row if before + len(row) <= FLAT else found[0]


def _scalar(value: Any) -> str:
    if isinstance(value, _Verbatim):
        return value
    return quoted(value) if isinstance(value, str) else _WORDS[value]


class _Layout:
    """Writes a value as lines. A spot is where the writer is: from the root, and from the nearest resource."""

    def __init__(self, with_places: bool, to: Reach | None = None) -> None:
        self._texts: list[str] = []
        self._spots: list[_Spot] = []
        self._with_places = with_places
        self._to = to

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is laid out."""
        each = zip(self._texts, *zip(*self._spots, strict=True), strict=True)
        return tuple(map(tuple.__new__, repeat(Line), each))  # a fifth of the time that Line(…) would take

    def lay_all(self, value: Any) -> None:
        """The whole value, or `Enough` of it."""
        self.lay(value, (type_of(value), type_of(value)) if self._with_places else _NOWHERE, "", "")

    def lay(self, value: Any, spot: _Spot, lead: str, label: str) -> None:
        """`lead` is the indent, `label` the member's name before the value."""
        if self._to:
            self._to.begins(value, len(self._texts))
        flat = _flat(value)
        if flat is not None and (
            not value or not isinstance(value, list) or len(lead) + len(label) + len(flat) <= FLAT
        ):
            self._add(f"{lead}{label}{flat}", spot)
            if self._to:
                self._to.ends(value, len(self._texts))
            return
        members = isinstance(value, Members)
        self._add(f"{lead}{label}{'{' if members else '['}", spot)
        self._parts(value, spot, lead + "  ", members=members)
        self._add(f"{lead}{'}' if members else ']'}", _NOWHERE)
        if self._to:
            self._to.ends(value, len(self._texts))

    def _parts(self, value: Any, spot: _Spot, lead: str, *, members: bool) -> None:
        """What is in an object or an array, a comma between two."""
        within, named = _NOWHERE, ""
        texts, spots = self._texts, self._spots  # most of what is laid out is a scalar of an object: it goes here
        for index, each in enumerate(value):
            if index:
                texts[-1] += ","
            name, content = each if members else ("", each)
            if self._with_places:
                within = _member(spot, name, content) if members else _item(spot, index, content)
            if members:
                named = f"{quoted(name)}: "
            if isinstance(content, list):
                self.lay(content, within, lead, named)
            else:
                texts.append(f"{lead}{named}{_scalar(content)}")
                spots.append(within)

    def _add(self, text: str, spot: _Spot) -> None:
        self._texts.append(text)
        self._spots.append(spot)


def _member(spot: _Spot, name: str, value: Any) -> _Spot:
    place, near = spot
    if not place:
        return name, type_of(value) or name
    return f"{place}.{name}", (type_of(value) if isinstance(value, Members) else "") or f"{near}.{name}"


def _item(spot: _Spot, index: int, value: Any) -> _Spot:
    mark = f"[{index}]" if index else ""
    return spot[0] + mark, type_of(value) or spot[1] + mark


def _flat(value: Any) -> str | None:
    """`value` on one line: a scalar, an array of scalars, an object of those; None for anything deeper."""
    if isinstance(value, Members):
        if len(value) > FLAT_MEMBERS or any(isinstance(each, list) for _, each in value):
            return None
        return f"{{{', '.join([f'{quoted(name)}: {_scalar(each)}' for name, each in value])}}}"
    if isinstance(value, list):
        return None if any(isinstance(each, list) for each in value) else f"[{', '.join(map(_scalar, value))}]"
    return _scalar(value)
