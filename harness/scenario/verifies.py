"""`@verifies`: the requirements that a scenario gives evidence for. Marks a function and does nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Scenario = TypeVar("Scenario", bound=Callable[..., None])


def verifies(*requirements: str) -> Callable[[Scenario], Scenario]:
    """Declare the ids that the scenario judges. Ids are literals: they are read from the source at collection."""

    def declare(scenario: Scenario) -> Scenario:
        scenario.__dict__["verifies"] = requirements
        return scenario

    return declare
