"""Whether an item of a Questionnaire is enabled by the answers given (R4 questionnaire.html#enableWhen).

Knows True, False and None: None where it cannot be told (an expression, values that do not compare).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from harness.conformance.looking import objects, text
from harness.conformance.rules.questionnaire import Item, value_of

Answer = tuple[str, Any]
"""The type of a value[x] ("Coding") and the value."""


class Level:
    """The items of a response that stand side by side, and what is inside them, found by linkId."""

    def __init__(self, items: list[Item]) -> None:
        self._items = items
        self._index: dict[str, list[Item]] | None = None

    def find(self, link_id: str) -> list[Item]:
        """All items with this linkId, here or further inside."""
        if self._index is None:
            self._index = {}
            for item in everywhere(self._items):
                self._index.setdefault(text(item, "linkId"), []).append(item)
        return self._index.get(link_id, [])


def enabled(item: Item, around: Sequence[Level]) -> bool | None:
    """Whether `item` is enabled. `around` are the levels of the response that it may stand in, the nearest last."""
    if any("enableWhenExpression" in text(extension, "url") for _, extension in objects(item, "extension")):
        return None
    conditions = [_holds(condition, around) for _, condition in objects(item, "enableWhen")]
    if not conditions:
        return True
    wanted = text(item, "enableBehavior") != "any"
    if (not wanted) in conditions:
        return not wanted
    return None if None in conditions else wanted


def answers_of(items: Iterable[Item]) -> list[Answer]:
    """All answers that the items themselves give, those in nested items not among them."""
    given = (value_of(answer) for item in items for _, answer in objects(item, "answer"))
    return [(kind, value) for kind, value in given if kind]


def below(item: Item) -> list[Item]:
    """The items directly inside an item of a response, under it or under its answers."""
    inside = [each for _, each in objects(item, "item")]
    for _, answer in objects(item, "answer"):
        inside.extend(each for _, each in objects(answer, "item"))
    return inside


def everywhere(items: Iterable[Item]) -> Iterator[Item]:
    """The items and all that are inside them."""
    waiting = list(items)
    while waiting:
        item = waiting.pop()
        yield item
        waiting.extend(below(item))


def _holds(condition: Item, around: Sequence[Level]) -> bool | None:
    question, operator = text(condition, "question"), text(condition, "operator")
    kind, wanted = value_of(condition, "answer")
    answers: list[Answer] = []
    for level in reversed(around):
        if found := level.find(question):
            answers = answers_of(found)
            break
    if operator == "exists":
        return (bool(answers) == wanted) if isinstance(wanted, bool) else None
    if operator == "!=":
        return _differs([same(answer, (kind, wanted)) for answer in answers])
    compared = [_compared(answer, operator, (kind, wanted)) for answer in answers]
    return True if True in compared else None if None in compared else False


def _differs(compared: list[bool | None]) -> bool | None:
    """R4's words on ``!=`` can be read in two ways where nothing or several things were answered."""
    return not compared[0] if len(set(compared)) == 1 and compared[0] is not None else None


def _compared(answer: Answer, operator: str, wanted: Answer) -> bool | None:
    if operator == "=":
        return same(answer, wanted)
    left, right = _measure(*answer), _measure(*wanted)
    if left is None or right is None or type(left) is not type(right) or answer[0] != wanted[0]:
        return None
    if isinstance(left, str) and len(left) != len(str(right)):
        return None
    return {">": left > right, "<": left < right, ">=": left >= right, "<=": left <= right}.get(operator)  # type: ignore[operator]


def same(left: Answer, right: Answer) -> bool | None:
    """Whether two answers are the same; None where a Coding has no system, or the types differ in a way that may not
    matter."""
    if left[0] != right[0]:
        return False if {left[0], right[0]} != {"Date", "DateTime"} else None
    if left[0] == "Coding":
        return _same_code(left[1], right[1])
    if left[0] == "Reference":
        return text(left[1], "reference") == text(right[1], "reference") or None
    if left[0] == "Quantity":
        return _same_quantity(left[1], right[1])
    if left[0] == "DateTime":
        first, second = _measure(*left), _measure(*right)
        return left[1] == right[1] or (None if first is None or second is None else first == second)
    return bool(left[1] == right[1])


def _same_code(left: Any, right: Any) -> bool | None:
    if text(left, "code") != text(right, "code"):
        return False
    if text(left, "system") == text(right, "system"):
        return True
    return False if text(left, "system") and text(right, "system") else None


def _same_quantity(left: Any, right: Any) -> bool | None:
    names = ("value", "unit", "system", "code")
    if isinstance(left, dict) and isinstance(right, dict):
        return True if all(left.get(name) == right.get(name) for name in names) else None
    return None


def _measure(kind: str, value: Any) -> Decimal | datetime | str | None:
    """What can be ordered: numbers, dates and times."""
    if kind in ("Integer", "Decimal") and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Decimal(str(value))
    if kind in ("Date", "Time") and isinstance(value, str):
        return value
    if kind == "DateTime" and isinstance(value, str) and "T" in value:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        return moment if moment.tzinfo else None
    return None
