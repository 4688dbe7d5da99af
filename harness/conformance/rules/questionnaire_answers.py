"""The answers to one question of a Questionnaire: type, options, length (R4 questionnaireresponse.html)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.conformance.issue import Issue, Severity, mismatch
from harness.conformance.looking import objects, shown, text
from harness.conformance.rules.questionnaire import ANSWERS, Item, value_of
from harness.conformance.rules.questionnaire_enabling import Answer, same
from harness.conformance.scope import Scope

_SOURCE = "R4 questionnaireresponse.html#notes"


def check_answer(question: Item, answer: Item, where: str, scope: Scope) -> Iterator[Issue]:
    """One answer to `question`."""
    kind, value = value_of(answer)
    asked = text(question, "type")
    if not kind or asked not in ANSWERS:
        return
    if kind not in ANSWERS[asked]:
        names = " or ".join(f"value{name}" for name in sorted(ANSWERS[asked]))
        yield mismatch(
            "structure",
            f"{where}.value",
            expected=f"{names}, for the question is of type {asked}",
            found=f"value{kind}",
            source=_SOURCE,
        )
        return
    most = question.get("maxLength")
    if isinstance(most, int) and isinstance(value, str) and len(value) > most:
        yield mismatch(
            "structure", f"{where}.value", expected=f"at most {most} characters", found=str(len(value)), source=_SOURCE
        )
    yield from _chosen(question, (kind, value), f"{where}.value", scope)


def _chosen(question: Item, given: Answer, where: str, scope: Scope) -> Iterator[Issue]:
    """Whether the answer is one of those that the question offers."""
    options = [value_of(option) for _, option in objects(question, "answerOption")]
    asked, value_set = text(question, "type"), text(question, "answerValueSet")
    free = asked == "open-choice"
    alike = [option for option in options if option[0] == given[0]]
    if free and given[0] == "String":
        yield from _hidden_choice(options, given[1], where)
    elif options and not alike:
        yield _not_offered(given, where, "the question offers no answer of this type", severity="error")
    elif options and all(same(option, given) is False for option in alike):
        yield _not_offered(given, where, "the answer is none of the options", severity="warning" if free else "error")
    elif not options and asked == "choice" and given[0] not in ("Coding", "Reference"):
        yield _not_offered(given, where, "a choice without options is answered by a Coding", severity="warning")
    elif value_set and given[0] == "Coding" and text(given[1], "code"):
        inside = scope.terminology.contains(value_set, text(given[1], "system"), text(given[1], "code"))
        if inside is False:
            yield _not_offered(
                given, where, f"the answer is not in the value set {value_set}", severity="warning" if free else "error"
            )


def _hidden_choice(options: list[Answer], said: Any, where: str) -> Iterator[Issue]:
    if said in [text(value, "display") for kind, value in options if kind == "Coding" and text(value, "display")]:
        yield Issue(
            "warning",
            "business-rule",
            where,
            "the text is that of an option: is the Coding meant?",
            found=shown(said),
            source=_SOURCE,
        )


def _not_offered(given: Answer, where: str, message: str, *, severity: Severity) -> Issue:
    kind, value = given
    found = f"{text(value, 'system')}#{text(value, 'code')}" if kind == "Coding" else shown(value)
    return Issue(severity, "code-invalid", where, message, "one of the permitted answers", found, _SOURCE)
