"""Writes one play into a ledger the way the plugin does: a start, steps, exchanges, findings, an ending."""

from __future__ import annotations

from typing import Any

from harness.evidence.exchange import Exchange
from harness.evidence.ledger import Ledger
from harness.evidence.record import Ending, Finding, Made, Start, Step, Wait, repeated

SERVICE, REGISTRY = "point_of_service", "client_registry"


class Telling:
    """One play being written down; `at` moves on with each line."""

    def __init__(
        self, ledger: Ledger, scenario: dict[str, Any], casting: dict[str, str], *, at: float, times: int = 1
    ) -> None:
        cast = " + ".join(f"{name} as {actor}" for actor, name in casting.items() if name) or "rehearsal"
        self.ledger, self.casting, self.at = ledger, casting, at
        self.play, self.number, self.weight = repeated(f"{scenario['scenario']}[{cast}]", times), 0, []
        self._add(Start(self.play, scenario["scenario"], scenario["workflow"], casting, at, anew=times > 1))

    def _add(self, record: Any) -> None:
        self.ledger.add(record)
        self.at += 0.004

    def step(self, keyword: Any, sentence: str, **more: str) -> None:
        self.number += 1
        self._add(Step(self.play, self.number, keyword, sentence, self.at, **more))

    def crosses(self, exchange: Exchange) -> Exchange:
        written = self.ledger.add_exchange(exchange, play=self.play, step=self.number)
        self.at = max(self.at, exchange.ended)
        return written

    def judges(
        self, actor: str, requirement: str, sentence: str, verdict: Any = "PASS", *, level: str = "SHALL", **more: str
    ) -> None:
        """A `then` and what it found."""
        self.step("then", sentence, actor=actor, level=level, requirement=requirement)
        self.finds(actor, requirement, sentence, verdict, level=level, **more)

    def finds(
        self, actor: str, requirement: str, sentence: str, verdict: Any = "PASS", *, level: str = "SHALL", **more: str
    ) -> None:
        """A finding, also one that no step speaks of."""
        name = self.casting[actor]
        finding = Finding(self.play, self.number, requirement, actor, name, level, verdict, sentence, **more)
        self.weight.append(finding)
        self._add(finding)

    def waits(self, participant: str, instruction: str, address: str, *, state: Any, answer: str = "") -> None:
        for each, said in (("open", ""), (state, answer)):
            deadline = self.at + 300
            self._add(Wait(self.play, self.number, 1, participant, instruction, address, deadline, each, answer=said))

    def made(self, participant: str, url: str, sentence: str) -> None:
        self._add(Made(self.play, participant, url, sentence))

    def ends(self, verdict: str = "", **more: str) -> None:
        verdicts: dict[str, str] = {}
        for name in filter(None, self.casting.values()):
            own = [finding.weight for finding in self.weight if finding.participant == name]
            verdicts[name] = max(own).name if own else "INCONCLUSIVE"
        word = verdict or max((finding.weight for finding in self.weight), default=None)
        self._add(Ending(self.play, getattr(word, "name", word or "INCONCLUSIVE"), verdicts, self.at, **more))
