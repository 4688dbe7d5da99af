"""FHIRPath's operators on collections (FHIRPath N1 §6). Knows values, not expressions."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from harness.conformance.invariants.failures import FhirPathError
from harness.conformance.invariants.nodes import Item, key, plain
from harness.conformance.invariants.values import Moment, Quantity, moment, shifted

Items = list[Item]

LONGEST = 1_000_000
"""Characters of a text that an expression may make."""

WIDEST = 4096
"""Bits of the whole numbers that an expression may multiply."""


def single(items: Items, what: str) -> Item:
    """The one item. Raises FhirPathError where there are several."""
    if len(items) != 1:
        raise FhirPathError(f"{what} needs one value, there are {len(items)}")
    return items[0]


def truth(items: Items) -> bool | None:
    """A collection as a boolean: None where empty; a single item that is no boolean is true (§4.5)."""
    if not items:
        return None
    value = plain(single(items, "a condition"))
    return value if isinstance(value, bool) else True


def boolean(value: bool | None) -> Items:
    """A collection of one boolean, or an empty one."""
    return [] if value is None else [value]


def number(value: Any) -> bool:
    """Whether this is an integer or a decimal."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def alike(left: Item, right: Item) -> bool | None:
    """Equality of two items (§6.1); None where it cannot be told (dates of different precision)."""
    one, another = paired(plain(left), plain(right))
    if isinstance(one, Moment) and isinstance(another, Moment):
        order = one.compared(another)
        return None if order is None and (one.kind == "Time") == (another.kind == "Time") else order == 0
    if isinstance(one, Quantity) and isinstance(another, Quantity):
        return one.compared(another) == 0
    if number(one) and number(another):
        return bool(one == another)
    return bool(one is not None and type(one) is type(another) and key(left) == key(right))


def paired(one: Any, another: Any) -> tuple[Any, Any]:
    """Two values made comparable: a text beside a date is read as one, a number beside a quantity has no unit."""
    if isinstance(one, Moment) and isinstance(another, str):
        return one, moment(another) or another
    if isinstance(another, Moment) and isinstance(one, str):
        return moment(one) or one, another
    if isinstance(one, Quantity) and number(another):
        return one, Quantity(Decimal(another), "1")
    if isinstance(another, Quantity) and number(one):
        return Quantity(Decimal(one), "1"), another
    return one, another


def equal(left: Items, right: Items) -> bool | None:
    """``=``: the same items in the same order; None where one side is empty or it cannot be told."""
    if not left or not right:
        return None
    if len(left) != len(right):
        return False
    each = [alike(one, another) for one, another in zip(left, right, strict=True)]
    return False if False in each else None if None in each else True


def similar(left: Item, right: Item) -> bool:
    """Equivalence of two items (``~``): letters and spaces are not told apart, numbers to the lesser precision."""
    one, another = paired(plain(left), plain(right))
    if isinstance(one, str) and isinstance(another, str):
        return one.casefold().split() == another.casefold().split()
    if number(one) and number(another):
        places = min(-int(Decimal(value).as_tuple().exponent) for value in (one, another))
        return round(Decimal(one), max(places, 0)) == round(Decimal(another), max(places, 0))
    return alike(left, right) is True


def equivalent(left: Items, right: Items) -> bool:
    """``~``: the same items in any order."""
    if len(left) != len(right):
        return False
    if len(left) > 1000:
        raise FhirPathError("~ of more than a thousand values")
    rest = list(right)
    for one in left:
        match = next((index for index, another in enumerate(rest) if similar(one, another)), None)
        if match is None:
            return False
        del rest[match]
    return not rest


def ordered(left: Items, right: Items, holds: Callable[[int, int], bool]) -> bool | None:
    """``<`` and its kin; None where a side is empty, has no value, or it cannot be told."""
    if not left or not right:
        return None
    one, another = paired(plain(single(left, "a comparison")), plain(single(right, "a comparison")))
    if one is None or another is None:
        return None
    if isinstance(one, Moment) and isinstance(another, Moment):
        order = one.compared(another)
        return None if order is None else holds(order, 0)
    if isinstance(one, Quantity) and isinstance(another, Quantity):
        order = one.compared(another)
        return None if order is None else holds(order, 0)
    if (number(one) and number(another)) or (isinstance(one, str) and isinstance(another, str)):
        return holds((one > another) - (one < another), 0)
    raise FhirPathError(f"{type(one).__name__} and {type(another).__name__} have no order")


ORDERS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip


def within(left: Items, right: Items) -> bool | None:
    """``in``: every item on the left is on the right, as the official engine has it; None where left is empty."""
    if not left:
        return None
    return all(any(alike(one, another) for another in right) for one in left)


def distinct(items: Items) -> Items:
    """The items without repetitions, in order."""
    first: dict[Any, Item] = {}
    for item in items:
        first.setdefault(key(item), item)
    return list(first.values())


def union(left: Items, right: Items) -> Items:
    """``|``."""
    return distinct([*left, *right])


def joined(left: Items, right: Items) -> str:
    """``&``: an empty side is an empty text."""
    texts = [plain(single(side, "&")) for side in (left, right) if side]
    if any(isinstance(text, dict | list) for text in texts):
        raise FhirPathError("& needs texts")
    return short("".join(str(getattr(text, "text", text)) for text in texts if text is not None))


def short(text: str) -> str:
    """A text as it is. Raises FhirPathError where it is longer than anybody's: texts can be doubled and doubled."""
    if len(text) > LONGEST:
        raise FhirPathError("it makes a text longer than anybody writes")
    return text


def calculated(sign: str, left: Items, right: Items) -> Items:
    """``+ - * / div mod``; empty where a side is, or where one divides by nothing."""
    if not left or not right:
        return []
    one, another = plain(single(left, sign)), plain(single(right, sign))
    if sign == "+" and isinstance(one, str) and isinstance(another, str):
        return [one + another]
    if isinstance(one, Quantity) and isinstance(another, Quantity):
        return measured(sign, one, another)
    if isinstance(one, Moment) and isinstance(another, Quantity) and sign in "+-":
        then = shifted(one, another, 1 if sign == "+" else -1)
        return [] if then is None else [then]
    if not (number(one) and number(another)):
        raise FhirPathError(f"{sign} needs numbers")
    if isinstance(one, int) and isinstance(another, int) and one.bit_length() + another.bit_length() > WIDEST:
        raise FhirPathError("it makes a number larger than anybody counts to")
    try:
        return [ARITHMETIC[sign](one, another)]
    except (ZeroDivisionError, InvalidOperation, OverflowError):
        return []


def measured(sign: str, one: Quantity, another: Quantity) -> Items:
    """Sums, differences and ratios of quantities in one unit."""
    if one.unit != another.unit:
        raise FhirPathError(f"{sign} of {one.unit} and {another.unit}")
    if sign in "+-":
        return [Quantity(ARITHMETIC[sign](one.value, another.value), one.unit)]
    if sign == "/" and another.value:
        return [Quantity(one.value / another.value, "1")]
    raise FhirPathError(f"{sign} of two quantities")


def whole(one: Any, another: Any) -> int:
    """``div``: the whole part of a ratio, towards nothing."""
    return int(Decimal(one) / Decimal(another))


ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda one, another: Decimal(one) / Decimal(another),
    "div": whole,
    "mod": lambda one, another: one - another * whole(one, another),
}


def conjunction(left: bool | None, right: bool | None) -> bool | None:
    """``and`` of three values."""
    return False if left is False or right is False else None if left is None or right is None else True


def disjunction(left: bool | None, right: bool | None) -> bool | None:
    """``or`` of three values."""
    return True if left or right else None if left is None or right is None else False
