"""What is found in the answers of a terminology service, and where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from harness.checks import terminology as checks
from tests.checks.resources import Told, finding, outcome
from tests.seen import answer

CONTAINS = checks.CONTAINS
HERE = "http://here"


def code(name: str, *inside: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A code of an expansion with its system and display; `more` goes in, or out where it is None."""
    told = {"system": HERE, "code": name, "display": name.upper(), **({"contains": list(inside)} if inside else {})}
    return {key: value for key, value in {**told, **more}.items() if value is not None}


def expanded(*codes: dict[str, Any], **more: Any) -> Any:
    """The answer of an expansion of these codes."""
    known = {"identifier": "urn:uuid:1", "timestamp": "2026-01-01", "total": len(codes), "contains": list(codes)}
    expansion = {key: value for key, value in {**known, **more}.items() if value not in (None, [])}
    return answer({"resourceType": "ValueSet", "status": "active", "expansion": expansion})


def told(*parameters: dict[str, Any]) -> Any:
    """The answer of another operation."""
    return answer({"resourceType": "Parameters", "parameter": list(parameters)})


def result(value: bool) -> dict[str, Any]:
    return {"name": "result", "valueBoolean": value}


def match(code: str = "b", equivalence: str = "equal") -> dict[str, Any]:
    concept = {"name": "concept", "valueCoding": {"system": HERE, "code": code}}
    return {"name": "match", "part": [{"name": "equivalence", "valueCode": equivalence}, concept]}


TREE = expanded(code("a", code("b")), code("heading", code("c"), abstract=True))
DOSES = {"name": "property", "part": [{"name": "code", "valueCode": "doses"}, {"name": "value", "valueInteger": 1}]}
FRENCH = {"name": "designation", "part": [{"name": "value", "valueString": "Vaccin"}]}
NAMED = expanded(code("a", designation=[{"language": "fr", "value": "Vaccin"}]))

RIGHT: list[tuple[Callable[..., None], tuple[Any, ...]]] = [
    (checks.expands_to, (TREE, ["a", "b", "c"])),
    (checks.describes_each, (expanded(code("a"), code("h", abstract=True, display=None)),)),
    (checks.displays, (TREE, "b", "B")),
    (checks.shows_designation, (NAMED, "a", "Vaccin")),
    (checks.is_flat, (expanded(code("a"), code("b")),)),
    (checks.tells_of_itself, (expanded(code("a")),)),
    (checks.counts_only, (expanded(total=4), 4)),
    (checks.shows_page, (TREE, 3)),
    (checks.pages_hold, ([expanded(code("b")), expanded(code("a"))], ["a", "b"])),
    (checks.includes_definition, (answer({"resourceType": "ValueSet", "compose": {"include": []}}),)),
    (checks.says, (told(result(True)), True)),
    (checks.gives, (told({"name": "display", "valueString": "A"}), "display", "A")),
    (checks.gives, (told({"name": "display", "valueString": "A"}), "display")),
    (checks.has_property, (told(DOSES), "doses", 1)),
    (checks.has_designation, (told(FRENCH), "Vaccin")),
    (checks.translates_to_nothing, (told(result(False)),)),
    (checks.translates_to_nothing, (told(result(False), match(equivalence="unmatched")),)),
    (checks.answers_with, (expanded(), "ValueSet")),
    (checks.is_answered_or_refused, (answer(status=200),)),
    (checks.is_answered_or_refused, (answer(status=422),)),
]


@pytest.mark.parametrize(("check", "arguments"), RIGHT)
def test_what_is_right_passes(check: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    assert check(*arguments) is None


REFUSED = answer(outcome(), status=404)
WRONG: list[tuple[Callable[..., None], tuple[Any, ...], Told]] = [
    (checks.expands_to, (TREE, ["a", "d"]), (CONTAINS, "the code d", "a, b, c")),
    (checks.expands_to, (expanded(), ["a"]), (CONTAINS, "the code a", "none")),
    (checks.expands_to, (TREE, ["a"]), (CONTAINS, "no other code", "b, c")),
    (checks.expands_to, (REFUSED, ["a"]), ("HTTP status", "200", "404")),
    (checks.expands_to, (answer({"resourceType": "ValueSet"}), []), ("ValueSet.expansion", "an expansion", "nothing")),
    (checks.describes_each, (expanded(),), (CONTAINS, "codes", "none")),
    (checks.describes_each, (expanded(code("a", display=None)),), (f"{CONTAINS}[0].display", "a display", "nothing")),
    (checks.displays, (TREE, "b", "Bee"), (f"{CONTAINS}[0].contains[0].display", "Bee", "B")),
    (checks.displays, (TREE, "x", "X"), (CONTAINS, "the code x", "not that code")),
    (checks.shows_designation, (TREE, "a", "Vaccin"), (f"{CONTAINS}[0].designation", "Vaccin", "none")),
    (checks.is_flat, (TREE,), (f"{CONTAINS}[0].contains", "nothing inside", "nested codes")),
    (checks.tells_of_itself, (expanded(total=None),), ("ValueSet.expansion.total", "the total", "nothing")),
    (checks.counts_only, (expanded(total=3), 4), ("ValueSet.expansion.total", "4", "3")),
    (checks.counts_only, (expanded(code("a")), 1), (CONTAINS, "no code", "codes")),
    (checks.shows_page, (TREE, 2), (CONTAINS, "2 codes", "3 codes")),
    (checks.pages_hold, ([TREE, TREE], ["a"]), (CONTAINS, "a", "a, a, b, b, c, c")),
    (checks.includes_definition, (expanded(),), ("ValueSet.compose", "the definition", "nothing")),
    (checks.says, (told(result(False)), True), ("Parameters.parameter.result", "true", "false")),
    (checks.says, (told({"name": "name", "valueString": "x"}), True), ("Parameters.parameter.result",)),
    (checks.says, (REFUSED, True), ("HTTP status", "200", "404")),
    (checks.gives, (told({"name": "display", "valueString": "B"}), "display", "A"), ("Parameters.parameter.display",)),
    (checks.gives, (told({"name": "display"}), "display"), ("Parameters.parameter.display", "a value", "nothing")),
    (checks.has_property, (told(DOSES), "doses", 2), ("Parameters.parameter.property", "doses 2", "doses 1")),
    (checks.has_property, (told(), "doses", 2), ("Parameters.parameter.property", "doses 2", "none")),
    (checks.has_designation, (told(), "Vaccin"), ("Parameters.parameter.designation", "Vaccin", "none")),
    (checks.translates_to_nothing, (told(result(True)),), ("Parameters.parameter.result", "false", "true")),
    (checks.translates_to_nothing, (told(result(False), match()),), ("Parameters.parameter.match",)),
    (checks.answers_with, (REFUSED, "ValueSet"), ("HTTP status", "200", "404")),
    (checks.is_answered_or_refused, (answer(status=500),), ("HTTP status",)),
]


@pytest.mark.parametrize(("check", "arguments", "wanted"), WRONG)
def test_what_is_wrong_is_told_with_its_place(
    check: Callable[..., None], arguments: tuple[Any, ...], wanted: tuple[str, ...]
) -> None:
    assert finding(check, *arguments)[: len(wanted)] == wanted


def test_a_translation_is_a_code_of_a_system_and_how_it_is_related() -> None:
    answered = told(result(True), match("a", "wider"), match())
    assert checks.translates_to(answered, "b", system=HERE, equivalence="equal") is None


@pytest.mark.parametrize(("given", "found"), [([], "none"), ([match("b", "wider")], f"{HERE} b wider")])
def test_another_translation_is_told(given: list[dict[str, Any]], found: str) -> None:
    wrong = finding(checks.translates_to, told(result(True), *given), "b", system=HERE, equivalence="equal")
    assert wrong == ("Parameters.parameter.match", f"{HERE} b equal", found)
