"""The tree of a snapshot: elements under their parents, slices beside what they slice. Knows paths, not what they ask.

It goes by the order of elements, as R4 elementdefinition.html#path has it, not by their ids: old snapshots have none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from harness.conformance.looking import objects, one, text

DEEPEST = 40
"""Parts of a path, and slices inside slices, that are looked at. Real profiles have a dozen."""


@dataclass(slots=True, eq=False)
class Drawn:
    """One element of a snapshot. `name` is the last part of its path; reslices are slices of their slice."""

    path: str
    name: str
    definition: dict[str, Any]
    children: dict[str, Drawn] = field(default_factory=dict)
    slices: dict[str, Drawn] = field(default_factory=dict)


def draw(structure: dict[str, Any]) -> Drawn | None:
    """The root element of a StructureDefinition's snapshot with all below it; None where it has no snapshot."""
    open_: list[Drawn] = []
    for _, definition in objects(one(structure, "snapshot"), "element"):
        path = text(definition, "path")
        parent, _, name = path.rpartition(".")
        if path.count(".") > DEEPEST or text(definition, "sliceName").count("/") > DEEPEST:
            continue
        node = Drawn(path, name, definition)
        if not open_:
            open_.append(node)
            continue
        while len(open_) > 1 and open_[-1].path != parent:
            open_.pop()
        if open_[-1].path == parent:
            _placed(open_[-1], node)
            open_.append(node)
    return open_[0] if open_ else None


def _placed(parent: Drawn, node: Drawn) -> None:
    """Hang an element under its parent: as itself, as a slice of what was there before, or as a slice of a slice."""
    slice_name = text(node.definition, "sliceName")
    if not slice_name:
        parent.children.setdefault(node.name, node)
        return
    owner = parent.children.setdefault(node.name, Drawn(node.path, node.name, {"path": node.path}))
    parts = slice_name.split("/")
    for count in range(1, len(parts)):
        owner = owner.slices.get("/".join(parts[:count]), owner)
    owner.slices.setdefault(slice_name, node)
