"""How a function of FHIRPath is made from its arguments. Knows no function by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from harness.conformance.invariants.compiler import Evaluated
from harness.conformance.invariants.nodes import Item
from harness.conformance.invariants.operators import Items
from harness.conformance.invariants.run import Env

Of = Callable[..., Evaluated]


@dataclass(frozen=True, slots=True)
class Function:
    """A function: what makes it from its compiled arguments (their text where `typed`), and how many it takes."""

    of: Of
    least: int = 0
    most: int = 0
    typed: bool = False


def simple(calculate: Callable[[Items], Items]) -> Function:
    """A function of the collection alone."""
    return Function(lambda: lambda _, focus: calculate(focus))


def each(env: Env, focus: Items, expression: Evaluated) -> Iterator[tuple[Item, Items]]:
    """Every item, and what the expression is with it as ``$this``."""
    for index, item in enumerate(focus):
        env.run.spend(1)
        here: Items = [item]
        yield item, expression(Env(env.run, here, [index], env.total), here)


def beside(calculate: Callable[[Items, Items], Items], *, costly: bool = False) -> Function:
    """A function of the collection and of one other collection; `costly` where it compares each with each."""

    def of(argument: Evaluated) -> Evaluated:
        def run(env: Env, focus: Items) -> Items:
            other = argument(env, env.this)
            env.run.spend(len(focus) * len(other) // 10 if costly else len(focus) + len(other))
            return calculate(focus, other)

        return run

    return Function(of, 1, 1)
