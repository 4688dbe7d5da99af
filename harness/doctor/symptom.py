"""What an examination found, and whether a system can be played against. Judges nobody, opens no connection."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["ok", "warn", "bad"]

DOMAIN = "domains"
"""The check that asks whether a registry knows the identifier domains it was said to serve."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing that was looked at. `participant` is a name, `check` a word or two.

    `sentence` says what was found, `remedy` what to do about it (empty where all is well). With `blocks` nothing can
    be judged over this `endpoint` (``fhir``, ``hl7v2``) while it lasts; `fails` names the requirements that a run will
    find broken by it (``Z-03, 78-04a``).
    """

    participant: str
    check: str
    state: State
    sentence: str
    remedy: str = ""
    blocks: bool = False
    fails: str = ""
    endpoint: str = "fhir"


@dataclass(frozen=True, slots=True)
class Health:
    """Whether a participant (by name) can be played against.

    `away` says why not, in the words that an INCONCLUSIVE verdict carries, by the endpoint that cannot be reached, and
    `reason` is the first of them. `domain_refused` says which identifier
    domains it does not know, and is empty where it knows them all.
    """

    participant: str
    reachable: bool
    reason: str = ""
    domain_refused: str = ""
    away: Mapping[str, str] = field(default_factory=dict)


def health(symptoms: Iterable[Symptom]) -> tuple[Health, ...]:
    """The health of each participant that `symptoms` speak of, in their order."""
    found: dict[str, list[Symptom]] = {}
    for each in symptoms:
        found.setdefault(each.participant, []).append(each)
    return tuple(_health(name, each) for name, each in found.items())


def _health(name: str, symptoms: Iterable[Symptom]) -> Health:
    refused, away = "", dict[str, str]()
    for each in symptoms:
        if each.blocks:
            away.setdefault(each.endpoint, each.sentence)
        if each.check == DOMAIN and each.state == "bad":
            refused = each.sentence
    return Health(name, reachable=not away, reason=next(iter(away.values()), ""), domain_refused=refused, away=away)


def snapshot(symptom: Symptom) -> dict[str, Any]:
    """`symptom` in values that JSON can hold."""
    return dataclasses.asdict(symptom)
