"""What could not be checked in a run, put together by requirement, place and reason. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from harness.evidence.record import NotChecked, without_numbers
from harness.report.model import REFERENCE_MOCK, Play


@dataclass(frozen=True, slots=True)
class Gap:
    """What could not be checked: `where` without indices, "" for a whole message; whose, and in which plays."""

    requirement: str
    where: str
    reason: str
    participants: tuple[str, ...]
    plays: tuple[Play, ...]


def gaps(plays: Iterable[Play]) -> list[Gap]:
    """The gaps of `plays`, those that most plays have first."""
    found: dict[tuple[str, str, str], list[tuple[Play, NotChecked]]] = {}
    for play in plays:
        for one in play.unchecked:
            found.setdefault((one.requirement, without_numbers(one.where), one.reason), []).append((play, one))
    made = [
        Gap(
            *key,
            participants=tuple(dict.fromkeys(one.participant or REFERENCE_MOCK for _, one in each)),
            plays=tuple({play.slug: play for play, _ in each}.values()),
        )
        for key, each in found.items()
    ]
    return sorted(made, key=lambda gap: -len(gap.plays))
