"""The person at the keyboard: is told what to send and where, and is asked what her screen shows.

Where a participant names an `operator` URL, a program stands in for her: each instruction and question is POSTed to it
as JSON besides being printed, and a question's answer is read from its reply.
"""

from __future__ import annotations

import json
import textwrap
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from harness.errors import RUNS_IT, OperatorDeclined, Unreachable
from harness.scenario import keyboard
from harness.transport.http_client import HttpClient, Request

Answer = Literal["yes", "no", "cannot tell"]
WORDS: Mapping[str, Answer] = {"y": "yes", "yes": "yes", "n": "no", "no": "no", "": "cannot tell", "?": "cannot tell"}

WIDTH = 79
"""Columns of what is asked at a terminal."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a participant's person is asked to do.

    `text` is the task in words, `address` the FHIR base to send to, `shape` how the request looks, `step` the sentence
    of the play that it belongs to, `seconds` the time that is left, `task` the same for a machine.
    """

    participant: str
    play: str
    text: str
    address: str
    seconds: float
    transaction: str
    task: Mapping[str, Any] = field(default_factory=dict)
    shape: str = ""
    step: str = ""

    @property
    def how(self) -> str:
        """The transaction, and how its request looks."""
        return f"{self.transaction}: {self.shape}" if self.shape else self.transaction

    def in_words(self) -> str:
        """The instruction as it is printed, a fact a line."""
        time = f"{self.seconds:.0f} s" if self.seconds < 120 else f"{self.seconds / 60:.0f} min"
        why = f"  in the step “{self.step}”\n" if self.step else ""
        how = f"  as {self.how}\n" if self.how else ""
        return f"\n{self.participant}: {self.text}\n{how}  to {self.address}\n{why}  (waiting {time})"


class Operator:
    """Speaks to people through `say` and asks them through `ask`; both may be replaced for a run without a terminal.

    `ask` gives back a line of input, or None when there is nobody to ask. `answers` tells what somebody said of a wait,
    by its name, on a page; where there is no terminal, a `patient` one waits for that.
    """

    def __init__(
        self,
        *,
        say: Callable[[str], None] | None = None,
        ask: Callable[[str], str | None] | None = None,
        answers: Callable[[str], str | None] = lambda _: None,
        patient: bool = False,
    ) -> None:
        self._say, self._ask = say or keyboard.show, ask
        self._answers, self._patient = answers, patient
        self._client = HttpClient(timeout=30)
        self._one_at_a_time = threading.Lock()

    def instruct(self, instruction: Instruction, *, hook: str = "") -> None:
        """Tell the person, and the program at `hook`, what to do. Raises Unreachable when the program is not there."""
        self._say(instruction.in_words())
        if hook:
            self._post(hook, {"kind": "instruction", **_fields(instruction)})

    def tell(self, words: str) -> None:
        """Say something that asks for nothing."""
        self._say(words)

    def ask(
        self,
        participant: str,
        question: str,
        task: Mapping[str, Any],
        *,
        hook: str = "",
        points: Sequence[str] = (),
        wait: str = "",
        patience: float = 0.0,
    ) -> bool:
        """Ask what the screen shows, or whether all `points` of the question are so, each on a line of its own.

        `wait` is what the question is called where it may be answered elsewhere, `patience` the seconds for that.
        Raises OperatorDeclined when nobody can tell.
        """
        if hook:
            said = self._post(
                hook, {"kind": "question", "participant": participant, "text": question, "task": dict(task)}
            )
            line: str | None = str(said.get("answer", ""))
        else:
            line = self._heard(laid_out(f"{participant}: {question}", points), wait, patience)
        answer = WORDS.get(line.strip().lower(), "cannot tell") if line is not None else None
        if answer is None:
            raise OperatorDeclined(f"nobody at a terminal could be asked: {question}", caused_by=RUNS_IT)
        if answer == "cannot tell":
            raise OperatorDeclined(f"the person at the screen could not tell: {question}", caused_by=participant)
        return answer == "yes"

    def _heard(self, question: str, wait: str, patience: float) -> str | None:
        if self._ask is None:
            time = patience if self._patient else 0.0
            return keyboard.ask(question, elsewhere=lambda: self._answers(wait), patience=time)
        with self._one_at_a_time:
            return self._ask(question)

    def close(self) -> None:
        """Close connections to programs."""
        self._client.close()

    def _post(self, hook: str, content: dict[str, Any]) -> dict[str, Any]:
        request = Request("POST", hook, (("Content-Type", "application/json"),), json.dumps(content).encode())
        response = self._client.send(request).response
        if response is None or response.status >= 300:
            status = "no answer" if response is None else response.status
            raise Unreachable(f"the operator program at {hook} did not take the instruction ({status})")
        try:
            said = json.loads(response.body or b"{}")
        except ValueError:
            said = {}
        return said if isinstance(said, dict) else {}


def laid_out(question: str, points: Sequence[str] = ()) -> str:
    """`question` as it is printed: in lines of a terminal, its `points` after the colon below each other."""
    asked = question.removesuffix(f" {'; '.join(points)}?") if points else question
    lines = textwrap.wrap(asked, WIDTH, break_long_words=False, break_on_hyphens=False)
    for point in points:
        lines += textwrap.wrap(point, WIDTH, initial_indent="  - ", subsequent_indent="    ", break_long_words=False)
    return "\n".join(["", *lines, "[yes / no / ? cannot tell] "])


def _fields(instruction: Instruction) -> dict[str, Any]:
    return {name: getattr(instruction, name) for name in Instruction.__slots__} | {"task": dict(instruction.task)}
