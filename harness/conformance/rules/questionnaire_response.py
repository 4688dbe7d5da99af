"""QuestionnaireResponse against its Questionnaire, where that can be found (R4 questionnaireresponse.html#notes).

Knows items: which, where, in which order, how many. What an answer says is in `questionnaire_answers`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness.conformance.issue import Issue, mismatch, not_checked
from harness.conformance.looking import objects, one, shown, text
from harness.conformance.rules.nearby import find
from harness.conformance.rules.questionnaire import Item, items_of
from harness.conformance.rules.questionnaire_answers import check_answer
from harness.conformance.rules.questionnaire_enabling import Level, enabled, everywhere
from harness.conformance.scope import Resource, Scope

_SOURCE = "R4 questionnaireresponse.html#notes"
_OTHERS = ("ValueSet", "StructureDefinition", "CodeSystem", "Measure", "Library", "PlanDefinition")
"""What a canonical may name by mistake."""
_FINISHED = ("completed", "amended")


@dataclass(frozen=True, slots=True)
class _Form:
    """The form that is answered: every linkId of it, and whether its answers are all given."""

    link_ids: frozenset[str]
    finished: bool
    scope: Scope


def check_response(response: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """The items and answers of a response, against the Questionnaire it names."""
    canonical = text(response, "questionnaire")
    if not canonical:
        return
    questionnaire = find("Questionnaire", canonical, scope)
    if questionnaire is None:
        yield _not_found(canonical, f"{where}.questionnaire", scope)
        return
    link_ids = frozenset(placed.link_id for placed in items_of(questionnaire, ""))
    form = _Form(link_ids, text(response, "status") in _FINISHED, scope)
    yield from _level(questionnaire, response, where, form, ())


def _not_found(canonical: str, where: str, scope: Scope) -> Issue:
    other = next((kind for kind in _OTHERS if find(kind, canonical, scope)), "")
    if other:
        return mismatch("invalid", where, expected="a Questionnaire", found=f"a {other}, {canonical}", source=_SOURCE)
    return not_checked(where, f"the answers: the Questionnaire {canonical} is not known", source=_SOURCE)


def _level(asked: Item, given: Item, where: str, form: _Form, around: Sequence[Level]) -> Iterator[Issue]:
    """The items directly inside `given` (a response, an item, an answer) against those inside `asked`."""
    questions = {text(item, "linkId"): (at, item) for at, item in reversed(objects(asked, "item"))}
    found: dict[str, list[tuple[int, Item]]] = {}
    last = -1
    for at, item in objects(given, "item"):
        link_id = text(item, "linkId")
        if link_id not in questions:
            yield from _misplaced(link_id, f"{where}.item[{at}]", form)
            continue
        if questions[link_id][0] < last:
            yield Issue(
                "error",
                "structure",
                f"{where}.item[{at}]",
                "the item comes after one that the questionnaire has later",
                "the order of the questionnaire",
                shown(link_id),
                _SOURCE,
            )
        last = max(last, questions[link_id][0])
        found.setdefault(link_id, []).append((at, item))
    here = (*around, Level([item for _, item in objects(given, "item")]))
    for link_id, (_, question) in sorted(questions.items(), key=lambda pair: pair[1][0]):
        yield from _question(question, found.get(link_id, []), where, form, here)


def _misplaced(link_id: str, where: str, form: _Form) -> Iterator[Issue]:
    if link_id in form.link_ids:
        yield Issue(
            "error",
            "structure",
            where,
            "the questionnaire has this item at another place",
            found=shown(link_id),
            source=_SOURCE,
        )
    elif link_id:
        yield Issue(
            "error",
            "not-found",
            where,
            "the questionnaire has no item with this linkId",
            "a linkId of the questionnaire",
            shown(link_id),
            _SOURCE,
        )


def _question(
    question: Item, given: list[tuple[int, Item]], where: str, form: _Form, around: Sequence[Level]
) -> Iterator[Issue]:
    """All items of the response that answer one item of the questionnaire."""
    active = enabled(question, around)
    kind, link_id = text(question, "type"), text(question, "linkId")
    answered = [item for _, item in given if any(objects(each, "answer") for each in everywhere([item]))]
    if active is False and answered:
        at = next(at for at, item in given if item in answered)
        yield Issue(
            "error",
            "business-rule",
            f"{where}.item[{at}]",
            "the item is not enabled, and yet it is answered",
            "no answer",
            shown(link_id),
            f"{_SOURCE} enableWhen",
        )
    needed = active and form.finished and question.get("required") is True and kind != "display"
    if needed and not (answered if kind != "group" else given):
        place = f"{where}.item[{given[0][0]}]" if given else where
        wanted = f"an answer to {shown(link_id)}"
        yield Issue("error", "required", place, "a required item has no answer", wanted, "none", _SOURCE)
    if len(given) > 1 and (kind != "group" or question.get("repeats") is not True):
        yield Issue(
            "error",
            "structure",
            f"{where}.item[{given[1][0]}]",
            "the item is there several times",
            "it once",
            f"{shown(link_id)} {len(given)} times",
            _SOURCE,
        )
    for at, item in given:
        yield from _item(question, item, f"{where}.item[{at}]", form, around)


def _item(question: Item, item: Item, where: str, form: _Form, around: Sequence[Level]) -> Iterator[Issue]:
    kind = text(question, "type")
    answers, inside = objects(item, "answer"), objects(item, "item")
    yield from _text(question, item, where)
    if kind in ("group", "display") and answers:
        yield mismatch(
            "structure",
            f"{where}.answer",
            expected=f"no answer, for the item is a {kind}",
            found=f"{len(answers)}",
            source=_SOURCE,
        )
    if kind == "display" and inside:
        yield mismatch(
            "structure",
            f"{where}.item",
            expected="no items, for the item is a display",
            found=f"{len(inside)}",
            source=_SOURCE,
        )
    elif kind == "group":
        yield from _level(question, item, where, form, around)
    elif kind:
        yield from _answers(question, item, where, form, around)


def _answers(question: Item, item: Item, where: str, form: _Form, around: Sequence[Level]) -> Iterator[Issue]:
    answers = objects(item, "answer")
    if objects(item, "item"):
        yield Issue(
            "error",
            "structure",
            f"{where}.item",
            "items inside a question stand in its answer",
            "answer.item",
            "item",
            _SOURCE,
        )
    if len(answers) > 1 and question.get("repeats") is not True:
        yield Issue(
            "error",
            "structure",
            f"{where}.answer[1]",
            "the question is answered several times",
            "one answer",
            str(len(answers)),
            _SOURCE,
        )
    for at, answer in answers:
        yield from check_answer(question, answer, f"{where}.answer[{at}]", form.scope)
        yield from _level(question, answer, f"{where}.answer[{at}]", form, around)


def _text(question: Item, item: Item, where: str) -> Iterator[Issue]:
    """The text beside an answer is that of the question, or a translation of it."""
    said, asked = text(item, "text"), text(question, "text")
    if said and asked and not objects(one(question, "_text"), "extension") and said.split() != asked.split():
        yield mismatch("business-rule", f"{where}.text", expected=shown(asked), found=shown(said), source=_SOURCE)
