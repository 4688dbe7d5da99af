"""A play's evidence, to be played from again: what was exchanged and answered is not asked for anew. Sends nothing."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from typing import NoReturn

from harness.errors import Inconclusive, NothingReceived
from harness.evidence.exchange import Exchange
from harness.evidence.reading import Evidence
from harness.evidence.record import Ending, Finding, Start, Step, Wait, first_name, repeated, repetition
from harness.scenario.in_words import endpoint_of
from harness.scenario.inbox import Address


class Recording:
    """The exchanges and answers of a run, in the order in which they took place, by play.

    `go_on` says what happens where the recording ends: the play goes on in the world (a resumed run), or nothing more
    can be known (a run that is judged again).
    """

    def __init__(self, evidence: Evidence, *, go_on: bool) -> None:
        self.go_on = go_on
        self._exchanges: dict[str, deque[Exchange]] = defaultdict(deque)
        self._answers: dict[str, deque[str]] = defaultdict(deque)
        self._times: dict[str, int] = defaultdict(int)
        self._ended: dict[str, Ending] = {}
        self._begun: dict[str, str] = {}
        self._in_vain: dict[tuple[str, int], Wait] = {}
        self._heard: set[tuple[str, int]] = set()
        self._once: dict[tuple[str, str], str] = {}
        self._left_open = _left_open(evidence)
        self._left, self._lock = evidence.left, threading.Lock()
        self.unexpected = evidence.unexpected
        for one in evidence.records:
            if isinstance(one, Start):
                self._times[first_name(one.play)] += 1
                if one.anew:
                    self._begun[first_name(one.play)] = one.play
            elif isinstance(one, Ending):
                self._ended[first_name(one.play)] = one
            elif isinstance(one, Wait) and one.state == "answered":
                if one.once:
                    self._once[one.participant, one.instruction] = one.answer
                else:
                    self._answers[first_name(one.play)].append(one.answer)
            elif isinstance(one, Wait) and one.state == "expired":
                self._in_vain[first_name(one.play), one.step] = one
            elif isinstance(one, Wait) and one.state == "received":
                self._heard.add((first_name(one.play), one.step))
        for crossing in evidence.crossings:
            name = first_name(crossing.play)
            if repetition(crossing.play) >= repetition(self.begun(name)):
                self._exchanges[name].append(crossing.exchange)

    def begun(self, play: str) -> str:
        """The name under which this play was last begun anew: its people are drawn by it."""
        return self._begun.get(play, play)

    def ending(self, play: str) -> Ending | None:
        """How this play ended, the last time that it did; None for one that was cut off or never begun."""
        return self._ended.get(play)

    def times(self, play: str) -> int:
        """How often it was begun."""
        return self._times.get(play, 0)

    def next_name(self, play: str) -> str:
        """What the next playing of this play is called: ``a[b]``, then ``a[b]#2``."""
        return repeated(play, self._times[play] + 1)

    def forget(self, play: str) -> None:
        """Nothing of this play is used again."""
        self._exchanges.pop(play, None)
        self._answers.pop(play, None)

    def next_exchange(self, play: str, transaction: str) -> Exchange | None:
        """The exchange that took place next, when it is of this `transaction`; None where the recording ends."""
        recorded = self._exchanges[first_name(play)]
        return recorded.popleft() if recorded and recorded[0].transaction == transaction else None

    def left_at(self, address: Address) -> list[tuple[Exchange, str]]:
        """What had come to `address`, and nobody had taken when the run was cut off; each once, with its base."""
        with self._lock:
            here = [one for one in self._left if _came_to(one) == address]
            self._left = [one for one in self._left if _came_to(one) != address]
        return [(one, one.base) for one in here]

    def listened(self, play: str, step: int) -> bool | None:
        """Whether something came that was listened for in this step; None where nobody listened to the end."""
        place = first_name(play), step
        return False if place in self._in_vain else True if place in self._heard else None

    def answer_to(self, participant: str, question: str) -> str | None:
        """What the person said to a question that is asked once in a run; None where nobody asked it."""
        return self._once.get((participant, question))

    def lacks(self, transaction: str, play: str, step: int, *, initiator: str) -> NoReturn:
        """Say why no exchange was recorded: NothingReceived where it was waited for in vain, else Inconclusive."""
        if wait := self._in_vain.get((first_name(play), step)):
            vain, (had, _) = f"no {transaction} arrived at {wait.address}", self._reason(play, step)
            if not had or had.startswith(vain):
                raise NothingReceived(had or f"{vain} before the wait ran out", caused_by=initiator)
        self.breaks_off(play, step, f"the evidence holds no {transaction} at this place")

    def breaks_off(self, play: str, step: int, why: str) -> NoReturn:
        """Raise Inconclusive: the play goes no further, for the reason that it had then; `why` where it had none."""
        reason, caused_by = self._reason(play, step)
        raise Inconclusive(reason or why, caused_by=caused_by or "the harness")

    def _reason(self, play: str, step: int) -> tuple[str, str]:
        """Why this step came to nothing when it was played, and who caused that; two "" where it did not."""
        name = first_name(play)
        if found := self._left_open.get((name, step)):
            return found, ""
        ending = self._ended.get(name)
        if ending is None or ending.traceback or not ending.caused_by or self._exchanges.get(name):
            return "", ""
        return ending.reason, ending.caused_by

    def next_answer(self, play: str) -> str | None:
        """What the person at the screen said next; None where the recording ends."""
        answers = self._answers[first_name(play)]
        return answers.popleft() if answers else None


def _left_open(evidence: Evidence) -> dict[tuple[str, int], str]:
    """Why a `then` found nothing out, by its play and step: the play went on, and ended for a reason of its own."""
    asked: dict[str, Step] = {}
    found = {}
    for one in evidence.records:
        if isinstance(one, Step):
            asked[one.play] = one
        elif isinstance(one, Finding) and one.verdict == "INCONCLUSIVE":
            step = asked.get(one.play)
            if step and (one.step, one.requirement, one.sentence) == (step.number, step.requirement, step.sentence):
                found[first_name(one.play), one.step] = one.found
    return found


def _came_to(held: Exchange) -> Address:
    """The address to which `held` came: as long as it is nobody's, its two actors say that."""
    return held.initiator, held.responder, endpoint_of(held.protocol, held.responder)
