"""What the doctor, and the run itself, found of each participant. Knows symptoms of the ledger; judges nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from harness.evidence.reading import Evidence
from harness.evidence.strangers import TOPIC

Symptom = Mapping[str, Any]
PEOPLE = "people"
"""The check of the one symptom that the run itself finds: data that looks like real people's."""


def symptoms(evidence: Evidence) -> tuple[Symptom, ...]:
    """What is known of each participant beside what was judged: by the doctor, and by what came in the run."""
    met = {str(one["participant"]): one for one in evidence.facts(TOPIC)}
    return (*newest(evidence.facts("doctor")), *(_real(name, one["people"]) for name, one in met.items()))


def warnings(found: Iterable[Symptom]) -> list[dict[str, str]]:
    """Whose data looks like real people's, and what to do, out of all symptoms."""
    return [
        {"participant": str(one["participant"]), "sentence": f"{one['sentence']} {one['remedy']}"}
        for one in found
        if one.get("check") == PEOPLE
    ]


def _real(participant: str, people: int) -> Symptom:
    return {
        "participant": participant,
        "check": PEOPLE,
        "state": "warning",
        "sentence": f"It sent {people} people or more who are not of the harness's making: they look like real people.",
        "remedy": "Use a system that holds nobody real, or hide them: harness run, report and export --redact-persons.",
    }


def newest(examinations: Iterable[Mapping[str, Any]]) -> tuple[Symptom, ...]:
    """Of several `examinations` (``{"symptoms": […]}``) the symptoms of the last in which each participant was."""
    found: dict[str, list[Symptom]] = {}
    for examination in examinations:
        anew: dict[str, list[Symptom]] = defaultdict(list)
        for each in examination.get("symptoms", ()):
            anew[str(each.get("participant", ""))].append(each)
        found |= anew
    return tuple(each for symptoms in found.values() for each in symptoms)
