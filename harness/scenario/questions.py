"""Questions to the person at a participant's screen, written down as waits. Knows no scenario and no wire."""

from __future__ import annotations

import dataclasses
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from harness.errors import Inconclusive, OperatorDeclined
from harness.evidence.acts import wait_name
from harness.evidence.ledger import Ledger
from harness.evidence.record import Wait
from harness.openhie.preparation import Preparation
from harness.participants import Participant
from harness.scenario.operator import Operator
from harness.scenario.recording import Recording

if TYPE_CHECKING:
    from harness.scenario.play import Play


class Questions:
    """Asks `operator`, and not what `recording` holds the answer to. `numbers` counts the waits of a process."""

    def __init__(self, ledger: Ledger, operator: Operator, recording: Recording | None, numbers: Iterator[int]) -> None:
        self._ledger, self._operator, self._recording, self._numbers = ledger, operator, recording, numbers
        self._prepared: dict[tuple[str, str], bool | OperatorDeclined] = {}
        self._one_at_a_time: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)  # by participant

    def answered(
        self,
        play: Play,
        participant: Participant,
        question: str,
        task: dict[str, Any],
        *,
        once: bool = False,
        points: Sequence[str] = (),
    ) -> bool:
        """Whether the person says yes. What is asked `once` in a run is not asked again when it is resumed.

        `points` are what stands in the question after its colon, each by itself.

        Raises OperatorDeclined where nobody can tell, and Inconclusive where the evidence does not.
        """
        name, recording = participant.name, self._recording
        if recording is not None and (
            said := recording.answer_to(name, question) if once else recording.next_answer(play.id)
        ):
            return said == "yes"
        if recording is not None and not recording.go_on:
            recording.breaks_off(play.id, play.steps, "the evidence does not say what the person answered")
        wait = Wait(play.id, play.steps, next(self._numbers), name, question, "", 0, "open", once=once)
        self._ledger.add(wait)
        with play.clock.stopped():
            yes = self._operator.ask(
                name,
                question,
                task,
                hook=participant.operator,
                points=points,
                wait=wait_name(wait),
                patience=participant.patience,
            )
        self._ledger.add(dataclasses.replace(wait, state="answered", answer="yes" if yes else "no"))
        return yes

    def prepared(self, play: Play, actor: str, participant: Participant, preparation: Preparation) -> None:
        """See that `preparation` was made at the participant that plays `actor`; asked once in a run.

        Raises Inconclusive where it is not, and OperatorDeclined where nobody can tell.
        """
        with self._one_at_a_time[participant.name]:
            key = (participant.name, preparation.what)
            if key not in self._prepared:
                self._prepared[key] = self._said_of(play, participant, preparation)
        said = self._prepared[key]
        if isinstance(said, OperatorDeclined):
            raise OperatorDeclined(said.reason, caused_by=said.caused_by)
        if not said:
            reason = f"{participant.name} is not set up as this scenario needs it: {preparation.what}"
            raise Inconclusive(reason, caused_by=actor)

    def _said_of(self, play: Play, participant: Participant, preparation: Preparation) -> bool | OperatorDeclined:
        question, task = f"Is {participant.name} set up so: {preparation.what}?", {"preparation": preparation.id}
        try:
            return self.answered(play, participant, question, task, once=True, points=preparation.points)
        except OperatorDeclined as nobody:
            hint = f'Where it is, write prepared = ["{preparation.id}"] in its table of the participants\' file.'
            return OperatorDeclined(f"{nobody.reason} {hint}", caused_by=nobody.caused_by)
