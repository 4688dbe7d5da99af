"""A run as it stands just now: plays, waits, what arrived, what people did. Follows the ledger; keeps no message.

Of each play it knows where its lines lie, so that a page reads no more than the play that it shows.
"""

from __future__ import annotations

import contextlib
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from harness.evidence import decoding
from harness.evidence.acts import TAKEN, Standing, begun_anew, wait_name
from harness.evidence.exchange import Exchange
from harness.evidence.following import Follower, Line, Place
from harness.evidence.reading import Evidence
from harness.evidence.record import (
    Act,
    Ending,
    Fact,
    Finding,
    NotPlayed,
    Record,
    Start,
    Step,
    Wait,
    first_name,
    repetition,
)
from harness.review.seen import Arrival, Seen, Waiting, door, door_of, left_out

PASSING = frozenset({"doctor", "judged"})  # facts that no page needs


class Live:
    """Follows the run in `folder`. Safe to call from several threads. A UsageError when there is no run there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = threading.RLock()
        self._follower = Follower(folder)
        self.facts: dict[str, dict[str, Any]] = {}
        self.plays: dict[str, Seen] = {}
        self.waits: dict[str, Waiting] = {}
        self._open: dict[str, Waiting] = {}
        self._queued: dict[str, str] = {}
        self.acts: list[Act] = []
        self.taken: dict[str, list[str]] = {}
        self.standing = Standing(())
        self.version = 0
        self.versions: dict[str, int] = defaultdict(int)
        self._begun: list[Start] = []
        self._pictures: dict[str, Place] = {}
        self._by: dict[str, dict[str, Seen]] = defaultdict(dict)
        self._arrivals: dict[str, dict[tuple[float, str], Arrival]] = defaultdict(dict)

    def refresh(self) -> int:
        """Take in what was written since, and give back the number of this state; another one when anything came."""
        with self.lock:
            before = len(self.acts), len(self._begun)
            for line in self._follower.news():
                self.version += 1
                with contextlib.suppress(AttributeError, KeyError, TypeError, ValueError):  # the report tells of them
                    self._take(line)
            if before != (len(self.acts), len(self._begun)):
                self.standing = Standing(self.acts, begun_anew(self._begun))
            return self.version

    @property
    def participants(self) -> Sequence[dict[str, Any]]:
        """Who came, as the run's first lines describe them."""
        return self.rows("run", "participants")

    def rows(self, topic: str, name: str) -> Sequence[dict[str, Any]]:
        """The list `name` in the snapshot `topic`: ``catalogue`` and ``requirements``, say."""
        return self.facts.get(topic, {}).get(name) or ()

    @property
    def is_over(self) -> bool:
        """Whether the run has said that it ended."""
        return bool(self.facts.get("end"))

    def of(self, participant: str) -> list[Seen]:
        """The plays of one participant, those that began last first."""
        return sorted(self._by[participant].values(), key=lambda one: one.began, reverse=True)

    def open_waits(self, participant: str = "") -> list[Waiting]:
        """What is waited for, of one participant where one is named; what ends first stands first."""
        found = [one for one in self._open.values() if participant in ("", one.wait.participant)]
        return sorted(found, key=lambda one: one.wait.deadline or float("inf"))

    def arrivals(self, wait: Waiting) -> list[Arrival]:
        """What came to the address of `wait` since it began, in order."""
        here = door(wait.wait.address)
        return sorted((one for one in self._arrivals[here].values() if one.at >= wait.since), key=lambda one: one.at)

    def requests(self, participant: str = "") -> list[Act]:
        """What shall be played again and was not taken up yet, of one participant where one is named, oldest first."""
        return [one for one in self.standing.requests(self.taken) if participant in ("", one.participant)]

    def queued(self, participant: str = "") -> list[Seen]:
        """What the run took up to be played again and has not begun yet, of one participant where one is named."""
        found = (self.plays[name] for name in self._queued if name in self.plays)
        return [one for one in found if participant in ("", *one.participants)]

    def evidence(self, plays: Iterable[Seen]) -> Evidence:
        """All that is known of these plays, messages too, with the facts that hold for the run and every act."""
        with self.lock:
            evidence = self._follower.evidence(place for one in plays for place in one.places)
            facts: list[Record] = [Fact(topic, content) for topic, content in self.facts.items()]
            evidence.records[:0] = facts
            evidence.records += self.acts
            return evidence

    def exchange(self, arrival: Arrival) -> Exchange | None:
        """The message that arrived, and what it was answered; None where it cannot be read any more."""
        with self.lock:
            evidence = self._follower.evidence([arrival.place])
        return next(iter((*evidence.held, *(one.exchange for one in evidence.crossings))), None)

    def picture(self, sha256: str) -> bytes:
        """A picture that was given with an act; empty where there is none."""
        with self.lock:
            place = self._pictures.get(sha256)
            return self._follower.evidence([place]).picture(sha256) if place else b""

    def _take(self, line: Line) -> None:
        if line.kind in ("exchange", "held"):
            self._crossed(line)
        elif line.kind in decoding.KINDS:
            self._recorded(decoding.record_of(line.kind, line.fields), line)

    def _recorded(self, record: Record, line: Line) -> None:
        match record:
            case Fact():
                self._fact(record)
            case Act():
                self.acts.append(record)
                self._pictures |= {one["body"]["sha256"]: line.place for one in record.pictures}
                self._told(record.participant)
            case NotPlayed():
                name = left_out(record)
                seen = Seen(name, name, record.scenario, record.workflow, record.casting, 0.0, [line.place], record)
                self._keep(seen)
            case _:
                self._played(record, line)

    def _fact(self, fact: Fact) -> None:
        if fact.topic == TAKEN:
            plays = [str(play) for play in fact.content.get("plays") or ()]
            self.taken[str(fact.content.get("act"))] = plays
            self._queued |= {first_name(play): play for play in plays}
        elif fact.topic not in PASSING:
            self.facts[fact.topic] = fact.content
            if fact.topic == "run":
                self.facts.pop("end", None)  # a run that was resumed goes on
            if fact.topic in ("run", "end"):
                self._queued.clear()
            if fact.topic == "end":
                self._cut_off(float(fact.content.get("at") or 0))
        self._told(*self.versions)

    def _cut_off(self, at: float) -> None:
        """The run is over: what still goes on goes on no more, and nobody is waited for."""
        self._open.clear()
        for seen in self.plays.values():
            if seen.ending is None:
                word = "INCONCLUSIVE"
                seen.ending = Ending(seen.id, word, dict.fromkeys(seen.participants, word), at)

    def _played(self, record: Any, line: Line) -> None:
        name = first_name(record.play)
        if isinstance(record, Start):
            self._start(record)
        if (seen := self.plays.get(name)) is None:
            return
        seen.places.append(line.place)
        if isinstance(record, Step):
            seen.step, seen.step_began = record.sentence, record.at
        elif isinstance(record, Finding) and record.verdict not in ("PASS", "NOTED"):
            seen.wrong.add((record.participant, record.requirement))
        elif isinstance(record, Wait):
            self._waited(record, seen)
        elif isinstance(record, Ending):
            seen.ending = record
        self._told(*seen.participants)

    def _waited(self, wait: Wait, seen: Seen) -> None:
        known = self.waits.get(wait_name(wait))
        waiting = Waiting(wait, known.since if known else seen.step_began or seen.began)
        self.waits[waiting.name] = waiting
        if waiting.is_open:
            self._open[waiting.name] = waiting
        else:
            self._open.pop(waiting.name, None)

    def _start(self, start: Start) -> None:
        if start.anew:
            self._begun.append(start)
        self._forget(left_out(start))
        name = first_name(start.play)
        if repetition(start.play) >= repetition(self._queued.get(name, "")):
            self._queued.pop(name, None)
        seen = self.plays.get(name) or Seen(name, start.play, start.scenario, start.workflow, start.casting, start.at)
        seen.id, seen.began, seen.ending, seen.step = start.play, start.at, None, ""
        seen.step_began, seen.exchanges = 0.0, 0
        seen.wrong.clear()
        self._keep(seen)

    def _keep(self, seen: Seen) -> None:
        self.plays[seen.name] = seen
        for name in seen.participants:
            self._by[name][seen.name] = seen
        self._told(*seen.participants)

    def _forget(self, name: str) -> None:
        if (seen := self.plays.pop(name, None)) is not None:
            for participant in seen.participants:
                self._by[participant].pop(name, None)

    def _crossed(self, line: Line) -> None:
        fields = line.fields
        play, request = str(fields.get("play", "")), fields.get("request") or {}
        if (seen := self.plays.get(first_name(play))) is not None and line.kind == "exchange":
            seen.places.append(line.place)
            seen.exchanges += 1
            self._told(*seen.participants)
        if fields.get("captured_at") in ("mock", "relay"):
            target = str(request.get("start", "")).partition(" ")[2]
            here = door_of(str(fields.get("protocol")), str(fields.get("address", "")), target.partition(" ")[0])
            at = float(request.get("at") or 0)
            body = str((request.get("body") or {}).get("sha256", ""))
            self._arrivals[here][at, body] = Arrival(at, play, line.kind == "held", line.place)
            self._told(*(one.wait.participant for one in self._open.values() if door(one.wait.address) == here))

    def _told(self, *participants: str) -> None:
        for name in participants:
            self.versions[name] += 1
