"""The snapshot of a profile, made from its differential and its base. Knows R4's rules of profiling, judges nothing.

R4 profiling.html, structuredefinition.html#snapshot. Three things decide what an element of the differential changes:
where its path leads in the base, its slice name, and for ``valueQuantity`` the choice ``value[x]`` that it is one of.
Children that the base does not show are taken from the type, the type's profile or the content reference, but only
where the differential walks into them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from harness.conformance.looking import objects, text, texts
from harness.conformance.packages.element_tree import Definition, Node, SnapshotError, flat, tree, within_bounds
from harness.conformance.packages.merging import merged, placed

Resource = dict[str, Any]
Find = Callable[[str], Resource | None]

TYPES = "http://hl7.org/fhir/StructureDefinition/"
_BY_URL = {"discriminator": [{"type": "value", "path": "url"}], "ordered": False, "rules": "open"}
_BY_TYPE = {"discriminator": [{"type": "type", "path": "$this"}], "ordered": False, "rules": "open"}


def snapshot(structure: Resource, base: Resource, find: Find) -> Resource:
    """`structure` with a snapshot. `base` has one, and so has each StructureDefinition that `find` finds by canonical.

    SnapshotError, which names the element, where the differential does not fit the base.
    """
    specialises = text(structure, "derivation") == "specialization"
    root = tree(_elements(base, "snapshot"))
    change = tree(_elements(structure, "differential"))
    if specialises:
        root.name = change.name or root.name
    elif change.name not in ("", root.name):
        raise SnapshotError(f"expected a differential on {root.name}, found one on {change.name}")
    made = _Making(root.copy(), text(base, "url"), find, may_add=specialises)
    made.merge(root, change)
    return {**structure, "snapshot": {"element": list(flat(root))}}


def _elements(structure: Resource, view: str) -> list[Definition]:
    return [element for _, element in objects(structure.get(view), "element")]


@dataclass(slots=True)
class _Making:
    """One snapshot under way; `root` is the base as it was."""

    root: Node
    base: str
    find: Find
    may_add: bool
    count: int = 0

    def merge(self, node: Node, change: Node) -> None:
        """Lay `change` and all below it over `node`."""
        node.element = merged(self._template(node, change), change.element, source=self.base)
        if change.children:
            self._expand(node)
        children = [_spelled_out(node, child) for child in change.children]
        for child in children:
            if child.slice and "/" not in child.slice:
                self._slice(node, child)
        for child in children:
            self._merge_child(node, child)
        for name in {child.name for child in children if child.slice and child.name.endswith("[x]")}:
            _settle(node, name)

    def _merge_child(self, parent: Node, change: Node) -> None:
        target = self._slice(parent, change) if change.slice else parent.child(change.name) or _renamed(parent, change)
        if target is None and self.may_add:
            target = parent.add(Node(change.name, element={"base": _base_of(parent, change)}))
        if target is None:
            known = ", ".join(dict.fromkeys(child.name for child in parent.children)) or "nothing"
            raise SnapshotError(
                f"{text(change.element, 'path') or change.name}: the base has no such element, but {known}"
            )
        self.merge(target, change)

    def _slice(self, parent: Node, change: Node) -> Node | None:
        """The slice that the base has, or a new one: it begins as what it slices, and nobody has to send it."""
        known = parent.child(change.name, change.slice)
        if known:
            return known
        whole, _, _ = change.slice.rpartition("/")
        origin = parent.child(change.name, whole) or parent.child(change.name)
        if origin is None:
            return None
        if "slicing" not in origin.element and not origin.slice:
            slicing = _BY_URL if _codes(origin) == ["Extension"] else _BY_TYPE if origin.name.endswith("[x]") else None
            origin.element = {**origin.element, **({"slicing": slicing} if slicing else {})}
        element = {name: value for name, value in origin.element.items() if name not in ("slicing", "sliceName")}
        made = Node(change.name, change.slice, {**element, "min": 0})
        if change.children and not _profile(change.element) and _codes(change) in ([], _codes(origin)):
            self._take(made, origin.children)
        self._count(made)
        return parent.add(made, _after(parent.children, origin))

    def _template(self, node: Node, change: Node) -> Definition:
        """What `change` is laid over: the base's element, and where it names one profile of a type, that one's root."""
        profile = self._found(_profile(change.element))
        if profile is None or _codes(change) != [text(profile, "type")]:
            return node.element
        root = next(iter(_elements(profile, "snapshot")), {})
        told = {"max": root["max"]} if text(profile, "type") == "Extension" and node.slice and "max" in root else {}
        return placed(root, node.element) | told

    def _expand(self, node: Node) -> None:
        """Give `node` the children of its content reference, of its type's profile or of its type."""
        if node.children:
            return
        reference = text(node.element, "contentReference")
        if reference:
            source = self._referred(reference)
            types = {"type": source.element["type"]} if "type" in source.element else {}
            node.element = {name: value for name, value in node.element.items() if name != "contentReference"} | types
        else:
            source = self._type_of(node)
        self._take(node, source.children)

    def _referred(self, reference: str) -> Node:
        """What ``#Bundle.link``, or the same with a url before it, points at."""
        url, _, identity = reference.partition("#")
        elsewhere = self._found(url)
        root = tree(_elements(elsewhere, "snapshot")) if elsewhere else self.root
        node: Node | None = root
        for name in identity.split(".")[1:]:
            node = node.child(*name.partition(":")[::2]) if node else None
        if node is None:
            raise SnapshotError(f"the content reference {reference} leads nowhere")
        return node

    def _type_of(self, node: Node) -> Node:
        """The tree of its profile, else of its type, else of what its types have in common."""
        profile = self._found(_profile(node.element))
        codes = _codes(node)
        name = codes[0] if len(codes) == 1 else "Element"
        found = profile or self._found(name if "/" in name else TYPES + name)
        if found is None:
            raise SnapshotError(f"{node.name}: its type {name} is not known, and the differential walks into it")
        return tree(_elements(found, "snapshot"))

    def _found(self, canonical: str) -> Resource | None:
        return self.find(canonical) if canonical else None

    def _take(self, node: Node, others: list[Node]) -> None:
        for one in others:
            self._count(one)
            node.add(one.copy())

    def _count(self, node: Node) -> None:
        self.count += node.size()
        within_bounds(self.count)


def _codes(node: Node) -> list[str]:
    """The codes of its types, each once."""
    return list(dict.fromkeys(text(one, "code") for _, one in objects(node.element, "type")))


def _profile(element: Definition) -> str:
    """The profile of its type, where there is one type with one profile."""
    types = objects(element, "type")
    profiles = [profile for _, one in types for _, profile in texts(one, "profile")]
    return profiles[0] if len(types) == 1 == len(profiles) else ""


def _after(siblings: list[Node], origin: Node) -> int:
    """Where the next slice of `origin` goes: after its slices and theirs."""
    start = f"{origin.slice}/" if origin.slice else ""
    for place in range(len(siblings), 0, -1):
        one = siblings[place - 1]
        if one is origin or (one.name == origin.name and one.slice.startswith(start)):
            return place
    return len(siblings)


def _base_of(parent: Node, change: Node) -> Definition:
    element = change.element
    return {"path": f"{parent.name}.{change.name}", "min": element.get("min", 0), "max": element.get("max", "1")}


def _spelled_out(node: Node, change: Node) -> Node:
    """`change`, where it is a ``valueQuantity``, as the slice of ``value[x]`` it stands for (R4 formats.html#choice).

    Only a slice: other types stay allowed as they were. Where the choice has one type left, it is the choice itself.
    """
    choice, kind = _choice(node, change.name)
    if choice is None:
        return change
    sliced = change.slice or _slice_for(node, choice.name, text(kind, "code")) or change.name
    alone = len(objects(choice.element, "type")) == 1 and "slicing" not in choice.element
    return Node(choice.name, "" if alone else sliced, {"type": [kind], **change.element}, change.children)


def _choice(node: Node, name: str) -> tuple[Node | None, Definition]:
    """The choice of which ``valueQuantity`` names a type, and that type; None where it does not."""
    if node.child(name):
        return None, {}
    for one in node.children:
        stem = one.name.removesuffix("[x]")
        if stem != one.name and not one.slice and name.startswith(stem):
            for _, kind in objects(one.element, "type"):
                code = text(kind, "code")
                if name == stem + code[:1].upper() + code[1:]:
                    return one, kind
    return None, {}


def _slice_for(node: Node, name: str, code: str) -> str:
    """The slice of a choice that the base has for a type already."""
    return next((one.slice for one in node.children if one.name == name and one.slice and _codes(one) == [code]), "")


def _settle(parent: Node, name: str) -> None:
    """What the slices of a choice say of the choice: it has one value, so a slice that must be there leaves no other
    type; and where each type has its slice, the slicing is closed."""
    choice = parent.child(name)
    slices = [one for one in parent.children if one.name == name and one.slice]
    if choice is None:
        return
    slicing = _BY_TYPE | choice.element["slicing"] if isinstance(choice.element.get("slicing"), dict) else _BY_TYPE
    needed = [one for one in slices if one.element.get("min") == 1 and len(_codes(one)) == 1]
    if slicing["discriminator"] != _BY_TYPE["discriminator"]:
        return
    if len(needed) == 1:
        choice.element = {**choice.element, "min": 1, "type": needed[0].element["type"]}
    if set(_codes(choice)) <= {code for one in slices for code in _codes(one)}:
        slicing = {**slicing, "rules": "closed"}
    choice.element = {**choice.element, "slicing": slicing}


def _renamed(parent: Node, change: Node) -> Node | None:
    """``valueReference`` where the differential says ``value[x]``: how older snapshots write a choice of one type."""
    if not change.name.endswith("[x]"):
        return None
    written = (one for one in parent.children if text(one.element.get("base"), "path").endswith(f".{change.name}"))
    return next(written, None)
