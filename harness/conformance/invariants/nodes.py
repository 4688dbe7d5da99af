"""Values of a resource as FHIRPath walks them, with their types. Knows JSON's shape of FHIR, and no expression."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from harness.conformance.invariants.failures import Unknowable
from harness.conformance.invariants.model import BACKBONES, Model, model
from harness.conformance.invariants.values import Moment, Quantity, moment

MOMENTS = {"date": "Date", "dateTime": "DateTime", "instant": "DateTime", "time": "Time"}
EMPTY: dict[str, Any] = {}


class Node:
    """One element of a resource: `value` as in JSON, `extra` the object beside a primitive (id and extensions).

    `type` is its FHIR type, `holder` the path that its children are declared under (``Patient.contact``). `absent` says
    that only its type is known: a reference that leads out of what we have.
    """

    __slots__ = ("absent", "extra", "holder", "type", "value")

    def __init__(
        self, value: Any, type_code: str, holder: str = "", extra: Any = None, *, absent: bool = False
    ) -> None:
        self.value = value
        self.extra = extra if isinstance(extra, dict) else EMPTY
        self.type = type_code
        self.holder = holder or type_code
        self.absent = absent
        named = value.get("resourceType") if isinstance(value, dict) else None
        if isinstance(named, str):
            self.type = self.holder = named

    def named(self, name: str) -> Iterator[Node]:
        """The children of one name."""
        if self.absent:
            raise Unknowable(f"the {self.type} that is referred to is not here")
        here = self.value if isinstance(self.value, dict) else self.extra
        if not here:
            return
        for field, type_code, holder in model().fields(self.holder, name):
            if field in here or f"_{field}" in here:
                yield from children(here.get(field), here.get(f"_{field}"), type_code, holder)

    def all(self) -> Iterator[Node]:
        """All children, in the order of the JSON object."""
        if self.absent:
            raise Unknowable(f"the {self.type} that is referred to is not here")
        here = self.value if isinstance(self.value, dict) else self.extra
        types = model()
        names = {
            types.element_of(self.holder, field.removeprefix("_"))[0]: None for field in here if isinstance(field, str)
        }
        for name in names:
            if name not in ("resourceType", "fhir_comments"):
                yield from self.named(name)

    @property
    def primitive(self) -> bool:
        """Whether this is a value of a primitive type."""
        return not isinstance(self.value, dict)


Item = Node | bool | int | Decimal | str | Moment | Quantity


def children(values: Any, extras: Any, type_code: str, holder: str) -> Iterator[Node]:
    """The elements in one property, each with the object beside it."""
    if not isinstance(values, list) and (values is not None or not isinstance(extras, list)):
        if values is not None or isinstance(extras, dict):
            yield Node(values, type_code, holder, extras)
        return
    listed = values if isinstance(values, list) else [values]
    beside = extras if isinstance(extras, list) else [extras]
    for index in range(max(len(listed), len(beside))):
        value = listed[index] if index < len(listed) else None
        extra = beside[index] if index < len(beside) else None
        if value is not None or isinstance(extra, dict):
            yield Node(value, type_code, holder, extra)


def rooted(value: Any, type_code: str, path: str) -> Node:
    """The node that an expression starts from: `path` tells where children are declared that the type does not tell."""
    extra = None
    if isinstance(value, tuple):
        value, extra = value
    types: Model = model()
    path = types.elsewhere.get(path, path)
    if type_code in BACKBONES:
        return Node(value, "BackboneElement" if "." in path else path or "Element", path, extra)
    return Node(value, type_code, type_code, extra)


def plain(item: Item) -> Any:
    """What an item is worth: a System value, or the JSON object of a complex element; None where it has no value."""
    if not isinstance(item, Node):
        return item
    value = item.value
    if isinstance(value, str) and item.type in MOMENTS:
        return moment(value, MOMENTS[item.type]) or value
    if isinstance(value, float):
        return Decimal(repr(value))
    return quantity(value) or value if isinstance(value, dict) and model().is_a(item.type, "Quantity") else value


def quantity(value: dict[str, Any]) -> Quantity | None:
    """A FHIR Quantity as a System Quantity; None where it has no number or compares itself (``<``)."""
    number = value.get("value")
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal) or value.get("comparator"):
        return None
    unit = value.get("code") or value.get("unit") or "1"
    return Quantity(Decimal(str(number)), unit if isinstance(unit, str) else "1")


def key(item: Item) -> Any:
    """Something that is equal for equal items and can be hashed."""
    value = plain(item)
    if isinstance(value, Quantity):
        return ("Quantity", value.value.normalize(), value.unit)
    if isinstance(value, Moment):
        return (value.utc, value.zone is None, value.kind == "Time")
    if isinstance(value, bool):
        return (bool, value)
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True, default=str)
    if value is None and isinstance(item, Node):
        return json.dumps(item.extra, sort_keys=True, default=str)
    return value


def type_of(item: Item) -> tuple[str, str]:
    """The namespace and name of an item's type."""
    if isinstance(item, Node):
        return ("System", item.type[7:]) if item.type.startswith("System.") else ("FHIR", item.type)
    if isinstance(item, Moment):
        return "System", item.kind
    names = {bool: "Boolean", int: "Integer", Decimal: "Decimal", str: "String", Quantity: "Quantity"}
    return "System", names[type(item)]


def is_type(item: Item, name: str) -> bool:
    """Whether an item is of a type: ``Patient``, ``FHIR.Patient``, ``System.String``, ``Boolean``."""
    asked, _, bare = name.replace("`", "").rpartition(".")
    namespace, own = type_of(item)
    if asked and asked != namespace:
        return False
    return model().is_a(own, bare) if namespace == "FHIR" else own == bare


def is_exactly(item: Item, name: str) -> bool:
    """Whether ``as`` and ofType() take an item for a type: a primitive's own type only, and no ancestor of it.

    ``as String`` takes FHIR's string, which profiles mean by it, and so does the official engine for R4.
    """
    namespace, own = type_of(item)
    asked, _, bare = name.replace("`", "").rpartition(".")
    if namespace == "FHIR" and own[:1].islower():
        return asked in ("", "FHIR") and own.lower() == bare.lower()
    return is_type(item, name)
