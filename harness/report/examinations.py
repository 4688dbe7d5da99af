"""What the doctor found of each participant. Knows symptoms as the ledger has them; judges nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

Symptom = Mapping[str, Any]


def newest(examinations: Iterable[Mapping[str, Any]]) -> tuple[Symptom, ...]:
    """Of several `examinations` (``{"symptoms": […]}``) the symptoms of the last in which each participant was."""
    found: dict[str, list[Symptom]] = {}
    for examination in examinations:
        anew: dict[str, list[Symptom]] = defaultdict(list)
        for each in examination.get("symptoms", ()):
            anew[str(each.get("participant", ""))].append(each)
        found |= anew
    return tuple(each for symptoms in found.values() for each in symptoms)
