"""What a scenario author imports, and nothing else.

A *scenario* casts actors and takes steps. A step is a *transaction*, carried by a *transport*. What crosses the wire is
kept as *evidence*. *Checks* read the evidence and find. Findings are weighed into a *verdict*. Evidence and verdicts
are drawn into a *report*.

Names are fetched when they are first used (PEP 562), so that ``harness --help`` stays quick. PYTEST_DONT_REWRITE:
checks raise `NonConformance` and need no rewriting of asserts.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as `typing` has it, whose loading takes longer than all else here
if TYPE_CHECKING:
    from typing import Any

    from harness.scenario import facilities, figures, health_workers, oddities, outages, patients, sights, terminology
    from harness.scenario.steps import given, provided, then, when
    from harness.scenario.verifies import verifies

__version__ = "0.1.0"

_HOMES = {
    "given": ("harness.scenario.steps", "given"),
    "provided": ("harness.scenario.steps", "provided"),
    "when": ("harness.scenario.steps", "when"),
    "then": ("harness.scenario.steps", "then"),
    "verifies": ("harness.scenario.verifies", "verifies"),
    "figures": ("harness.scenario.figures", ""),
    "facilities": ("harness.scenario.facilities", ""),
    "health_workers": ("harness.scenario.health_workers", ""),
    "patients": ("harness.scenario.patients", ""),
    "oddities": ("harness.scenario.oddities", ""),
    "outages": ("harness.scenario.outages", ""),
    "preparation": ("harness.openhie.preparation", ""),
    "sights": ("harness.scenario.sights", ""),
    "terminology": ("harness.scenario.terminology", ""),
}

__all__ = [
    "__version__",
    "facilities",
    "figures",
    "given",
    "health_workers",
    "oddities",
    "outages",
    "patients",
    "preparation",
    "provided",
    "sights",
    "terminology",
    "then",
    "verifies",
    "when",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'harness' has no attribute {name!r}")
    home, attribute = _HOMES[name]
    module = import_module(home)
    return getattr(module, attribute) if attribute else module
