"""A tree of FHIRPath to a Python function, once for all values. Knows the grammar, no function by name.

What it makes is called with an Env and the collection in focus and returns a collection. It keeps nothing between two
calls, so any number of threads may share it. fhirpathpy's own evaluators are not used: they keep ``$this`` and types
where all threads and all nested calls share them, count a primitive twice where it has an extension, and take no
collection for a boolean.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from harness.conformance.invariants import operators
from harness.conformance.invariants.failures import FhirPathError
from harness.conformance.invariants.model import model
from harness.conformance.invariants.nodes import Node, is_exactly, is_type, plain
from harness.conformance.invariants.operators import Items, boolean, truth
from harness.conformance.invariants.run import Env
from harness.conformance.invariants.syntax import Branch, name, unescaped
from harness.conformance.invariants.values import CALENDAR, Quantity, moment

Evaluated = Callable[[Env, Items], Items]
Made = Callable[..., Evaluated]


def compiled(tree: Branch) -> Evaluated:
    """The function of one branch. Raises FhirPathError for a function that does not exist."""
    make = MAKERS.get(tree.rule)
    if make is None:
        raise FhirPathError(f"FHIRPath of the form {tree.rule} is not known")
    return make(tree)


def _inner(tree: Branch) -> Evaluated:
    return compiled(tree.under[0])


def _constant(items: Items) -> Evaluated:
    return lambda _, __: list(items)


def _string(tree: Branch) -> Evaluated:
    return _constant([unescaped("".join(tree.terminals))])


def _numeral(tree: Branch) -> Evaluated:
    return _constant([Decimal(tree.text) if "." in tree.text else int(tree.text)])


def _measure(tree: Branch) -> Evaluated:
    value, unit = tree.under[0], tree.under[0].under[0]
    words = unit.terminals or unit.under[0].terminals
    text = words[0]
    code = unescaped(text) if text.startswith("'") else CALENDAR[text.removesuffix("s")]
    return _constant([Quantity(Decimal(value.terminals[0]), code)])


def _instant(tree: Branch) -> Evaluated:
    text = tree.terminals[0][1:]
    value = moment(text, "Time" if text.startswith("T") else "DateTime" if "T" in text else "Date")
    if value is None:
        raise FhirPathError(f"{tree.text} is no date or time")
    return _constant([value])


def _variable(tree: Branch) -> Evaluated:
    holder = tree.under[0]
    asked = name(holder.under[0]) if holder.under else unescaped(holder.terminals[-1])
    for prefix, kind in (("vs-", "ValueSet"), ("ext-", "StructureDefinition")):
        if asked.startswith(prefix):
            return _constant([f"http://hl7.org/fhir/{kind}/{asked.removeprefix(prefix)}"])

    def look(env: Env, _: Items) -> Items:
        return env.run.variable(asked)

    return look


def head(tree: Branch) -> Evaluated:
    """The first step of a path, which may be the name of the type it starts from."""
    step = tree.under[0] if tree.under else None
    if step is None or step.rule != "MemberInvocation":
        return _inner(tree)
    asked, onward = name(step.under[0]), compiled(step)

    def by_type(env: Env, focus: Items) -> Items:
        itself: Items = [item for item in focus if isinstance(item, Node) and model().is_a(item.holder, asked)]
        return itself or onward(env, focus)

    return by_type if asked[:1].isupper() else onward


def _member(tree: Branch) -> Evaluated:
    asked = name(tree.under[0])

    def step(env: Env, focus: Items) -> Items:
        found: Items = [child for item in focus if isinstance(item, Node) for child in item.named(asked)]
        env.run.spend(len(found))
        return found

    return step


def _path(tree: Branch) -> Evaluated:
    left, right = compiled(tree.under[0]), compiled(tree.under[1])
    return lambda env, focus: right(env, left(env, focus))


def _invoked(tree: Branch) -> Evaluated:
    from harness.conformance.invariants.functions import FUNCTIONS

    call = tree.under[0]
    asked = name(call.under[0])
    arguments = call.under[1].under if len(call.under) > 1 else ()
    made = FUNCTIONS.get(asked)
    if made is None:
        raise FhirPathError(f"there is no function {asked}()")
    if not made.least <= len(arguments) <= made.most:
        raise FhirPathError(f"{asked}() does not take {len(arguments)} arguments")
    run = made.of(*(one.text if made.typed else compiled(one) for one in arguments))

    def spending(env: Env, focus: Items) -> Items:
        env.run.spend(len(focus))
        return run(env, focus)

    return spending


def _indexed(tree: Branch) -> Evaluated:
    left, right = compiled(tree.under[0]), compiled(tree.under[1])

    def pick(env: Env, focus: Items) -> Items:
        items, at = left(env, focus), right(env, env.this)
        position = plain(operators.single(at, "[ ]")) if at else None
        if position is not None and (isinstance(position, bool) or not isinstance(position, int)):
            raise FhirPathError("[ ] needs a whole number")
        return items[position : position + 1] if position is not None and position >= 0 else []

    return pick


def _signed(tree: Branch) -> Evaluated:
    sign, operand = tree.terminals[0], compiled(tree.under[0])

    def turn(env: Env, focus: Items) -> Items:
        items = operand(env, focus)
        if not items:
            return []
        value = plain(operators.single(items, sign))
        if isinstance(value, Quantity):
            return [Quantity(-value.value, value.unit) if sign == "-" else value]
        if not operators.number(value):
            raise FhirPathError(f"{sign} needs a number")
        return [-value if sign == "-" else value]

    return turn


def _typed(tree: Branch) -> Evaluated:
    word, left, wanted = tree.terminals[0], compiled(tree.under[0]), tree.under[1].text

    def check(env: Env, focus: Items) -> Items:
        items = left(env, focus)
        if word == "as":
            return [item for item in items if is_exactly(item, wanted)]
        return [is_type(operators.single(items, "is"), wanted)] if items else []

    return check


def _binary(calculate: Callable[[str, Items, Items], Items], *, costly: bool = False) -> Made:
    def make(tree: Branch) -> Evaluated:
        sign, left, right = tree.terminals[0], compiled(tree.under[0]), compiled(tree.under[1])

        def run(env: Env, focus: Items) -> Items:
            one, another = left(env, focus), right(env, focus)
            env.run.spend(len(one) * len(another) // 10 if costly else len(one) + len(another))
            found = calculate(sign, one, another)
            env.run.pay(found)
            return found

        return run

    return make


def _equality(sign: str, left: Items, right: Items) -> Items:
    if sign in ("~", "!~"):
        return [operators.equivalent(left, right) == (sign == "~")]
    same = operators.equal(left, right)
    return boolean(same if sign == "=" or same is None else not same)


def _compared(tree: Branch) -> Evaluated:
    sign, left, right = tree.terminals[0], compiled(tree.under[0]), compiled(tree.under[1])
    holds = operators.ORDERS.get(sign)

    def compare(env: Env, focus: Items) -> Items:
        one, another = left(env, focus), right(env, focus)
        env.run.spend(len(one))
        answer = boolean(operators.ordered(one, another, holds)) if holds else _equality(sign, one, another)
        if one and another and not answer and plain(one[0]) is not None and plain(another[0]) is not None:
            env.run.indefinite = f"{plain(one[0])} and {plain(another[0])} cannot be compared"
        return answer

    return compare


def _membership(sign: str, left: Items, right: Items) -> Items:
    return boolean(operators.within(left, right) if sign == "in" else operators.within(right, left))


def _added(sign: str, left: Items, right: Items) -> Items:
    return [operators.joined(left, right)] if sign == "&" else operators.calculated(sign, left, right)


def _logical(tree: Branch) -> Evaluated:
    sign, left, right = tree.terminals[0], compiled(tree.under[0]), compiled(tree.under[1])
    decided = {"and": False, "implies": False, "or": True}.get(sign)

    def combine(env: Env, focus: Items) -> Items:
        one = truth(left(env, focus))
        if one is decided and decided is not None:
            return [sign == "implies" or decided]
        another = truth(right(env, focus))
        if sign == "and":
            return boolean(operators.conjunction(one, another))
        if sign == "xor":
            return [] if one is None or another is None else [one != another]
        if sign == "implies":
            one = None if one is None else not one
        return boolean(operators.disjunction(one, another))

    return combine


MAKERS: dict[str, Made] = {
    **dict.fromkeys(
        ("TermExpression", "LiteralTerm", "ParenthesizedTerm", "EntireExpression"), _inner
    ),
    "NullLiteral": lambda _: _constant([]),
    "BooleanLiteral": lambda tree: _constant([tree.text == "true"]),
    "StringLiteral": _string,
    "NumberLiteral": _numeral,
    "QuantityLiteral": _measure,
    "DateTimeLiteral": _instant,
    "TimeLiteral": _instant,
    "ExternalConstantTerm": _variable,
    "InvocationTerm": head,
    "MemberInvocation": _member,
    "FunctionInvocation": _invoked,
    "ThisInvocation": lambda _: lambda env, __: env.this,
    "IndexInvocation": lambda _: lambda env, __: env.index,
    "TotalInvocation": lambda _: lambda env, __: env.total,
    "InvocationExpression": _path,
    "IndexerExpression": _indexed,
    "PolarityExpression": _signed,
    "TypeExpression": _typed,
    "MultiplicativeExpression": _binary(operators.calculated),
    "AdditiveExpression": _binary(_added),
    "UnionExpression": _binary(lambda _, left, right: operators.union(left, right)),
    "EqualityExpression": _compared,
    "InequalityExpression": _compared,
    "MembershipExpression": _binary(_membership, costly=True),
    "AndExpression": _logical,
    "OrExpression": _logical,
    "ImpliesExpression": _logical,
}  # fmt: skip
