"""Constraints of types and profiles, judged by FHIRPath (R4 conformance-rules.html#constraints).

Knows what a broken constraint is reported as. What FHIR's own types ask at nearly every place is judged in plain Python
(`native`); fhirpathpy is imported when a constraint of another kind is met for the first time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.conformance.invariants import engine
from harness.conformance.invariants.corrections import CORRECTED, UNUSABLE
from harness.conformance.invariants.failures import FhirPathError
from harness.conformance.invariants.native import NATIVE, Native
from harness.conformance.invariants.nodes import Node, rooted
from harness.conformance.invariants.operators import truth
from harness.conformance.issue import Issue, Severity, not_checked
from harness.conformance.structure.element import Constraint

if TYPE_CHECKING:
    from harness.conformance.scope import Scope

__all__ = ["FhirPathError", "check_constraints", "evaluate"]

SEVERITIES: dict[str, Severity] = {"error": "error", "warning": "warning"}
PLANS_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Planned:
    """One constraint of one place: how it is judged, and what is said where it is broken."""

    constraint: Constraint
    source: str
    native: Native | None


Plan = tuple[tuple[Constraint, ...], tuple[Planned, ...]]
_plans: dict[tuple[int, str, str], Plan] = {}


def check_constraints(
    value: Any, type_code: str, path: str, constraints: tuple[Constraint, ...], where: str, scope: Scope
) -> None:
    """Report to `scope` the constraints that `value` breaks, and those that cannot be told.

    `value` is a JSON object, or a primitive and the object beside it as a pair. `path` is its path in its type
    (``Patient.contact``), `where` its place.
    """
    for one in plan(constraints, type_code, path):
        holds = one.native.judge(value, scope) if one.native else None
        if holds is None:
            scope.report(judged(one, value, type_code, path, where, scope))
        elif not holds:
            places = one.native.places(value, scope) if one.native and one.native.places else [""]
            scope.report(broken(one, where + place) for place in places)


def plan(constraints: tuple[Constraint, ...], type_code: str, path: str) -> tuple[Planned, ...]:
    """How the constraints of one place are judged; found out once for each tuple of them."""
    known = _plans.get((id(constraints), type_code, path))
    if known is not None and known[0] is constraints:
        return known[1]
    if len(_plans) >= PLANS_KEPT:
        _plans.clear()
    # the tuple is kept beside its plan, so that no other tuple can have its id
    made = tuple(planned(one, type_code, path) for one in constraints if one.expression)
    _plans[(id(constraints), type_code, path)] = (constraints, made)
    return made


def planned(constraint: Constraint, type_code: str, path: str) -> Planned:
    """How one constraint is judged: natively where the expression is known for this type."""
    source = constraint.source if "#" in constraint.source else f"{constraint.source}#{path or type_code}"
    known = NATIVE.get(constraint.expression)
    holder = path if type_code in ("BackboneElement", "Element", "") else type_code
    fits = known is not None and (not known.holders or holder in known.holders)
    return Planned(constraint, f"{source} {constraint.key}", known if fits else None)


def judged(one: Planned, value: Any, type_code: str, path: str, where: str, scope: Scope) -> list[Issue]:
    """A constraint by FHIRPath. What cannot be read or known is not checked, and no fault of the resource."""
    expression = one.constraint.expression
    if expression in UNUSABLE:
        return [not_checked(where, f"{one.constraint.key}: {UNUSABLE[expression]}", source=one.source)]
    try:
        found, open_question = engine.evaluation(
            CORRECTED.get(expression, expression), rooted(value, type_code, path), scope
        )
        holds = truth(found) if len(found) < 2 else True
    except FhirPathError as reason:
        return [not_checked(where, f"{one.constraint.key}: {reason}", source=one.source)]
    if holds is None and open_question:
        return [not_checked(where, f"{one.constraint.key}: {open_question}", source=one.source)]
    return [] if holds else [broken(one, where)]


def broken(one: Planned, where: str) -> Issue:
    """What is said of a broken constraint: its own words. A best practice is a warning, as officially."""
    constraint = one.constraint
    severity: Severity = "warning" if constraint.best_practice else SEVERITIES.get(constraint.severity, "error")
    return Issue(
        severity,
        "invariant",
        where,
        f"{constraint.key}: {constraint.human}",
        expected=constraint.expression,
        source=one.source,
    )


def evaluate(expression: str, value: Any, type_code: str, scope: Scope) -> list[Any]:
    """What an expression is on a value of a type: JSON values of elements, plain values of everything else.

    Raises FhirPathError where the expression cannot be read, or asks for what is not here.
    """
    found = engine.evaluate(expression, value, type_code, scope)
    return [one.value if isinstance(one, Node) else one for one in found]
