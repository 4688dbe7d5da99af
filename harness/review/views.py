"""What stands on the pages: for the organiser and mentors everybody, for a participant its own. Draws nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from harness.evidence.exchange import Exchange
from harness.evidence.record import Act, Wait, first_name
from harness.language import gettext
from harness.language import gettext as _
from harness.report import names
from harness.report.model import ANOTHER, DISPUTED, GRAVEST_FIRST, NOT_APPLICABLE, REFERENCE_MOCK, TO_MEND
from harness.report.saying import answered, said
from harness.review.access import Keys, Seat
from harness.review.counting import Counting
from harness.review.live import Live
from harness.review.seen import Arrival, Seen, Waiting

WORST_FIRST = ("", "FAIL", "INCONCLUSIVE", "ERROR", "NOTED", "PASS", NOT_APPLICABLE, DISPUTED)
"""The words on a participant's plays as it sees them: under way, its own to mend, and what others have to."""
SHOWN = 8  # of what arrived at an address


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message that came while it was waited for: when, in a few words, and what became of it."""

    at: float
    said: str
    answered: str
    fate: str


@dataclass(frozen=True, slots=True)
class WaitView:
    """A wait on a page. `claims` are the acts by which the participant says that it has sent, `arrived` what came."""

    mark: str
    wait: Wait
    since: float
    claims: tuple[Act, ...] = ()
    answer: Act | None = None
    arrived: tuple[Arrived, ...] = ()
    more: int = 0

    @property
    def is_question(self) -> bool:
        """Whether somebody is asked to look at a screen, and not to send."""
        return not self.wait.address


@dataclass(frozen=True, slots=True)
class PlayRow:
    """A play in a list.

    `word` is "" while it goes on, `machine` the machine's where that is another; `partners` says who else takes part,
    as far as that is told.
    """

    mark: str
    title: str
    seen: Seen
    word: str
    machine: str = ""
    partners: tuple[str, ...] = ()
    asked: bool = False
    paused: Act | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What no wire can show, and what was said of it for one participant."""

    requirement: str
    spec_id: str
    level: str
    actor: str
    text: str
    attestation: Act | None
    evidence: tuple[Act, ...]


class Views:
    """Looks at a run for its pages."""

    def __init__(self, live: Live, keys: Keys) -> None:
        self.live, self.keys = live, keys
        self._counting = Counting(live)

    def seats(self) -> list[Seat]:
        """The seats of the participants, in the order in which they were named."""
        slugs = names.Slugs()
        return [
            Seat("participant", slugs.give(str(each.get("slug") or each["name"])), str(each["name"]))
            for each in self.live.participants
        ]

    def counts(self, participant: str = "") -> Counter[str]:
        """How many plays have each verdict, of one participant where one is named; "" counts those under way."""
        plays = self.live.of(participant) if participant else list(self.live.plays.values())
        return Counter(self._counting.word(each, participant) for each in plays)

    def is_to_mend(self, seen: Seen, participant: str) -> bool:
        """Whether a participant did not pass in a play: nobody else's verdict, and not where it was not judged."""
        return seen.judges(participant) and self._counting.word(seen, participant) in TO_MEND

    def worst_first(self, participant: str) -> list[Seen]:
        """The plays of one participant: those under way, what it has to mend, the rest; the newest first in each."""
        return sorted(
            self.live.of(participant), key=lambda one: WORST_FIRST.index(self._counting.word(one, participant))
        )

    def waits(self, participant: str = "") -> list[WaitView]:
        """What is waited for."""
        return [self._wait(each) for each in self.live.open_waits(participant)]

    def said_sent(self, participant: str) -> list[WaitView]:
        """The waits that ended after the participant said that it had sent, the newest first, three of them."""
        standing = self.live.standing
        closed = [
            one
            for one in self.live.waits.values()
            if one.wait.participant == participant and not one.is_open and standing.sent(one.name)
        ]
        closed.sort(key=lambda one: standing.sent(one.name)[-1].at, reverse=True)
        return [self._wait(each) for each in closed[:3]]

    def rows(self, plays: Iterable[Seen], seat: Seat, participant: str = "") -> list[PlayRow]:
        """Plays for a list, with the words on `participant` where one is named; `seat` sees no name that is not its."""
        titles = self.titles()
        asked = {first_name(one.play) for one in self.live.requests()} | {one.name for one in self.live.queued()}
        return [self._row(each, seat, participant, titles, asked) for each in plays]

    def titles(self) -> dict[str, str]:
        """The title of each scenario."""
        return {str(each["scenario"]): str(each.get("title", "")) for each in self.live.rows("scenarios", "scenarios")}

    def questions(self, participant: str) -> list[Question]:
        """What has to be attested of whoever plays the actors that this participant plays."""
        who = next((each for each in self.live.participants if each["name"] == participant), {})
        actors = {*(who.get("actors") or ()), *(who.get("ihe_actors") or ())}
        return [
            self._question(each, participant)
            for each in self.live.rows("catalogue", "requirements")
            if each.get("attest") and actors & {each.get("actor"), each.get("ihe_actor"), "any" if actors else ""}
        ]

    def addresses(self, slug: str) -> Sequence[dict[str, Any]]:
        """Where this participant sends to."""
        return [each for each in self.live.rows("addresses", "addresses") if each.get("participant") == slug]

    def withdrawn(self) -> set[str]:
        """The ids of acts that count no more."""
        standing = {one.id for one in self.live.standing.acts}
        return {one.id for one in self.live.acts if one.act != "withdraw"} - standing

    def _wait(self, waiting: Waiting) -> WaitView:
        standing = self.live.standing
        claims = standing.sent(waiting.name)
        arrivals = self.live.arrivals(waiting) if claims else []
        return WaitView(
            self.keys.mark(waiting.name),
            waiting.wait,
            waiting.since,
            claims,
            standing.answer(waiting.name),
            tuple(filter(None, (self._arrived(each, waiting) for each in arrivals[-SHOWN:]))),
            max(len(arrivals) - SHOWN, 0),
        )

    def _arrived(self, arrival: Arrival, waiting: Waiting) -> Arrived | None:
        if (exchange := self.live.exchange(arrival)) is None:
            return None
        return Arrived(arrival.at, said(exchange), answered(exchange), _fate(arrival, exchange, waiting.wait))

    def _row(self, seen: Seen, seat: Seat, participant: str, titles: dict[str, str], asked: set[str]) -> PlayRow:
        others = [self._called(each, seat) for each in seen.participants if each != participant]
        word, machine = self._counting.word(seen, participant), seen.word(participant)
        return PlayRow(
            self.keys.mark(seen.name),
            titles.get(seen.scenario) or seen.scenario.rpartition(".")[2].replace("_", " "),
            seen,
            word,
            machine if machine != word else "",
            tuple(others),
            seen.name in asked,
            self.live.standing.pause(participant=participant, scenario=seen.scenario),
        )

    def cast(self, seen: Seen, seat: Seat) -> list[tuple[str, str]]:
        """Each actor of a play and who plays it, participants first; `seat` sees no name that is not its."""
        actors = sorted(seen.casting.items(), key=lambda each: each[1] not in seen.participants)
        return [
            (actor, self._called(name, seat) if name in seen.participants else name or REFERENCE_MOCK)
            for actor, name in actors
        ]

    def _called(self, name: str, seat: Seat) -> str:
        """What `seat` sees of the name of a participant."""
        if seat.is_staff or name == seat.name:
            return name
        return f"{gettext(ANOTHER)} {self._number(name, seat.name)}"

    def _number(self, name: str, participant: str) -> int:
        """What `participant` sees instead of the name of another: the same in all rows, and in no order that tells."""
        others = (str(each["name"]) for each in self.live.participants if each["name"] != participant)
        return sorted(others, key=lambda one: self.keys.mark(f"{participant} {one}")).index(name) + 1

    def _question(self, row: dict[str, Any], participant: str) -> Question:
        requirement, standing = str(row["requirement"]), self.live.standing
        return Question(
            requirement,
            str(row.get("spec_id") or ""),
            str(row.get("level") or "SHALL"),
            str(row.get("actor") or ""),
            str(row["attest"]),
            standing.attestation(participant, requirement),
            standing.comments(participant=participant, requirement=requirement),
        )


def _fate(arrival: Arrival, exchange: Exchange, wait: Wait) -> str:
    """What became of a message, in words."""
    if arrival.held:
        return _("held: it may be for a step that comes later")
    if not arrival.play:
        return exchange.failure or _("no scenario was waiting for it")
    if arrival.play == wait.play:
        return _("taken: this is what was waited for")
    return _("taken by another scenario of yours")


def summed(counts: Counter[str]) -> list[tuple[str, int]]:
    """Verdict words and how many plays have each, gravest first, without those that none has."""
    return [(word, counts[word]) for word in GRAVEST_FIRST if counts[word]]
