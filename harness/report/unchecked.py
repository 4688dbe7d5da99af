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


def gaps(plays: Iterable[Play], *, of_mocks: bool = False) -> list[Gap]:
    """The gaps of `plays` in what participants sent, or our own mocks; those that most plays have first.

    In a rehearsal, where nobody else is there, the mocks are the participants.
    """
    found: dict[tuple[str, str, str], list[tuple[Play, NotChecked]]] = {}
    for play in plays:
        for one in play.unchecked:
            if of_mocks == bool(one.participant or play.is_rehearsal):
                continue
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
