"""What is known of a run while it goes on: a play, a wait, a message that arrived. Nouns only; follows nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from harness.evidence.acts import wait_name
from harness.evidence.following import Place
from harness.evidence.overridden import UNJUDGED
from harness.evidence.record import Ending, NotPlayed, Start, Wait
from harness.report.model import REFERENCE_MOCK


@dataclass(slots=True, eq=False)
class Seen:
    """A play so far. `name` is what it is known by, `id` that of its newest repetition; `ending` is None until it ends.

    `step` is the sentence that it is at, `began` when the play began (Unix seconds), `exchanges` how many crossed.
    `wrong` holds who did not meet which requirement.
    """

    name: str
    id: str
    scenario: str
    workflow: str
    casting: dict[str, str]
    began: float
    places: list[Place] = field(default_factory=list)
    ending: Ending | NotPlayed | None = None
    step: str = ""
    step_began: float = 0.0
    exchanges: int = 0
    wrong: set[tuple[str, str]] = field(default_factory=set)

    @property
    def participants(self) -> tuple[str, ...]:
        """Who takes part, each once."""
        return tuple(dict.fromkeys(name for name in self.casting.values() if name and name != REFERENCE_MOCK))

    def word(self, participant: str = "") -> str:
        """The machine's verdict, on one participant where one is named; "" while it goes on."""
        if isinstance(self.ending, NotPlayed):
            return self.ending.verdict
        if self.ending is None:
            return ""
        word = self.ending.verdicts.get(participant, self.ending.verdict)
        return {"NOTED": "PASS", UNJUDGED: "INCONCLUSIVE"}.get(word, word)

    def judges(self, participant: str) -> bool:
        """Whether anything could be judged of `participant`: in a pair, it may be all of the other side."""
        return not isinstance(self.ending, Ending) or self.ending.verdicts.get(participant) != UNJUDGED


@dataclass(frozen=True, slots=True)
class Waiting:
    """A wait, and since when (Unix seconds). Whoever is asked to look at a screen has no `address`."""

    wait: Wait
    since: float

    @property
    def name(self) -> str:
        """What acts call it."""
        return wait_name(self.wait)

    @property
    def is_open(self) -> bool:
        """Whether it is waited for still."""
        return self.wait.state == "open"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that a participant sent us: when (Unix seconds), for which play ("" for none), whether it is held."""

    at: float
    play: str
    held: bool
    place: Place


def left_out(one: Start | NotPlayed) -> str:
    """What a scenario is called in a casting that it was not played in."""
    return f"{one.scenario} {sorted(one.casting.items())}"


def door(address: str) -> str:
    """What tells one address of the harness from another: a path over HTTP, else a port."""
    return door_of(urlsplit(address).scheme, address, address)


def door_of(protocol: str, address: str, target: str) -> str:
    """The same for a message: what it is spoken in, where it came to, and what it asked for there."""
    if protocol.startswith("http"):
        return "/".join(urlsplit(target).path.split("/")[:4])
    return f":{address.rpartition(':')[2].partition('/')[0]}"
