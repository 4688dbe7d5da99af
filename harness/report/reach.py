"""How far a JSON value has to be laid out until some places in it are seen. Knows paths in the words of FHIR; no lines.

A Bundle of a thousand entries has a fault in its fourth: what follows that is not worth the time of laying it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from harness.report.places import place_in, steps

FIRST, AFTER = 160, 60
"""So many lines from the first on are wanted whatever is sought, and so many after it."""
ODD_NAME = re.compile(rb'"[^".\[\\]*+[.\[\\](?:[^"\\]++|\\.)*+"\s*+:', re.DOTALL)
"""A member whose name reads like a path, or may do so: what is said of places would not be certain."""


class Enough(Exception):
    """What was to be seen is laid out."""


class Members(list[tuple[str, Any]]):
    """An object's members, also those that were written twice."""


class Reach:
    """Waits until some objects and arrays have begun, or have ended, and some lines more; then it is `Enough`."""

    def __init__(self, beginnings: Iterable[int], ends: Iterable[int]) -> None:
        self._beginnings, self._ends = set(beginnings), set(ends)
        self._last: int | None = None

    def begins(self, value: Any, number: int) -> None:
        """`value` is to stand in the line of this `number`, or to begin there. Raises Enough where that is too far."""
        if self._last is not None:
            if number > self._last:
                raise Enough
        elif id(value) in self._beginnings:
            self._beginnings.discard(id(value))
            self._look(number)

    def ends(self, value: Any, number: int) -> None:
        """`value` ended before the line of this `number`."""
        if id(value) in self._ends:
            self._ends.discard(id(value))
            self._look(number)

    def _look(self, number: int) -> None:
        if not self._beginnings and not self._ends:
            self._last = max(FIRST, number + AFTER)


def reach(value: Any, wheres: Iterable[str], body: bytes) -> Reach | None:
    """How far all of `wheres` reach in the `value` of `body`; None where one of them may be anywhere.

    That is certain of a path from the root, by its type, that leads no further in a resource of the same type within.
    """
    root = type_of(value)
    if not root or ODD_NAME.search(body):
        return None
    within = list(_of_type(root, value)) if body.count(f'"{root}"'.encode()) != 1 else []
    beginnings, ends = set[int](), set[int]()
    for place in map(place_in, wheres):
        if place != root and not place.startswith(f"{root}."):
            return None
        path = tuple(steps(place.removeprefix(root)))
        found = _nearest(value, path)
        if found is None or any((other := _nearest(each, path)) is None or other.far > found.far for each in within):
            return None
        (ends if found.to_its_end else beginnings).add(id(found.value))
    return Reach(beginnings, ends)


class _Nearest(NamedTuple):
    """The object or array that a path ends in or leads to, after how many steps; is it to be seen `to_its_end`?"""

    value: list[Any]
    far: int
    to_its_end: bool = False


def _nearest(value: list[Any], path: Iterable[str | int]) -> _Nearest | None:
    """None where it is not certain: a member on the path was written twice, or an array stands in another."""
    far = 0
    for far, step in enumerate(path):
        if isinstance(step, str) and value and _is_array(value):
            value = value[0]
        found = _at(value, step)
        if len(found) > 1 or (_is_array(value) and any(map(_is_array, value))):
            return None
        if not found:
            return _Nearest(value, far)
        if not isinstance(found[0], list):
            after = _after(value, step)
            return _Nearest(value, far + 1, to_its_end=True) if after is None else _Nearest(after, far + 1)
        value = found[0]
    return _Nearest(value, far + 1)


def _of_type(wanted: str, value: list[Any]) -> Iterator[list[Any]]:
    """Every resource of the `wanted` type within `value`, itself not."""
    unseen = [value]
    while unseen:
        one = unseen.pop()
        parts = [part for _, part in one] if isinstance(one, Members) else one
        for each in parts:
            if isinstance(each, list):
                unseen.append(each)
                if type_of(each) == wanted:
                    yield each


def _at(value: list[Any], step: str | int) -> list[Any]:
    """What stands at one step from `value`."""
    if isinstance(step, int):
        return value[step : step + 1] if _is_array(value) else []
    return [content for name, content in value if name == step] if isinstance(value, Members) else []


def _after(value: list[Any], step: str | int) -> list[Any] | None:
    """The first object or array that stands after that step in `value`."""
    parts = [part for _, part in value] if isinstance(value, Members) else value
    begin = step if isinstance(step, int) else [name for name, _ in value].index(step)
    return next((part for part in parts[begin:] if isinstance(part, list)), None)


def _is_array(value: Any) -> bool:
    return isinstance(value, list) and not isinstance(value, Members)


def type_of(value: Any) -> str:
    """The type of the resource that an object is, "" where it is none."""
    if not isinstance(value, Members):
        return ""
    return next((text for name, text in value if name == "resourceType" and isinstance(text, str)), "")
