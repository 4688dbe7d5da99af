"""Which troubles have one cause: the same difference at the same place. Guesses nothing, and draws nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from harness.evidence.record import Finding, without_numbers

MANY = 5
"""So many requirements that show the same difference have one cause; fewer may each be a fault of its own."""
_TYPE = re.compile(r"^[A-Z]\w+(\.|$)|^\.")
Told = TypeVar("Told")


def difference(finding: Finding | None, reason: str = "") -> tuple[str, ...]:
    """What is the same in troubles of one cause: place, expected and found, or the reason why nothing was judged."""
    return (_place(finding.where), finding.expected, finding.found) if finding else (reason,)


def _place(where: str) -> str:
    """The place in the resource that holds it: which resource that is, and where in a Bundle, is no other fault."""
    return _TYPE.sub("", without_numbers(where).rpartition(".resource")[2])


def alike(
    found: Iterable[Told],
    *,
    same: Callable[[Told], tuple[str, ...]],
    requirement: Callable[[Told], str],
    shown: Callable[[Told], Iterable[str]],
) -> Iterator[list[Told]]:
    """`found` in groups of one cause each: what is the `same` in many requirements, in one, or in one exchange.

    `requirement` is "" where nothing was judged: then what is the same is one cause. `shown` are the exchanges that
    show it.
    """
    groups: dict[tuple[str, ...], list[Told]] = {}
    for each in found:
        groups.setdefault(same(each), []).append(each)
    for group in groups.values():
        if len({requirement(each) for each in group}) >= MANY:
            yield group
        else:
            yield from _joined([({f"requirement {requirement(each)}", *shown(each)} - {""}, each) for each in group])


def _joined(marked: Iterable[tuple[set[str], Told]]) -> list[list[Told]]:
    """Those together that share a mark, directly or through others."""
    found: list[tuple[set[str], list[Told]]] = []
    for marks, each in marked:
        near = [one for one in found if one[0] & marks]
        found = [one for one in found if one not in near]
        found.append((marks.union(*(one[0] for one in near)), [*(told for one in near for told in one[1]), each]))
    return [told for _, told in found]
