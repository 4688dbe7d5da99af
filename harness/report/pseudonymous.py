"""A run in which people who are not the harness's have other names. Knows the run's nouns; draws nothing.

For what was written without ``harness run --redact-persons`` and is handed on. The evidence stays as it is.
"""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

from harness.evidence.acts import Standing
from harness.evidence.kept import Crossing
from harness.evidence.pseudonyms import Pseudonyms
from harness.evidence.redaction import OURS, Redactor
from harness.report.model import Attempt, Judgement, Play, Run

Noun = TypeVar("Noun")


def without_people(run: Run) -> Run:
    """`run` with a pseudonym for everybody whom the harness did not speak of first, wherever they turn up.

    Pictures that people gave with their acts are left out: nobody can tell who is in them.
    """
    people = Pseudonyms()
    for wait in (wait for play in run.plays for wait in play.waits):
        people.instructed(wait.instruction)
    exchanges = [each for play in run.plays for each in play.exchanges]
    for exchange in sorted((*exchanges, *run.unexpected), key=lambda one: one.request.at):
        people.meet(exchange)
    return _Told(Redactor(people=people)).run(run)


class _Told:
    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def run(self, run: Run) -> Run:
        plays = {id(play): self._play(play) for play in run.plays}
        return dataclasses.replace(
            run,
            plays=tuple(plays.values()),
            coverage=tuple(
                dataclasses.replace(
                    each,
                    judgements=tuple(
                        Judgement(plays[id(one.play)], self._noun(one.finding)) for one in each.judgements
                    ),
                )
                for each in run.coverage
            ),
            unexpected=tuple(map(self._redactor.exchange, run.unexpected)),
            standing=Standing([self._noun(act) for act in run.standing.acts], run.standing.begun),
            event={},  # its pages are drawn from what has people in it
            picture=lambda _: b"",
        )

    def _play(self, play: Play) -> Play:
        return dataclasses.replace(
            play,
            steps=tuple(map(self._noun, play.steps)),
            findings=tuple(map(self._noun, play.findings)),
            waits=tuple(map(self._noun, play.waits)),
            made=tuple(map(self._noun, play.made)),
            unchecked=tuple(map(self._noun, play.unchecked)),
            disputed=tuple(map(self._noun, play.disputed)),
            crossings=tuple(
                Crossing.of(each.play, each.step, self._redactor.exchange(each.exchange)) for each in play.crossings
            ),
            earlier=tuple(self._attempt(each) for each in play.earlier),
            reason=self._redactor.text(play.reason),
            traceback=self._redactor.text(play.traceback),
            machine=play.machine and self._play(play.machine),
        )

    def _attempt(self, each: Attempt) -> Attempt:
        return dataclasses.replace(each, findings=tuple(map(self._noun, each.findings)))

    def _noun(self, noun: Noun) -> Noun:
        """A record with pseudonyms in its texts; names and words of the harness's own stay."""
        fields = {one.name: getattr(noun, one.name) for one in dataclasses.fields(noun)}  # type: ignore[arg-type]
        shown: dict[str, Any] = {
            name: self._redactor.text(value)
            for name, value in fields.items()
            if type(value) is str and name not in OURS
        }
        return dataclasses.replace(noun, **shown)  # type: ignore[type-var]
