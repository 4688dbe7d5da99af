"""Walks a value beside its type's table: shape, cardinality, primitives, and whom else to ask at each place.

Knows what a type says, and who judges the rest: bindings, constraints, extensions, profiles, a resource's own rules.
This is the hot path: what can be looked up is looked up, and a place becomes a word only as the walk comes to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness.conformance import invariants, profiles, rules
from harness.conformance.issue import MOST_ISSUES, mismatch, not_checked, own_fault
from harness.conformance.looking import shown
from harness.conformance.rules import narrative
from harness.conformance.scope import Resource, Scope
from harness.conformance.structure import shapes
from harness.conformance.structure.primitives import FORMATS, Format, check_system
from harness.conformance.structure.references import check_contained_ids, check_reference
from harness.conformance.structure.types import Kind, Property, Table, types_of
from harness.conformance.terminology.bindings import TEXTS


def check_type(value: object, type_code: str, where: str, scope: Scope) -> None:
    """`value` against the base type `type_code`, and all that is in it; a resource by its own type."""
    table = types_of(scope.definitions).table(type_code)
    if table is None:
        scope.report([not_checked(where, f"nothing defines the type {type_code or 'of this value'}")])
    elif type_code in FORMATS:
        _check_format(value, FORMATS[type_code], where, scope)
    elif table.resource:
        check_resource(value, where, scope)
    elif shapes.is_object(value, where, table.source, scope):
        walk(value, table, where, scope)  # type: ignore[arg-type]


def check_resource(value: object, where: str, scope: Scope, asked: tuple[str, ...] = ()) -> None:
    """A resource whose scope is `scope`, against its type, its rules and the profiles it claims or is `asked` for."""
    table = shapes.table_of_resource(value, where, scope)
    if table is None or not isinstance(value, dict):
        return
    _guarded(where, scope, walk, value, table, where, scope)
    for rule in rules.RULES.get(table.code, ()):
        _guarded(where, scope, _follow, rule, value, where, scope)
    _guarded(where, scope, profiles.check_claimed, value, where, scope, asked)


def _follow(rule: rules.Rule, value: Resource, where: str, scope: Scope) -> None:
    scope.report(rule(value, where, scope))


def _guarded(where: str, scope: Scope, judge: Callable[..., None], *about: Any) -> None:
    """Let one judge judge; a fault of ours in it is told, and keeps no other judge from judging."""
    try:
        judge(*about)
    except Exception as error:
        scope.report([own_fault(where, error)])


def walk(value: dict[str, Any], table: Table, where: str, scope: Scope) -> None:
    """An object against its table."""
    if len(scope.issues) > MOST_ISSUES:
        return
    properties = table.properties
    for name, child in value.items():
        known = properties.get(name)
        if known is None:
            shapes.report_unknown(name, table, where, scope)
        else:
            _CHECKS[known.kind](known, child, value, where, scope, table)
    for element, names in table.required:
        if names.isdisjoint(value):
            scope.report([shapes.missing(element, where)])
    for element, names in table.choices:
        if len(found := names.intersection(value)) > 1:
            shapes.report_second_choice(element, found, where, scope)
    if table.constraints:
        invariants.check_constraints(value, table.code, table.path, table.constraints, where, scope)


def _complex(known: Property, child: Any, _: Any, where: str, scope: Scope, __: Table) -> None:
    for place, item in shapes.occurrences(known, child, where + known.step, scope):
        _object(known, item, place, scope)


def _extension(known: Property, child: Any, _: Any, where: str, scope: Scope, table: Table) -> None:
    modifier = known.name == "modifierExtension"
    for place, item in shapes.occurrences(known, child, where + known.step, scope):
        if _object(known, item, place, scope):
            profiles.check_extension(item, place, table.path, modifier, scope)


def _object(known: Property, item: Any, where: str, scope: Scope) -> bool:
    """An object at a property; whether it is one."""
    element = known.element
    if not shapes.is_object(item, where, element.source, scope):
        return False
    table = known.table or (known.types.below(known))
    if table is None:
        scope.report([not_checked(where, f"nothing defines the type {known.type.code}")])
        return True
    walk(item, table, where, scope)
    if known.binding:
        scope.report(scope.terminology.check_binding(item, table.code, known.binding, where, element.source))
    if table.binding:
        scope.report(scope.terminology.check_binding(item, table.code, table.binding, where, table.source))
    if known.special:
        _special(known, table.code, item, where, scope)
    if known.constraints:
        invariants.check_constraints(item, table.code, element.path, known.constraints, where, scope)
    if len(known.type.profiles) == 1:
        profiles.check_profile(item, table.code, known.type.profiles[0], where, scope)
    return True


def _special(known: Property, code: str, item: Resource, where: str, scope: Scope) -> None:
    """What R4 says of some data types in words."""
    source = known.element.source
    if code == "Reference":
        scope.report(check_reference(item, known.type.targets, where, scope, source))
    elif code == "Coding":
        scope.report(scope.terminology.check_coding(item, where, source))
    elif code == "Identifier":
        scope.report(check_system(item, where, source))
    else:
        scope.report(scope.terminology.check_quantity(item, where, source))


def _resource(known: Property, child: Any, _: Any, where: str, scope: Scope, __: Table) -> None:
    contained = known.name == "contained"
    if contained:
        scope.report(check_contained_ids(child, where, known.element.source))
    for place, item in shapes.occurrences(known, child, where + known.step, scope):
        if shapes.is_object(item, place, known.element.source, scope, alone=False):
            check_resource(item, place, scope.inside(item, place, contained=contained))


def _primitive(known: Property, child: Any, parent: Resource, where: str, scope: Scope, _: Table) -> None:
    if known.plain and _is_good(child, known, scope):
        return
    here = where + known.step
    if not known.repeats and type(child) is not list and child is not None:
        _value(known, child, parent, here, scope)
        return
    beside = parent.get(f"_{known.name}")
    filled = beside if isinstance(beside, list) else []
    for place, item in shapes.occurrences(known, child, here, scope):
        if item is None and isinstance(child, list):
            at = int(place[len(here) + 1 : -1])
            if at >= len(filled) or filled[at] is None:
                scope.report([shapes.stray_null(place, known.element.source)])
        else:
            _value(known, item, parent, place, scope)


def _is_good(child: Any, known: Property, scope: Scope) -> bool:
    """Whether a primitive value, or each of several, is surely right. Most are, and need no word for their place."""
    form: Format = known.format  # type: ignore[assignment]
    if known.binding:
        if type(child) is not str or known.repeats or form.check(child) is not None or known.type.code not in TEXTS:
            return False
        return scope.terminology.contains(known.binding.value_set, "", child) is True
    if not known.repeats:
        return type(child) in form.json and form.check(child) is None
    if type(child) is not list or not child:
        return False
    for one in child:  # noqa: SIM110 -- all() takes twice as long for one or two, and there are hardly ever more
        if type(one) not in form.json or form.check(one) is not None:
            return False
    return True


def _value(known: Property, value: Any, parent: Resource, where: str, scope: Scope) -> None:
    element = known.element
    if not _check_format(value, known.format, where, scope, element.source):  # type: ignore[arg-type]
        return
    if known.binding:
        scope.report(scope.terminology.check_binding(value, known.type.code, known.binding, where, element.source))
    if known.xhtml:
        scope.report(narrative.check_xhtml(value, where))
    if known.constraints:
        pair = (value, parent.get(f"_{known.name}"))
        invariants.check_constraints(pair, known.type.code, element.path, known.constraints, where, scope)


def _check_format(value: object, form: Format, where: str, scope: Scope, source: str = "") -> bool:
    """Whether `value` is good enough to be looked at further."""
    if type(value) not in form.json:
        scope.report([shapes.wrong_kind(value, form, where, source)])
        return False
    fault = form.check(value)
    if fault is None:
        return True
    found = shown(value)
    scope.report(
        [mismatch("value", where, expected=fault.expected, found=found, source=source, severity=fault.severity)]
    )
    return fault.severity == "warning"


def _twin(known: Property, child: Any, parent: Resource, where: str, scope: Scope, _: Table) -> None:
    """What belongs to a primitive value, or to each of several: an id, extensions."""
    values = parent.get(known.name[1:])
    for at, (place, item) in enumerate(shapes.occurrences(known, child, where + known.step, scope)):
        alone = values is None or (isinstance(values, list) and (at >= len(values) or values[at] is None))
        if alone and known.needs_code and item:
            scope.report([shapes.no_code(known.element, place)])
        if item is None and isinstance(child, list):
            if not isinstance(values, list):
                scope.report([shapes.stray_null(place, known.element.source)])
        elif shapes.is_object(item, place, known.element.source, scope, alone=alone):
            table = known.table or known.types.below(known)
            if table:
                walk(item, table, place, scope)
    if isinstance(values, list) and isinstance(child, list) and len(values) != len(child):
        scope.report([shapes.unpaired(known, values, child, where)])


def _nothing(*_: Any) -> None:
    """What the resource's own type was read from."""


_CHECKS: dict[int, Callable[[Property, Any, Resource, str, Scope, Table], None]] = {
    Kind.PRIMITIVE: _primitive,
    Kind.TWIN: _twin,
    Kind.COMPLEX: _complex,
    Kind.RESOURCE: _resource,
    Kind.EXTENSION: _extension,
    Kind.RESOURCE_TYPE: _nothing,
}
