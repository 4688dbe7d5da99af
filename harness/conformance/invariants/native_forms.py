"""The forms that most constraints of FHIR have: some of these, not both of those, this only with that. Knows JSON only.

A name ending in ``[x]`` is a choice: any property that begins with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.conformance.scope import Scope

Judge = Callable[[Any, "Scope"], "bool | None"]
Test = Callable[[dict[str, Any]], bool]


def filled(value: Any, extra: Any) -> bool:
    """Whether a property and the one beside it hold an element; `null` and what is no object beside it are none."""
    if value is not None and not isinstance(value, list):
        return True
    if isinstance(value, list) and any(one is not None for one in value):
        return True
    return isinstance(extra, dict) or (isinstance(extra, list) and any(isinstance(one, dict) for one in extra))


def there(holder: Any, name: str) -> bool:
    """``name.exists()`` of an element that is no choice."""
    value = holder.get(name)
    if value is None or type(value) is list:
        return filled(value, holder.get(f"_{name}"))
    return True


def chosen(holder: dict[str, Any], name: str) -> bool:
    """``name.exists()`` of a choice."""
    for key in holder:
        bare = key.removeprefix("_") if isinstance(key, str) else ""
        if bare.startswith(name) and bare[len(name) : len(name) + 1].isupper() and there(holder, bare):
            return True
    return False


def test(name: str) -> Test:
    """Whether an element exists, by its name."""
    if name.endswith("[x]"):
        stem = name.removesuffix("[x]")
        return lambda holder: chosen(holder, stem)
    return lambda holder: there(holder, name)


def counted(holder: dict[str, Any], name: str) -> int:
    """``name.count()`` of an element that is no choice."""
    value, extra = holder.get(name), holder.get(f"_{name}")
    listed = value if isinstance(value, list) else [value]
    beside = extra if isinstance(extra, list) else [extra]
    more = max(len(listed), len(beside))
    pairs = zip([*listed, *[None] * (more - len(listed))], [*beside, *[None] * (more - len(beside))], strict=True)
    return sum(one is not None or isinstance(other, dict) for one, other in pairs)


def some(*names: str) -> Judge:
    """``a.exists() or b.exists() …``"""
    tests = tuple(test(name) for name in names)
    return lambda value, _: any(one(value) for one in tests)


def one_of(one: str, another: str) -> Judge:
    """``a.exists() xor b.exists()``"""
    first, second = test(one), test(another)
    return lambda value, _: first(value) != second(value)


def both_or_none(one: str, another: str) -> Judge:
    """``a.exists() = b.exists()``"""
    first, second = test(one), test(another)
    return lambda value, _: first(value) == second(value)


def not_both(one: str, another: str) -> Judge:
    """``a.empty() or b.empty()``"""
    first, second = test(one), test(another)
    return lambda value, _: not first(value) or not second(value)


def needs(one: str, *others: str) -> Judge:
    """``a.empty() or b.exists()``: what needs one of the others."""
    first, rest = test(one), tuple(test(name) for name in others)
    return lambda value, _: not first(value) or any(other(value) for other in rest)


def distinct(many: str, name: str) -> Judge:
    """``many.select(name).isDistinct()``; left to FHIRPath where a name is not one text with nothing beside it."""
    beside = f"_{name}"

    def judge(value: Any, _: Scope) -> bool | None:
        items = value.get(many)
        if items is None and f"_{many}" not in value:
            return True
        if type(items) is not list:
            return None
        names = [one.get(name) if type(one) is dict and beside not in one else None for one in items]
        return len(set(names)) == len(names) if all(type(one) is str for one in names) else None

    return judge


def code(holder: Any, name: str) -> str | None:
    """The text of a single primitive; None where that is not what stands there."""
    value = holder.get(name)
    return value if isinstance(value, str) else None


def only_if(one: str, name: str, *values: str) -> Judge:
    """``a.empty() or code = 'x' or code = 'y'``: an element that goes with some values of a code only.

    Left to FHIRPath where there is no code.
    """
    first = test(one)

    def judge(value: Any, _: Scope) -> bool | None:
        if not first(value):
            return True
        said = code(value, name)
        return None if said is None else said in values

    return judge
