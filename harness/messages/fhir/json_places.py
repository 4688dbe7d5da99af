"""Finds where in a JSON text the first thing stands that FHIR forbids. Knows places, not values.

Only asked after the quick reader has refused a text, so that the quick reader need not keep places. What follows the
fault may be anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}:,]|[^\s\[\]{}:,"]+', re.DOTALL)
_ESCAPE = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(?P<half>\\u[dD][89a-fA-F]..)|\\.")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something FHIR forbids: where it stands (from 0), in which element, what should be there and what is."""

    offset: int
    path: str
    expected: str
    found: str


@dataclass(slots=True)
class _Node:
    """A value of the text: `members` are the named values of an object, or the nameless ones of an array."""

    text: str
    offset: int
    path: str
    members: list[tuple[str, _Node]] = field(default_factory=list)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column of `offset` in `text`, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def first_fault(text: str) -> Fault | None:
    """The first duplicate name, stray null, constant, oversized number or half surrogate pair; None without one."""
    return min((fault for node in _nodes(text) for fault in _faults(node)), key=lambda one: one.offset, default=None)


def _nodes(text: str) -> list[_Node]:
    """Every value of `text`, parents before children."""
    seen: list[_Node] = []
    open_nodes: list[_Node] = []
    name = ""
    for token in _TOKEN.finditer(text):
        what = token.group()
        if what in ("}", "]"):
            del open_nodes[-1:]
        elif what not in (",", ":"):
            parent = open_nodes[-1] if open_nodes else None
            if parent and parent.text == "{" and not name and what[0] == '"':
                name = what
                continue
            node = _Node(what, token.start(), _path(parent, name))
            if parent:
                parent.members.append((name, node))
            seen.append(node)
            name = ""
            if what in ("{", "["):
                open_nodes.append(node)
    return seen


def _path(parent: _Node | None, name: str) -> str:
    if parent is None:
        return ""
    if parent.text == "{":
        return f"{parent.path}.{name[1:-1]}".removeprefix(".")
    return f"{parent.path}[{len(parent.members)}]"


def _faults(node: _Node) -> Iterator[Fault]:
    if node.text == "{":
        yield from _faults_of_object(node)
    elif node.text[0] == '"':
        for escape in _ESCAPE.finditer(node.text):
            if escape["half"]:
                yield Fault(node.offset + escape.start(), node.path, "Unicode text", "half a surrogate pair")
    elif node.text in ("NaN", "Infinity", "-Infinity"):
        yield Fault(node.offset, node.path, "a JSON number", node.text)
    elif _NUMBER.fullmatch(node.text) and (len(node.text) > 4000 or abs(float(node.text)) == float("inf")):
        yield Fault(node.offset, node.path, "a number that a computer can hold", node.text[:20])


def _faults_of_object(node: _Node) -> Iterator[Fault]:
    values = {}
    for name, value in node.members:
        if name in values:
            yield Fault(value.offset, value.path, "each name once", "a name that occurs twice")
        values[name] = value
    for name, value in node.members:
        if value.text == "null":
            yield Fault(value.offset, value.path, "a value, or the element left out", "null")
        twin = values.get(f'"{name[2:]}' if name.startswith('"_') else f'"_{name[1:]}')
        filled = twin.members if twin and twin.text == "[" else []
        for index, (_, entry) in enumerate(value.members if value.text == "[" else ()):
            if entry.text == "null" and (index >= len(filled) or filled[index][1].text == "null"):
                yield Fault(entry.offset, entry.path, "a value, or one at the same place in its twin array", "null")
