"""Whatever is given to the rules, they look at it and never raise."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from harness.conformance.rules import EVERY, RULES
from harness.conformance.scope import Scope
from harness.folders import fixtures

FILES = sorted(path for path in (fixtures() / "conformance").glob("*/*.json") if ".valid." in path.name)
RESOURCES = [json.loads(path.read_text(encoding="utf-8")) for path in FILES]
GARBAGE: tuple[Any, ...] = (
    None, 0, -1, 1.5, True, "", "x", "#a", "http://x|y", "Patient/1", "\ud800", 10**400, [], {}, [None], [[]], [{}],
    {"reference": 1}, {"resourceType": "List"}, {"resourceType": []}, {"extension": [{"url": 5}]}, "a" * 3000,
)  # fmt: skip
"""What may stand where FHIR wants something else."""


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every holder and key in `value`."""
    found = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    return [(value, key) for key, _ in found] + [place for _, inner in found for place in places(inner)]


def spoiled(resource: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """A copy with garbage at a few places; it stays what type it is."""
    copy = deepcopy(resource)
    for _ in range(dice.choice([1, 2, 5])):
        holder, key = dice.choice(places(copy))
        holder[key] = deepcopy(dice.choice(GARBAGE))
    return {**copy, "resourceType": resource["resourceType"]}


def rules_on(resource: dict[str, Any], scope: Scope) -> int:
    """Play all rules on a resource; how many findings there are."""
    return sum(1 for rule in RULES.get(resource["resourceType"], ()) for _ in rule(resource, "here", scope))


@pytest.mark.parametrize("name", sorted(RULES))
def test_rules_survive_garbage(name: str, scope_of: Callable[[dict[str, Any]], Scope]) -> None:
    dice = random.Random(name)
    good = [resource for resource in RESOURCES if resource["resourceType"] == name]
    bad = [spoiled(dice.choice(good), dice) for _ in range(100)]

    assert sum(rules_on(resource, scope_of(resource)) for resource in bad) > 0


def test_a_type_without_rules_of_its_own_has_those_of_all() -> None:
    assert RULES["Patient"] == EVERY
    assert set(EVERY) < set(RULES["Bundle"])


def test_the_types_with_rules_of_their_own_can_be_counted() -> None:
    assert len(RULES) == len(set(RULES)) > 10
