"""From JSON to indented lines that know their place in the words of FHIR. Numbers and members stay as written.

Of a long message a page shows the beginning, so only that is taken apart: whether the rest is JSON at all is looked at
by msgspec, fourteen times as quickly, and an array is read item by item, as its lines are asked for.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from json.encoder import encode_basestring as quoted
from typing import Any

import msgspec

from harness.report.line import Line

FLAT_MEMBERS = 4
FLAT = 72  # columns within which an array or an object without depth stays on one line
SPACE = re.compile(r"[ \t\n\r]*")

_WORDS = {True: "true", False: "false", None: "null"}
_Spot = tuple[str, str]
_NOWHERE: _Spot = ("", "")


class _Verbatim(str):
    """A number as it was written: 1.0 stays 1.0."""

    __slots__ = ()


class _Members(list[tuple[str, Any]]):
    """An object's members, also those that were written twice."""


class _Enough(Exception):
    """As many lines are laid out as were asked for."""


_READER = json.JSONDecoder(
    object_pairs_hook=_Members, parse_float=_Verbatim, parse_int=_Verbatim, parse_constant=_Verbatim
)


class _Later:
    """An object or an array of some depth that begins at `at` in `text`, which is JSON; read while it is laid out."""

    def __init__(self, text: str, at: int) -> None:
        self.text, self.at, self.members = text, at, text[at] == "{"
        self.end = at  # once all of it was read: where it ends

    def __iter__(self) -> Iterator[Any]:
        text, at, name = self.text, _next(self.text, self.at + 1), ""
        while text[at] not in "}]":
            if self.members:
                name, at = scanstring(text, at + 1)
                at = _next(text, _next(text, at) + 1)
            value: Any
            if text[at] == "[" and text[_next(text, at + 1)] in "{[" and self.members:
                value = later = _Later(text, at)
                yield name, value
                at = later.end
            else:
                value, at = _READER.raw_decode(text, at)
                yield (name, value) if self.members else value
            at = _next(text, at)
            at = _next(text, at + 1) if text[at] == "," else at
        self.end = at + 1


def json_lines(body: bytes, *, with_places: bool = True, most: int | None = None) -> tuple[tuple[Line, ...], bool]:
    """`body` in lines, none where it is no JSON; and whether these are all, for it ends soon after `most` lines.

    Without places it is quicker, which counts where nothing has to be found in it.
    """
    layout = _Layout(with_places, most)
    try:
        value = _read(body.decode(json.detect_encoding(body), "surrogatepass"), body, by_parts=most is not None)
        layout.lay(value, (_type(value), _type(value)) if with_places else _NOWHERE, "", "")
    except _Enough:
        return layout.lines, False
    except (ValueError, RecursionError):
        return (), True
    return layout.lines, True


def _read(text: str, body: bytes, *, by_parts: bool) -> Any:
    """The value of `text`; an object with more in it than fits a line is read later where that is asked for."""
    try:
        if by_parts:
            msgspec.json.decode(body, type=msgspec.Raw)  # raises where it is no JSON, and makes nothing of it
            later = _Later(text, _next(text, 0))
            if later.members and _is_deep(later):
                return later
    except msgspec.DecodeError:
        pass  # the JSON of Python allows NaN
    return _READER.decode(text)


def _is_deep(later: _Later) -> bool:
    return any(number >= FLAT_MEMBERS or isinstance(each, (list, _Later)) for number, (_, each) in enumerate(later))


def _next(text: str, at: int) -> int:
    """Where the next character that is no space stands."""
    return SPACE.match(text, at).end()  # type: ignore[union-attr]


def _type(value: Any) -> str:
    if not isinstance(value, _Members):
        return ""
    return next((text for name, text in value if name == "resourceType" and isinstance(text, str)), "")


def _scalar(value: Any) -> str:
    if isinstance(value, _Verbatim):
        return value
    return quoted(value) if isinstance(value, str) else _WORDS[value]


class _Layout:
    """Writes a value as lines. A spot is where the writer is: from the root, and from the nearest resource."""

    def __init__(self, with_places: bool, most: int | None) -> None:
        self._texts: list[str] = []
        self._spots: list[_Spot] = []
        self._with_places = with_places
        self._most = most or sys.maxsize

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is laid out."""
        return tuple(Line(text, *spot) for text, spot in zip(self._texts, self._spots, strict=True))

    def lay(self, value: Any, spot: _Spot, lead: str, label: str) -> None:
        """`lead` is the indent, `label` the member's name before the value."""
        if len(self._texts) > self._most:
            raise _Enough
        flat = _flat(value)
        if flat is not None and (not isinstance(value, list) or len(lead) + len(label) + len(flat) <= FLAT):
            self._add(f"{lead}{label}{flat}", spot)
            return
        members = isinstance(value, _Members) or (isinstance(value, _Later) and value.members)
        self._add(f"{lead}{label}{'{' if members else '['}", spot)
        self._parts(value, spot, lead + "  ", members=members)
        self._add(f"{lead}{'}' if members else ']'}", _NOWHERE)

    def _parts(self, value: Any, spot: _Spot, lead: str, *, members: bool) -> None:
        """What is in an object or an array, a comma between two."""
        within, named = _NOWHERE, ""
        for index, each in enumerate(value):
            if index:
                self._texts[-1] += ","
            name, content = each if members else ("", each)
            if self._with_places:
                within = _member(spot, name, content) if members else _item(spot, index, content)
            if members:
                named = f"{quoted(name)}: "
            if isinstance(content, (list, _Later)):
                self.lay(content, within, lead, named)
            else:
                self._add(f"{lead}{named}{_scalar(content)}", within)

    def _add(self, text: str, spot: _Spot) -> None:
        self._texts.append(text)
        self._spots.append(spot)


def _member(spot: _Spot, name: str, value: Any) -> _Spot:
    place, near = spot
    return (f"{place}.{name}" if place else name), _type(value) or (f"{near}.{name}" if near else name)


def _item(spot: _Spot, index: int, value: Any) -> _Spot:
    mark = f"[{index}]" if index else ""
    return spot[0] + mark, _type(value) or spot[1] + mark


def _flat(value: Any) -> str | None:
    """`value` on one line: a scalar, an array of scalars, an object of those; None for anything deeper."""
    if isinstance(value, _Members):
        if len(value) > FLAT_MEMBERS or any(isinstance(each, list) for _, each in value):
            return None
        return f"{{{', '.join([f'{quoted(name)}: {_scalar(each)}' for name, each in value])}}}"
    if isinstance(value, list):
        return None if any(isinstance(each, list) for each in value) else f"[{', '.join(map(_scalar, value))}]"
    return None if isinstance(value, _Later) else _scalar(value)
