"""Compiles a type's StructureDefinition into tables by JSON name, once. Knows definitions, not values.

A type is a resource type or a data type; a backbone element of it has a table of its own. What the walker needs for one
property lies in one object, so that it looks up once a property and decides nothing that can be decided here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

from harness.conformance.looking import objects, one, text
from harness.conformance.packages.definitions import Definitions
from harness.conformance.structure.element import Binding, Constraint, Element, TypeReference
from harness.conformance.structure.elements import element_of
from harness.conformance.structure.primitives import FORMATS, Format

NATIVE = frozenset({"ele-1"})
"""Constraints that the walker judges itself, wherever they stand: they sit on every element."""

NARRATIVE = "htmlChecks()"
"""The expression of the narrative's constraints, which R4 has no other words for: rules/narrative.py judges them."""


SPECIAL = frozenset({"Age", "Coding", "Count", "Distance", "Duration", "Identifier", "Quantity", "Reference"})
"""Data types of which R4 says more in words than in constraints."""


class Kind(IntEnum):
    """What stands at a property."""

    PRIMITIVE = 0
    TWIN = 1
    COMPLEX = 2
    RESOURCE = 3
    EXTENSION = 4
    RESOURCE_TYPE = 5


@dataclass(slots=True, eq=False)
class Property:
    """One property of a JSON object: `name` in JSON, `step` in FHIRPath, what may stand there.

    `format` is that of a primitive. `table` describes an object that stands here, None until it is first needed
    (`Types.below`). `special` says that its type is one of SPECIAL. `binding` is one that
    can be broken: no example. `needs_code` says of a twin that the value beside it is a code that is required. `plain`
    says of a primitive that nothing is asked of it but its format, and to be in the value set of its `binding`.
    """

    name: str
    step: str
    kind: Kind
    element: Element
    type: TypeReference
    repeats: bool
    types: Types
    format: Format | None = None
    binding: Binding | None = None
    constraints: tuple[Constraint, ...] = ()
    table: Table | None = None
    xhtml: bool = False
    special: bool = False
    needs_code: bool = False
    plain: bool = False


@dataclass(slots=True, eq=False)
class Table:
    """One type or backbone element: its `properties` by JSON name and what else is asked of an object of it.

    `required` holds, for each element that has to be there, the names it may go by. `choices` are the names that rule
    each other out. `order` is the order of elements in XML. `binding` is that of a type whatever it is used for: the
    units of an Age.
    """

    code: str
    path: str
    source: str
    properties: dict[str, Property]
    required: tuple[tuple[Element, frozenset[str]], ...]
    choices: tuple[tuple[Element, frozenset[str]], ...]
    constraints: tuple[Constraint, ...]
    order: dict[str, int]
    types: Types
    resource: bool = False
    binding: Binding | None = None


class Types:
    """Every type of some definitions, compiled when it is first asked for. May be shared by threads."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._tables: dict[str, Table | None] = {}
        self._trees: dict[str, dict[str, list[Element]]] = {}
        self._lock = threading.RLock()

    def table(self, name: str) -> Table | None:
        """The table of a type by name (``Patient``, ``HumanName``) or of a backbone (``Patient.contact``)."""
        try:
            return self._tables[name]
        except KeyError:
            with self._lock:
                if name not in self._tables:
                    self._tables[name] = self._compiled(name)
                return self._tables[name]

    def below(self, known: Property) -> Table | None:
        """The table of the objects that stand at a property, kept there for the next time."""
        if known.table is None:
            known.table = self._below(known)
        return known.table

    def _below(self, known: Property) -> Table | None:
        element = known.element
        if known.kind is Kind.TWIN:
            base = self.table("Element")
            return base and replace(base, path=element.path)
        if element.content_reference:
            return self.table(element.content_reference)
        if element.path in self._children(element.path.partition(".")[0]):
            return self.table(element.path)
        return self.table(known.type.code)

    def _children(self, name: str) -> dict[str, list[Element]]:
        """The elements of a type by the path of their parent."""
        if name not in self._trees:
            definition = self._definitions.type_definition(name) or {}
            tree: dict[str, list[Element]] = {}
            url = text(definition, "url")
            for _, entry in objects(one(definition, "snapshot"), "element"):
                element = element_of(entry, url)
                tree.setdefault(element.path.rpartition(".")[0], []).append(element)
            self._trees[name] = tree
        return self._trees[name]

    def _compiled(self, path: str) -> Table | None:
        name = path.partition(".")[0]
        definition = self._definitions.type_definition(name)
        tree = self._children(name)
        parent, _, _ = path.rpartition(".")
        itself = next((element for element in tree.get(parent, ()) if element.path == path), None)
        if definition is None or itself is None:
            return None
        resource = definition.get("kind") == "resource" and path == name
        children = tree.get(path, [])
        return Table(
            code=path if "." not in path else itself.types[0].code if itself.types else "BackboneElement",
            path=path,
            source=itself.source,
            properties=self._properties(children, resource),
            required=tuple((element, _names(element)) for element in children if element.least),
            choices=tuple((element, _names(element)) for element in children if element.choice),
            constraints=_judged(itself.constraints),
            order={element.name: index for index, element in enumerate(children)},
            types=self,
            resource=resource,
            binding=itself.binding if definition.get("kind") == "complex-type" and path == name else None,
        )

    def _properties(self, children: Iterable[Element], resource: bool) -> dict[str, Property]:
        found: dict[str, Property] = {}
        for element in children:
            for known in self._each(element, resource):
                found[known.name] = known
        if resource:
            name = Element("", "resourceType", "R4 json.html#resources", 1, 1, ())
            found[name.name] = Property(name.name, "", Kind.RESOURCE_TYPE, name, TypeReference("code"), False, self)
        return found

    def _each(self, element: Element, resource: bool) -> Iterable[Property]:
        for permitted in element.types or (TypeReference("BackboneElement"),):
            if resource and element.name == "id":
                permitted = TypeReference("id")  # R4 resource.html#Resource.id; the snapshot says string
            known = self._property(element, permitted)
            yield known
            if known.kind is Kind.PRIMITIVE and not known.xhtml:
                yield _twin(known)

    def _property(self, element: Element, permitted: TypeReference) -> Property:
        code = permitted.code
        kind, constraints, binding = self._kind(element, code), self._own(element, code), element.binding
        if binding and binding.strength not in ("required", "extensible", "preferred") and not binding.maximum:
            binding = None
        return Property(
            name=element.name + (code[:1].upper() + code[1:] if element.choice else ""),
            step=f".{element.name}",
            kind=kind,
            element=element,
            type=permitted,
            repeats=element.repeats,
            types=self,
            format=FORMATS.get(code),
            binding=binding,
            constraints=constraints,
            xhtml=code == "xhtml",
            special=code in SPECIAL,
            plain=kind is Kind.PRIMITIVE and not constraints and code != "xhtml",
        )

    def _kind(self, element: Element, code: str) -> Kind:
        if code in FORMATS:
            return Kind.PRIMITIVE
        if code == "Extension":
            return Kind.EXTENSION
        if not element.content_reference and self._is_resource(code):
            return Kind.RESOURCE
        return Kind.COMPLEX

    def _is_resource(self, code: str) -> bool:
        return code in ("Resource", "DomainResource") or code in self._definitions.resource_types

    def _own(self, element: Element, code: str) -> tuple[Constraint, ...]:
        """What an element is asked beyond what its type is asked; a backbone's constraints lie in its table."""
        if code in ("BackboneElement", "Element"):
            return ()
        root = next((one for one in self._children(code).get("", ()) if one.path == code), None)
        said = {constraint.key for constraint in root.constraints} if root else set()
        return _judged(one for one in element.constraints if one.key not in said)


def _twin(known: Property) -> Property:
    """What stands beside a primitive."""
    needed = known.binding is not None and known.binding.strength == "required" and known.type.code == "code"
    return Property(
        f"_{known.name}",
        known.step,
        Kind.TWIN,
        known.element,
        known.type,
        known.repeats,
        known.types,
        needs_code=needed,
    )


def _judged(constraints: Iterable[Constraint]) -> tuple[Constraint, ...]:
    """Those that are left for FHIRPath."""
    return tuple(one for one in constraints if one.key not in NATIVE and one.expression not in ("", NARRATIVE))


def _names(element: Element) -> frozenset[str]:
    """The names an element may go by in JSON, as a value or as what else belongs to a primitive value."""
    kinds = [f"{kind.code[:1].upper()}{kind.code[1:]}" for kind in element.types] if element.choice else [""]
    return frozenset(f"{before}{element.name}{kind}" for kind in kinds for before in ("", "_"))


def types_of(definitions: Definitions) -> Types:
    """The compiled types of some definitions, the same each time."""
    found: Types | None = definitions.compiled.get(Types)
    return definitions.compiled.setdefault(Types, Types(definitions)) if found is None else found
