"""What is wrong with the shape of FHIR JSON (R4 json.html), in words. Knows JSON and tables, not what values mean.

Reports a fault and hands back what can be kept, so that one fault is told once and the walk goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from harness.conformance.issue import Issue, mismatch
from harness.conformance.looking import Lexical, kind, shown
from harness.conformance.scope import Scope
from harness.conformance.structure.element import Element
from harness.conformance.structure.primitives import Format
from harness.conformance.structure.references import ABSTRACT
from harness.conformance.structure.types import Property, Table, types_of

JSON = "R4 json.html"
MOST_GUESSES = 1000
"""Issues after which nothing more is guessed at: each guess looks at every name of a type."""


def occurrences(known: Property, child: Any, where: str, scope: Scope) -> Iterable[tuple[str, Any]]:
    """Each value at a property with its place, whether it should be an array and is none or the reverse."""
    if type(child) is list:
        if not known.repeats:
            scope.report([_wrong(where, known.element.source, _one(known), "an array")])
        if child:
            return [(f"{where}[{index}]", item) for index, item in enumerate(child)]
        if known.repeats:
            scope.report([_wrong(where, f"{JSON}#repeat", "at least one value in an array", "an empty array")])
        return ()
    if known.repeats and child is not None:
        scope.report([_wrong(where, known.element.source, "an array", kind(child))])
    return ((where, child),)


def _one(known: Property) -> str:
    return f"one value ({known.format.words})" if known.format else "an object"


def is_object(value: object, where: str, source: str, scope: Scope, *, alone: bool = True) -> bool:
    """Whether `value` is an object with something in it; `alone`: more than an id has to be in it (ele-1)."""
    if type(value) is not dict:
        scope.report([_wrong(where, source, "an object", kind(value))])
        return False
    if not value:
        scope.report([_wrong(where, f"{JSON}#null", "a value or children", "nothing")])
        return False
    if alone and len(value) == 1 and "id" in value:
        message = "an element has a value or children, and this one has nothing but an id"
        scope.report([Issue("error", "invariant", where, message, source="R4 element.html ele-1")])
    return True


def table_of_resource(value: object, where: str, scope: Scope) -> Table | None:
    """The table of a resource by its resourceType; reports why there is none."""
    source = f"{JSON}#resources"
    if not isinstance(value, dict):
        scope.report([_wrong(where, source, "a resource", kind(value))])
        return None
    name = value.get("resourceType")
    if not isinstance(name, str) or not name:
        found = "none" if name is None else shown(name)
        scope.report([mismatch("structure", where, expected="a resourceType", found=found, source=source)])
        return None
    known = scope.definitions.resource_types
    if name in known and name not in ABSTRACT:
        return types_of(scope.definitions).table(name)
    guess = " (it is abstract)" if name in ABSTRACT else did_you_mean(name, known - ABSTRACT)
    found = shown(name) + guess
    scope.report([mismatch("structure", where, expected="the name of an R4 resource type", found=found, source=source)])
    return None


def report_unknown(name: str, table: Table, where: str, scope: Scope) -> None:
    """A property that the type does not have."""
    guessing = len(scope.issues) < MOST_GUESSES
    message = _unknown(str(name), table, guessing=guessing)
    scope.report([Issue("error", "structure", where, message, "", shown(name), table.source)])


def _unknown(name: str, table: Table, *, guessing: bool) -> str:
    said = f"{table.path} has no property {shown(name)}"
    if name == "resourceType":
        return f"{said}: only resources have a resourceType"
    if name == "fhir_comments":
        return f"{said}: R4 has no comments in JSON (DSTU2 had)"
    if name.startswith("_") and (known := table.properties.get(name[1:])):
        return f"{said}: {known.name} is of type {known.type.code}, and only primitive values have a twin with _"
    plain = name.removeprefix("_")
    for element, names in table.choices:
        if plain == element.name:
            return f"{said}: its name ends in its type, such as {min(one for one in names if one[0] != '_')}"
        if plain.startswith(element.name) and plain[len(element.name)].isupper():
            types = ", ".join(sorted(permitted.code for permitted in element.types[:8]))
            more = " and others" if len(element.types) > 8 else ""
            return f"{said}: {element.name}[x] may be {types}{more}"
    return said + (did_you_mean(name, table.properties) if guessing else "")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A guess at what was meant, to be put behind a message; empty where nothing is near."""
    near = get_close_matches(name[:64], [one for one in known if one[:1] != "_"], 1) if len(name) <= 64 else []
    return f"; did you mean {near[0]}?" if near else ""


def missing(element: Element, where: str) -> Issue:
    """A required element that is not there."""
    name = f"{element.name}[x]" if element.choice else element.name
    least = element.least if element.least > 1 else "a value"
    message = f"{name} is required: expected {least}, found none"
    return Issue("error", "required", where, message, f"{least}", "none", element.source)


def no_code(element: Element, where: str) -> Issue:
    """A code with nothing but extensions where a binding requires one; an extension that says why is no code."""
    wanted = f"a code from the value set {element.binding.value_set}" if element.binding else "a code"
    message = f"{wanted} is required, and there are only extensions"
    return Issue("error", "code-invalid", where, message, wanted, "no code", element.source)


def report_second_choice(element: Element, names: Iterable[str], where: str, scope: Scope) -> None:
    """More than one type of a choice at once; the names of a value and its twin are the same choice."""
    plain = sorted({name.removeprefix("_") for name in names})
    if len(plain) > 1:
        expected, place = f"one type of {element.name}[x]", f"{where}.{element.name}"
        found = " and ".join(plain)
        scope.report([mismatch("structure", place, expected=expected, found=found, source=element.source)])


def wrong_kind(value: object, form: Format, where: str, source: str) -> Issue:
    """A primitive that is not the JSON (or the XML) of its type."""
    if isinstance(value, Lexical):
        return mismatch("value", where, expected=f"a value of type {form.name}", found=shown(value), source=source)
    found = kind(value)
    if found in ("a string", "a number"):
        found = f"{found}: {shown(value)}"
    return _wrong(where, source, f"{form.words} ({form.name})", found)


def stray_null(where: str, source: str) -> Issue:
    """A null that fills no gap."""
    return _wrong(where, source, "a value, or one at the same place of its twin array", "null")


def unpaired(known: Property, values: list[Any], others: list[Any], where: str) -> Issue:
    """Two arrays that belong together and are not of one length."""
    message = f"{known.name} has {len(others)} entries and {known.name[1:]} has {len(values)}: they belong in pairs"
    return Issue("error", "structure", where + known.step, message, source=f"{JSON}#primitive")


def _wrong(where: str, source: str, expected: str, found: str) -> Issue:
    return mismatch("structure", where, expected=expected, found=found, source=source)
