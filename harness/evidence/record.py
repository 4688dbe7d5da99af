"""What a run writes down beside the bytes: steps, findings, waits, endings. Nouns only; decides nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar, Literal

from harness.verdict import Verdict, combined

FindingVerdict = Literal["PASS", "NOTED", "INCONCLUSIVE", "FAIL", "ERROR"]
Keyword = Literal["given", "when", "then"]


@dataclass(frozen=True, slots=True)
class Start:
    """A scenario begins in one casting. `casting` maps each actor to a participant's name, "" for a reference mock.

    `anew` when it owes nothing to what was exchanged before under the same name.
    """

    kind: ClassVar[str] = "start"
    play: str
    scenario: str
    workflow: str
    casting: dict[str, str]
    at: float
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence of the play. `number` counts from 1 within the play; a `then` names its actor and requirement."""

    kind: ClassVar[str] = "step"
    play: str
    number: int
    keyword: Keyword
    sentence: str
    at: float
    actor: str = ""
    level: str = ""
    requirement: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One requirement judged once, on one actor.

    `participant` is "" for a reference mock. `where`, `expected` and `found` are empty for a PASS. `exchange` is the
    id of the exchange that shows it, "" where none does. `message` says more, where there is more to say.
    """

    kind: ClassVar[str] = "finding"
    play: str
    step: int
    requirement: str
    actor: str
    participant: str
    level: str
    verdict: FindingVerdict
    sentence: str
    where: str = ""
    expected: str = ""
    found: str = ""
    exchange: str = ""
    message: str = ""

    @property
    def weight(self) -> Verdict:
        """The finding as a verdict: NOTED counts as PASS."""
        return Verdict.PASS if self.verdict == "NOTED" else Verdict[self.verdict]


@dataclass(frozen=True, slots=True)
class NotChecked:
    """Something that could not be checked of one requirement and one actor, and why: no finding, and not passed over.

    `where` is the place in the message of `exchange`, "" where the message as a whole is meant.
    """

    kind: ClassVar[str] = "not-checked"
    play: str
    step: int
    requirement: str
    actor: str
    participant: str
    where: str
    reason: str
    exchange: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """A participant is asked to send, or a person to look. `state` goes from open to received, expired or answered.

    What is asked `once` is asked in one play of the run for all of them. `how` says what a message looks like that is
    waited for (``ITI-78: GET [base]/Patient?…``).
    """

    kind: ClassVar[str] = "wait"
    play: str
    step: int
    number: int
    participant: str
    instruction: str
    address: str
    deadline: float
    state: Literal["open", "received", "expired", "answered"]
    answer: str = ""
    once: bool = False
    how: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """Something that the run created at a participant and that `harness clean` can try to remove."""

    kind: ClassVar[str] = "made"
    play: str
    participant: str
    url: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Ending:
    """A scenario ended. `verdicts` maps each participant to its verdict; `verdict` is the weightiest of all sides.

    `reason` says why it is INCONCLUSIVE or NOT APPLICABLE and `caused_by` who caused it: a participant's name,
    "the network" or "the harness". `traceback` is kept for a bug of ours.
    """

    kind: ClassVar[str] = "ending"
    play: str
    verdict: str
    verdicts: dict[str, str]
    at: float
    reason: str = ""
    caused_by: str = ""
    traceback: str = ""


@dataclass(frozen=True, slots=True)
class NotPlayed:
    """A scenario that was not played in a casting, for one of the three reasons of NOT APPLICABLE, or not judgeable."""

    kind: ClassVar[str] = "not-played"
    scenario: str
    workflow: str
    casting: dict[str, str]
    reason: str
    caused_by: str = ""
    verdict: Literal["NOT APPLICABLE", "INCONCLUSIVE"] = "NOT APPLICABLE"


@dataclass(frozen=True, slots=True)
class Fact:
    """A snapshot of something that judged or was judged: `topic` is run, catalogue, scenarios, defects, end…"""

    kind: ClassVar[str] = "fact"
    topic: str
    content: dict[str, Any] = field(default_factory=dict)


Deed = Literal[
    "comment", "attest", "override", "dispute", "settle", "pause", "go-on", "answer", "sent", "again", "withdraw"
]
Role = Literal["organiser", "mentor", "participant"]


@dataclass(frozen=True, slots=True)
class Act:
    """What a person did about a run. It is appended; nothing that stands before it is changed, whatever it says.

    * ``comment``: `text` on whatever it is about;
    * ``attest``: what no wire can show is so (`verdict` PASS) or is not (FAIL), with `text` and `pictures` as evidence;
    * ``override``: a finding (`play`, `requirement`, `participant`) has another `verdict`, for the reason in `text`;
    * ``dispute`` and ``settle``: a scenario or requirement is played and shown, and not counted, until it is settled;
    * ``pause`` and ``go-on``: a participant or scenario is not played until it goes on;
    * ``answer``: what the screen shows, ``yes``, ``no`` or ``cannot tell`` in `text`, to the wait that `about` names;
    * ``sent``: the participant says that it has sent what the wait `about` asks for;
    * ``again``: `play` shall be played again, or all of `participant`'s that did not pass where `play` is empty;
    * ``withdraw``: the act whose id is `about` counts no more.

    `id` is unique in the run, `by` is a person's name as it was given, `at` Unix seconds. What it is not about is "".
    A wait is named ``<play> <step> <number>``. `pictures` are ``{"name", "type", "body": {"sha256", "at", "size"}}``,
    kept as bodies are.
    """

    kind: ClassVar[str] = "act"
    id: str
    act: Deed
    by: str
    role: Role
    at: float
    text: str = ""
    participant: str = ""
    scenario: str = ""
    play: str = ""
    requirement: str = ""
    verdict: str = ""
    about: str = ""
    pictures: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that somebody gives as evidence: its file's name, its media type (``image/png``), its bytes."""

    name: str
    type: str
    content: bytes


Record = Start | Step | Finding | NotChecked | Wait | Made | Ending | NotPlayed | Fact | Act


_AGAIN = re.compile(r"#(\d+)$")
_NUMBER = re.compile(r"\[\d+\]")


def without_numbers(where: str) -> str:
    """A place without its indices: the same fault of many entries stands in one such place."""
    return _NUMBER.sub("", where)


@lru_cache(maxsize=256)  # asked of every record, and those of a play follow each other
def first_name(play: str) -> str:
    """A play's id without the number of its repetition: ``a[b]#2`` is ``a[b]`` played or judged a second time."""
    return _AGAIN.sub("", play)


def repetition(play: str) -> int:
    """Which time of its being played `play` is: 1 for ``a[b]``, 2 for ``a[b]#2``."""
    found = _AGAIN.search(play)
    return int(found[1]) if found else 1


def repeated(play: str, times: int) -> str:
    """The id of the play whose first name is `play` when it is played for the `times`th time."""
    return f"{play}#{times}" if times > 1 else play


def verdict_of(findings: list[Finding]) -> Verdict:
    """The one rule: the weightiest finding."""
    return combined(finding.weight for finding in findings)
