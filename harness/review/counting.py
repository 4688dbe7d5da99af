"""Which word on a play counts, after what people did. Reads a play only where somebody touched it."""

from __future__ import annotations

from harness.evidence.record import first_name
from harness.report.assembly import assemble
from harness.report.counting import counted_play
from harness.report.model import DISPUTED, NOT_APPLICABLE
from harness.review.live import Live
from harness.review.seen import Seen


class Counting:
    """The words that count in one run. What was read is kept until somebody does something again."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._acts = -1
        self._overridden: set[str] = set()
        self._read: dict[tuple[str, str, int], str] = {}

    def word(self, seen: Seen, participant: str = "") -> str:
        """The verdict that counts, on one participant where one is named; "" while the play goes on."""
        word, standing = seen.word(participant), self._live.standing
        if not word or word == NOT_APPLICABLE or not standing.acts:
            return word
        if standing.dispute(scenario=seen.scenario, participant=participant):
            return DISPUTED
        return self._counted(seen, participant) if self._is_touched(seen) else word

    def _is_touched(self, seen: Seen) -> bool:
        if self._acts != len(self._live.acts):
            self._acts = len(self._live.acts)
            self._read.clear()
            self._overridden = {first_name(one.play) for one in self._live.standing.acts if one.act == "override"}
        dispute = self._live.standing.dispute
        return seen.name in self._overridden or any(
            dispute(scenario=seen.scenario, requirement=requirement, participant=party)
            for party, requirement in seen.wrong
        )

    def _counted(self, seen: Seen, participant: str) -> str:
        key = seen.name, participant, len(seen.places)
        if key not in self._read:
            run = assemble(self._live.evidence([seen]))
            play = counted_play(run.plays[0], run.standing)
            self._read[key] = play.verdict_of(participant) if participant else play.verdict
        return self._read[key]
