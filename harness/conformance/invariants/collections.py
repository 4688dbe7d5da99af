"""FHIRPath's functions on collections: existence, filtering, subsetting, combining (N1 §5.1 to 5.4, 5.8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from harness.conformance.invariants import operators
from harness.conformance.invariants.compiler import Evaluated
from harness.conformance.invariants.failures import FhirPathError
from harness.conformance.invariants.function import Function, beside, each, simple
from harness.conformance.invariants.nodes import Node, is_exactly, is_type, key, plain, type_of
from harness.conformance.invariants.operators import Items, boolean, truth
from harness.conformance.invariants.run import Env


def _exists(criteria: Evaluated | None = None) -> Evaluated:
    if criteria is None:
        return lambda _, focus: [bool(focus)]
    return lambda env, focus: [any(truth(found) for _, found in each(env, focus, criteria))]


def _every(criteria: Evaluated) -> Evaluated:
    return lambda env, focus: [all(truth(found) for _, found in each(env, focus, criteria))]


def _where(criteria: Evaluated) -> Evaluated:
    return lambda env, focus: [item for item, found in each(env, focus, criteria) if truth(found)]


def _select(projection: Evaluated) -> Evaluated:
    return lambda env, focus: [one for _, found in each(env, focus, projection) for one in found]


def _repeat(projection: Evaluated) -> Evaluated:
    def run(env: Env, focus: Items) -> Items:
        seen: dict[Any, Any] = {}
        wave = focus
        while wave:
            found = [one for _, many in each(env, wave, projection) for one in many]
            fresh = {identity(one): one for one in found if identity(one) not in seen}
            seen.update(fresh)
            wave = list(fresh.values())
        return list(seen.values())

    return run


def identity(item: Any) -> Any:
    """Which of the resource's values this is; two that look alike stay two."""
    return id(item.value) if isinstance(item, Node) and isinstance(item.value, dict) else key(item)


def _negated(focus: Items) -> Items:
    value = truth(focus)
    return boolean(None if value is None else not value)


def quantified(combine: Callable[[list[bool]], bool]) -> Function:
    """allTrue and its kin."""

    def run(focus: Items) -> Items:
        values = [plain(item) for item in focus]
        if not all(isinstance(value, bool) for value in values):
            raise FhirPathError("only booleans can be all or any true")
        return [combine(values)]

    return simple(run)


def _subset(one: Items, another: Items) -> bool:
    return all(any(operators.alike(item, other) for other in another) for item in one)


def _descendants() -> Evaluated:
    def run(env: Env, focus: Items) -> Items:
        found: Items = []
        wave = focus
        while wave:
            wave = _children(env, wave)
            found.extend(wave)
        return found

    return run


def _children(env: Env, focus: Items) -> Items:
    found: Items = [child for item in focus if isinstance(item, Node) for child in item.all()]
    env.run.spend(len(found))
    return found


def sliced(cut: Callable[[Items, int], Items]) -> Function:
    """skip and take."""

    def of(argument: Evaluated) -> Evaluated:
        def run(env: Env, focus: Items) -> Items:
            number = plain(operators.single(argument(env, env.this), "a number of items"))
            if isinstance(number, bool) or not isinstance(number, int):
                raise FhirPathError("a number of items is whole")
            return cut(focus, max(number, 0))

        return run

    return Function(of, 1, 1)


def _only(focus: Items) -> Items:
    if len(focus) > 1:
        raise FhirPathError(f"single() of {len(focus)} values")
    return focus


def chosen(criterion: Evaluated, then: Evaluated, otherwise: Evaluated | None = None) -> Evaluated:
    """iif: only the branch that is taken is evaluated, the collection stays in focus."""

    def run(env: Env, focus: Items) -> Items:
        inside = Env(env.run, focus, env.index, env.total)
        if truth(criterion(inside, focus)):
            return then(inside, focus)
        return otherwise(inside, focus) if otherwise else []

    return run


def _aggregate(step: Evaluated, start: Evaluated | None = None) -> Evaluated:
    def run(env: Env, focus: Items) -> Items:
        total = start(env, env.this) if start else []
        for index, item in enumerate(focus):
            env.run.spend(1)
            total = step(Env(env.run, [item], [index], total), [item])
        return total

    return run


def _coalesce(*arguments: Evaluated) -> Evaluated:
    def run(env: Env, _: Items) -> Items:
        return next((found for argument in arguments if (found := argument(env, env.this))), [])

    return run


def defined(label: Evaluated, value: Evaluated | None = None) -> Evaluated:
    """defineVariable: from here on ``%name`` is the value, or the collection itself."""

    def run(env: Env, focus: Items) -> Items:
        asked = str(plain(operators.single(label(env, env.this), "a variable's name")))
        env.run.variables[asked] = value(Env(env.run, focus, env.index, env.total), focus) if value else focus
        return focus

    return run


def _of_type(wanted: str) -> Evaluated:
    return lambda _, focus: [item for item in focus if is_exactly(item, wanted)]


def _is_of(wanted: str) -> Evaluated:
    return lambda _, focus: [is_type(operators.single(focus, "is()"), wanted)] if focus else []


def types(focus: Items) -> Items:
    """type(): the namespace and the name, as an element of the two."""
    named = [type_of(item) for item in focus]
    return [Node({"namespace": space, "name": name}, "SimpleTypeInfo") for space, name in named]


def _itself(*_: Evaluated) -> Evaluated:
    return lambda _, focus: focus


def _meeting(one: Items, another: Items) -> Items:
    return operators.distinct([item for item in one if any(operators.alike(item, other) for other in another)])


def _without(one: Items, another: Items) -> Items:
    return [item for item in one if not any(operators.alike(item, other) for other in another)]


FUNCTIONS: Mapping[str, Function] = {
    "empty": simple(lambda focus: [not focus]),
    "exists": Function(_exists, 0, 1),
    "not": simple(_negated),
    "all": Function(_every, 1, 1),
    "allTrue": quantified(all),
    "anyTrue": quantified(any),
    "allFalse": quantified(lambda values: not any(values)),
    "anyFalse": quantified(lambda values: not all(values)),
    "subsetOf": beside(lambda one, another: [_subset(one, another)], costly=True),
    "supersetOf": beside(lambda one, another: [_subset(another, one)], costly=True),
    "count": simple(lambda focus: [len(focus)]),
    "distinct": simple(operators.distinct),
    "isDistinct": simple(lambda focus: [len(operators.distinct(focus)) == len(focus)]),
    "where": Function(_where, 1, 1),
    "select": Function(_select, 1, 1),
    "repeat": Function(_repeat, 1, 1),
    "ofType": Function(_of_type, 1, 1, typed=True),
    "as": Function(_of_type, 1, 1, typed=True),
    "is": Function(_is_of, 1, 1, typed=True),
    "type": simple(types),
    "single": simple(_only),
    "first": simple(lambda focus: focus[:1]),
    "last": simple(lambda focus: focus[-1:]),
    "tail": simple(lambda focus: focus[1:]),
    "skip": sliced(lambda focus, number: focus[number:]),
    "take": sliced(lambda focus, number: focus[:number]),
    "intersect": beside(_meeting, costly=True),
    "exclude": beside(_without, costly=True),
    "union": beside(operators.union),
    "combine": beside(lambda one, another: [*one, *another]),
    "coalesce": Function(_coalesce, 1, 20),
    "iif": Function(chosen, 2, 3),
    "aggregate": Function(_aggregate, 1, 2),
    "children": Function(lambda: _children),
    "descendants": Function(_descendants),
    "trace": Function(_itself, 0, 2),
    "defineVariable": Function(defined, 1, 2),
}
