"""Questionnaire: what its items ask of each other (R4 questionnaire.html). Says no invariant (que-*) again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from harness.conformance.issue import Issue, mismatch
from harness.conformance.looking import objects, shown, text
from harness.conformance.scope import Resource, Scope

_DEFINITIONS = "R4 questionnaire-definitions.html#Questionnaire.item"
Item = dict[str, Any]

ANSWERS: dict[str, frozenset[str]] = {
    "boolean": frozenset(["Boolean"]),
    "decimal": frozenset(["Decimal"]),
    "integer": frozenset(["Integer"]),
    "date": frozenset(["Date"]),
    "dateTime": frozenset(["DateTime"]),
    "time": frozenset(["Time"]),
    "string": frozenset(["String"]),
    "text": frozenset(["String"]),
    "url": frozenset(["Uri"]),
    "choice": frozenset(["Coding", "String", "Integer", "Date", "Time", "Reference"]),
    "open-choice": frozenset(["Coding", "String", "Integer", "Date", "Time", "Reference"]),
    "attachment": frozenset(["Attachment"]),
    "reference": frozenset(["Reference"]),
    "quantity": frozenset(["Quantity"]),
}
"""The types of value[x] that answer an item of a type (R4 valueset-item-type.html)."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An item with its place, the link ids of the items around it, and its number in reading order."""

    item: Item
    where: str
    above: tuple[str, ...]
    number: int

    @property
    def link_id(self) -> str:
        """Its linkId."""
        return text(self.item, "linkId")

    @property
    def kind(self) -> str:
        """Its type."""
        return text(self.item, "type")


def items_of(questionnaire: Resource, where: str) -> list[Placed]:
    """All items in reading order."""
    found: list[Placed] = []
    waiting: list[tuple[Item, str, tuple[str, ...]]] = _below(questionnaire, where, ())
    while waiting:
        item, place, above = waiting.pop()
        found.append(Placed(item, place, above, len(found)))
        waiting.extend(_below(item, place, (*above, text(item, "linkId"))))
    return found


def _below(holder: Item, where: str, above: tuple[str, ...]) -> list[tuple[Item, str, tuple[str, ...]]]:
    return [(item, f"{where}.item[{at}]", above) for at, item in reversed(objects(holder, "item"))]


def value_of(holder: Item, name: str = "value") -> tuple[str, Any]:
    """The type and value of a choice element (``valueCoding`` gives "Coding"), ("", None) where there is none."""
    for key, value in holder.items():
        if isinstance(key, str) and key.startswith(name) and key[len(name) : len(name) + 1].isupper():
            return key[len(name) :], value
    return "", None


def check_enabling(questionnaire: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """Each enableWhen asks another question that is there, outside of its own item, and comes before it."""
    del scope
    items = items_of(questionnaire, where)
    by_id = {placed.link_id: placed for placed in reversed(items) if placed.link_id}
    for placed in items:
        for at, condition in objects(placed.item, "enableWhen"):
            if question := text(condition, "question"):
                yield from _condition(placed, condition, by_id.get(question), f"{placed.where}.enableWhen[{at}]")


def _condition(placed: Placed, condition: Item, asked: Placed | None, where: str) -> Iterator[Issue]:
    source = f"{_DEFINITIONS}.enableWhen.question"
    question = text(condition, "question")
    if asked is None:
        yield Issue(
            "error",
            "not-found",
            f"{where}.question",
            "enableWhen asks a question that the questionnaire does not have",
            "the linkId of an item",
            shown(question),
            source,
        )
    elif asked.link_id == placed.link_id or placed.link_id in asked.above:
        yield Issue(
            "error",
            "business-rule",
            f"{where}.question",
            "enableWhen asks its own item or one inside it",
            "an item outside",
            shown(question),
            source,
        )
    else:
        if asked.number > placed.number:
            yield Issue(
                "warning",
                "business-rule",
                f"{where}.question",
                "enableWhen asks an item that comes later",
                found=shown(question),
                source=source,
            )
        yield from _answer_fits(condition, asked, where)


def _answer_fits(condition: Item, asked: Placed, where: str) -> Iterator[Issue]:
    kind, _ = value_of(condition, "answer")
    source = f"{_DEFINITIONS}.enableWhen.answer[x]"
    if asked.kind in ("group", "display") and text(condition, "operator") != "exists":
        yield Issue(
            "warning",
            "business-rule",
            where,
            f"enableWhen asks an item of type {asked.kind}, which has no answer",
            "a question",
            asked.kind,
            source,
        )
    elif text(condition, "operator") != "exists" and not _answers(asked.kind, kind):
        yield mismatch(
            "business-rule",
            where,
            expected=f"an answer as the question ({asked.kind}) has it",
            found=f"answer{kind}",
            source=source,
            severity="warning",
        )


def check_values(questionnaire: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """Options and initial values are of the type that the item asks for."""
    del scope
    for placed in items_of(questionnaire, where):
        for name in ("answerOption", "initial"):
            for at, holder in objects(placed.item, name):
                yield from _value_fits(
                    placed, holder, f"{placed.where}.{name}[{at}]", f"{_DEFINITIONS}.{name}.value[x]"
                )


def _value_fits(placed: Placed, holder: Item, where: str, source: str) -> Iterator[Issue]:
    kind, _ = value_of(holder)
    if _answers(placed.kind, kind):
        return
    names = " or ".join(f"value{name}" for name in sorted(ANSWERS[placed.kind]))
    yield mismatch(
        "business-rule",
        f"{where}.value",
        expected=f"{names}, for the item is of type {placed.kind}",
        found=f"value{kind}",
        source=source,
    )


def _answers(asked: str, kind: str) -> bool:
    """Whether a value of this type can answer an item of the type `asked`; yes where either is not known."""
    return not kind or asked not in ANSWERS or kind in ANSWERS[asked] or (asked, kind) == ("url", "String")
