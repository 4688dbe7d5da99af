"""The elements of a StructureDefinition as a tree, and back to a list. Knows paths, ids and slice names, no rule.

R4 elementdefinition.html#id: an id is the path, with ``:slice`` after each name that is sliced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from harness.conformance.looking import text

Definition = dict[str, Any]
"""An ElementDefinition in JSON. Those of a tree are shared with what they were read from, and never changed."""

DEEPEST = 50
"""Steps of a path; real profiles stay below 15."""

MOST_ELEMENTS = 10_000
"""Of a StructureDefinition; real profiles stay below 3,000."""


class SnapshotError(Exception):
    """A snapshot cannot be made. Says of which StructureDefinition, where and why."""


@dataclass(slots=True, eq=False)
class Node:
    """One element: `name` is the last step of its path, `slice` its slice name or "".

    Slices stand among the `children` of the same parent, after the element that they slice.
    """

    name: str
    slice: str = ""
    element: Definition = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    _known: dict[tuple[str, str], Node] = field(default_factory=dict)

    def copy(self) -> Node:
        """The same tree, whose nodes can be changed."""
        made = Node(self.name, self.slice, self.element)
        for child in self.children:
            made.add(child.copy())
        return made

    def size(self) -> int:
        """How many elements the tree has."""
        return 1 + sum(child.size() for child in self.children)

    def add(self, child: Node, place: int | None = None) -> Node:
        """Add a child before the one that stands at `place`, else as the last."""
        self.children.insert(len(self.children) if place is None else place, child)
        self._known[child.name, child.slice] = child
        return child

    def child(self, name: str, sliced: str = "") -> Node | None:
        """The child of this name and slice name."""
        return self._known.get((name, sliced))


def tree(elements: Iterable[object]) -> Node:
    """The tree of a snapshot's or a differential's elements; what a differential skips becomes an empty element.

    SnapshotError where an element is no object, or has no path below the first one's.
    """
    root: Node | None = None
    trail: list[Node] = []
    for number, element in enumerate(elements):
        within_bounds(number)
        steps = _steps(element)
        root = root or Node(steps[0][0])
        if steps[0][0] != root.name:
            raise SnapshotError(f"expected a path that begins with {root.name}, found {text(element, 'path')!r}")
        trail = _reached(root, steps[1:], trail)
        trail[-1].element = element if isinstance(element, dict) else {}
    return root or Node("")


def within_bounds(count: int) -> None:
    """SnapshotError where there are more elements than a StructureDefinition can have."""
    if count >= MOST_ELEMENTS:
        raise SnapshotError(f"more than {MOST_ELEMENTS} elements")


def flat(node: Node, path: str = "", identity: str = "") -> Iterator[Definition]:
    """The elements in the order of a snapshot, with the paths and ids of where they stand now."""
    path = f"{path}.{node.name}" if path else node.name
    own = f"{node.name}:{node.slice}" if node.slice else node.name
    identity = f"{identity}.{own}" if identity else own
    yield {**node.element, "id": identity, "path": path, **({"sliceName": node.slice} if node.slice else {})}
    for child in node.children:
        yield from flat(child, path, identity)


def _steps(element: object) -> list[tuple[str, str | None]]:
    """(name, slice name) of each step; the slice name is None where only the place in the list can tell it."""
    names = text(element, "path").split(".")
    if not all(names) or len(names) > DEEPEST:
        raise SnapshotError(
            f"expected an element with a path of 1 to {DEEPEST} steps, found {text(element, 'path')[:80]!r}"
        )
    told = [step.partition(":") for step in text(element, "id").split(".")]
    if [step[0] for step in told] == names:
        slices: list[str | None] = [step[2] for step in told]
    else:
        slices = [None] * len(names)
    slices[-1] = text(element, "sliceName")
    return list(zip(names, slices, strict=True))


def _reached(root: Node, steps: list[tuple[str, str | None]], trail: list[Node]) -> list[Node]:
    """The nodes from `root` down the `steps`, made where they are not there; `trail` those of the element before."""
    reached = [root]
    for depth, (name, sliced) in enumerate(steps, start=1):
        last = trail[depth] if depth < len(trail) and trail[depth - 1] is reached[-1] else None
        if sliced is None:
            sliced = last.slice if last and last.name == name else ""
        node = reached[-1].child(name, sliced)
        if node is None:
            node = reached[-1].add(Node(name, sliced))
        reached.append(node)
    return reached
