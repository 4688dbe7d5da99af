"""Whether an item of a form is enabled, as far as that can be told."""

from __future__ import annotations

from typing import Any

import pytest

from harness.conformance.rules.questionnaire_enabling import Level, enabled, same


def answered(**values: Any) -> list[Level]:
    return [Level([{"linkId": "1", "answer": [{name: value} for name, value in values.items()]}])]


def when(operator: str, **answer: Any) -> dict[str, Any]:
    return {"enableWhen": [{"question": "1", "operator": operator, **answer}]}


@pytest.mark.parametrize(
    ("item", "around", "told"),
    [
        ({}, [], True),
        (when("exists", answerBoolean=True), [], False),
        (when("exists", answerBoolean=False), [], True),
        (when("exists", answerString="yes"), [], None),
        (when("=", answerString="a"), answered(valueString="a"), True),
        (when("=", answerString="a"), answered(valueString="b"), False),
        (when("=", answerString="a"), [], False),
        (when("!=", answerString="a"), answered(valueString="b"), True),
        (when("!=", answerString="a"), [], None),
        (when(">", answerInteger=5), answered(valueInteger=6), True),
        (when("<=", answerDate="2026-01-01"), answered(valueDate="2026-01-02"), False),
        (when("<", answerDate="2026"), answered(valueDate="2026-01-02"), None),
        (when(">", answerDateTime="2026-01-01T00:00:00Z"), answered(valueDateTime="2026-01-01T01:00:00+02:00"), False),
        (when(">", answerString="a"), answered(valueString="b"), None),
        (when("unheard of", answerInteger=5), answered(valueInteger=6), None),
        ({"extension": [{"url": "http://example.org/enableWhenExpression"}]}, [], None),
    ],
)
def test_an_item_is_enabled_by_the_answers(item: dict[str, Any], around: list[Level], told: bool | None) -> None:
    assert enabled(item, around) is told


@pytest.mark.parametrize(("behavior", "told"), [("any", True), ("all", False)])
def test_several_conditions_are_told_together(behavior: str, told: bool) -> None:
    conditions = when("=", answerString="a")["enableWhen"] + when("=", answerString="b")["enableWhen"]

    assert enabled({"enableWhen": conditions, "enableBehavior": behavior}, answered(valueString="a")) is told


def test_the_nearest_item_with_the_link_id_counts() -> None:
    far, near = answered(valueString="b")[0], answered(valueString="a")[0]

    assert enabled(when("=", answerString="a"), [far, near]) is True


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        ({"system": "s", "code": "a"}, {"system": "s", "code": "a"}, True),
        ({"system": "s", "code": "a"}, {"system": "t", "code": "a"}, False),
        ({"code": "a"}, {"system": "t", "code": "a"}, None),
        ({"system": "s", "code": "a"}, {"system": "s", "code": "b"}, False),
    ],
)
def test_codes_are_the_same_with_their_systems(left: object, right: object, told: bool | None) -> None:
    assert same(("Coding", left), ("Coding", right)) is told


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        (("Reference", {"reference": "Patient/a"}), ("Reference", {"reference": "Patient/a"}), True),
        (("Reference", {"reference": "Patient/a"}), ("Reference", {"reference": "http://x/Patient/a"}), None),
        (("Quantity", {"value": 1, "code": "g"}), ("Quantity", {"value": 1, "code": "g"}), True),
        (("Quantity", {"value": 1, "code": "kg"}), ("Quantity", {"value": 1000, "code": "g"}), None),
        (("Quantity", 1), ("Quantity", {"value": 1}), None),
        (("DateTime", "2026-01-01T01:00:00+01:00"), ("DateTime", "2026-01-01T00:00:00Z"), True),
        (("DateTime", "2026-01-01"), ("DateTime", "2026-01-01T00:00:00Z"), None),
        (("DateTime", "whenTever"), ("DateTime", "2026-01-01T00:00:00Z"), None),
        (("Date", "2026-01-01"), ("DateTime", "2026-01-01"), None),
        (("String", "a"), ("Coding", {"code": "a"}), False),
    ],
)
def test_values_are_the_same_as_far_as_that_can_be_told(left: Any, right: Any, told: bool | None) -> None:
    assert same(left, right) is told
