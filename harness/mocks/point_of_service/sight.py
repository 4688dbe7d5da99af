"""Answers what a screen shows, for a program that asks in a person's place. Knows screens, not answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from harness.mocks.point_of_service.screen import Screen

Answer = Literal["yes", "no", "cannot tell"]
Look = Callable[[Screen, Mapping[str, Any]], bool]

LOOKS: Mapping[str, Look] = {
    "patient": lambda screen, task: screen.offers(str(task.get("family", ""))),
    "not the patient": lambda screen, task: not screen.offers(str(task.get("family", ""))),
    "patients": lambda screen, task: len(screen.patients) == task.get("count"),
    "nobody found": lambda screen, _: not screen.patients and not screen.error,
    "error": lambda screen, _: bool(screen.error) and not (screen.patients or screen.services),
}


def seen(task: Mapping[str, Any], screen: Screen) -> Answer:
    """Whether `screen` shows the sight of `task`; "cannot tell" for a sight unknown here, and where nobody searched."""
    look = LOOKS.get(str(task.get("sight", "")))
    if look is None or not screen.searched:
        return "cannot tell"
    return "yes" if look(screen, task) else "no"
