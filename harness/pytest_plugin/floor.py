"""The floor of a run with participants: who is played now, who is left in peace, who is given up. Knows no wire.

Each participant is a lane of `side_by_side`. One that is not there is left in peace (`presence`) while others play;
what somebody pauses waits, what somebody asks for is played again (`said`). What could not be played by the end is
INCONCLUSIVE, with the reason; a floor that is kept open goes on until somebody closes it.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import pytest

from harness.errors import RUNS_IT, EvidenceLost
from harness.evidence.acts import TAKEN, taken
from harness.evidence.overridden import Word, by_people
from harness.evidence.record import Act, Fact, repeated
from harness.participants import Participant
from harness.pytest_plugin.again import Again, Plays
from harness.pytest_plugin.breaker import clock
from harness.pytest_plugin.collection import casting_of, play_of, script_of
from harness.pytest_plugin.far import Far
from harness.pytest_plugin.playing import Played, left_out, perform
from harness.pytest_plugin.presence import Presence
from harness.pytest_plugin.said import Said
from harness.pytest_plugin.shares import LISTENER, first_cast, senders
from harness.pytest_plugin.shares import groups as together
from harness.pytest_plugin.side_by_side import SideBySide
from harness.pytest_plugin.silence import Silence
from harness.scenario.authorization import AUTHORIZATION_SERVER
from harness.scenario.casting import asked_of

if TYPE_CHECKING:
    from harness.pytest_plugin.run import Run

TICK, GLANCE = 0.2, 0.5
"""Seconds between two looks at who may go on, and at what people say."""

SWITCH = 0.0005
"""Seconds after which a thread that computes gives way: many play here, and each is ready for a moment now and then."""


class Floor:
    """Plays the items of this process, side by side where there are participants."""

    def __init__(self, run: Run, said: Said, *, stays_open: bool, far: Far | None) -> None:
        self._run, self._said, self._stays_open = run, said, stays_open
        self._plays: SideBySide[pytest.Function | Again, Played] = SideBySide(self._perform, may=self._may)
        self._presence = Presence(run.health, self._plays.hold)
        alone = 1 in (len(run.participants), len(run.config.getoption("--only")))
        self._silence = Silence(run.stage.arrivals, alone=alone)
        self._known = Plays()
        self._taken = set(taken(run.earlier.records)) if run.earlier else set()
        self._looked, self._heard = 0.0, False
        self._lost: EvidenceLost | None = None
        self._far = far
        self._begun_by = run.config.getoption("--begun-by")
        self.begun = False

    @property
    def is_over(self) -> bool:
        """Whether nobody plays, and nothing is left."""
        return self._plays.is_over and (self._far is None or self._far.is_over)

    def close(self) -> None:
        """Nothing is played any more."""
        if self._far is not None:
            self._far.close()

    def begin(self, items: Iterable[pytest.Function]) -> None:
        """Begin to play these, in their order; returns when it is known who is there."""
        self.begun = True
        sys.setswitchinterval(SWITCH)
        gc.freeze()  # items and definitions live as long as the run: no collection need look at them
        cast = [(item, casting_of(item)) for item in items]
        recording = self._run.recording
        for item, casting in cast:
            name = play_of(item, self._run)
            self._known.know(name, item, casting, times=recording.times(name) if recording else 0)
        here = self._handed_out([item for item, _ in cast])
        self._presence.look_at(_people(here), others=_people(item for item, _ in cast))
        self._said.refresh()
        self._plays.begin((_lanes(item), item) for item in here)
        threading.Thread(target=self._watch, name="floor", daemon=True).start()

    def played(self, item: pytest.Function) -> Played:
        """What came of `item`, when it is over. Raises what playing it raised."""
        name = play_of(item, self._run)
        return self._far.played(name) if self._far and self._far.holds(name) else self._plays.played(item)

    def _handed_out(self, items: list[pytest.Function]) -> list[pytest.Function]:
        """Hand out to the cluster what it can play; what is played here: all that reaches our listener, or is over."""
        if self._far is None:
            return items
        recording, groups = self._run.recording, defaultdict[str, list[tuple[str, str, Mapping[str, str]]]](list)
        group_of = together([item.nodeid for item in items], senders(self._run.participants))
        here = []
        for item in items:
            name, script = play_of(item, self._run), script_of(item.obj, self._run)
            group = group_of[first_cast(item.nodeid)]
            if group == LISTENER or (recording and recording.ending(name)):
                here.append(item)
            else:
                groups[group].append((name, script.name, casting_of(item).names(script.actors)))
        words = [f"--seed={self._run.seed}", *self._run.config.invocation_params.args]
        self._far.begin(groups, words, instead=self._not_far, told=self._far_ended)
        return here

    def _not_far(self, play: str, why: str) -> Played:
        return left_out(self._known.item(play), self._run, why, caused_by=RUNS_IT)

    def _far_ended(self, play: str, played: Played) -> None:
        self._known.ended(play, played.word, begun=True)
        self._run.watcher.ended(play, played.verdict)

    def stay(self) -> None:
        """Stay open until somebody interrupts, or whoever began this run is gone.

        Raises EvidenceLost where nothing can be written down any more.
        """
        self._run.watcher.say("Everything was played. What is asked for on the review page is played; Ctrl-C ends it.")
        with contextlib.suppress(KeyboardInterrupt):
            while self._lost is None and self._begun_by in (0, os.getppid()):
                time.sleep(TICK)
        if self._lost is not None:
            raise self._lost

    def _perform(self, one: pytest.Function | Again) -> Played:
        item, times = _item(one), one.times if isinstance(one, Again) else 0
        began, name = time.monotonic(), play_of(item, self._run)
        try:
            played = perform(item, self._run, times=times)
        except EvidenceLost as lost:
            self._lost = lost
            raise
        self._known.ended(name, played.word, begun=played.begun)
        people = casting_of(item).participants.values()
        for told in filter(None, [self._silence.note(each, played, time.time()) for each in people]):
            self._run.watcher.say(told)
        self._presence.note(people, played, time.monotonic() - began)
        self._run.watcher.ended(repeated(name, times), played.verdict)
        return played

    def _may(self, one: pytest.Function | Again) -> bool:
        item = _item(one)
        return self._pause(item) is None and not self._silent(item)

    def _pause(self, item: pytest.Function) -> Act | None:
        names = (each.name for each in casting_of(item).participants.values())
        return self._said.pause(names, script_of(item.obj, self._run).name)

    def _silent(self, item: pytest.Function) -> list[Participant]:
        """Whom it would ask to do something, and who did nothing of late."""
        asked = asked_of(script_of(item.obj, self._run), casting_of(item))
        return [each for each in asked if self._silence.reason(each)]

    def _watch(self) -> None:
        """See who may go on, until everybody has played or is given up, and beyond where it stays open."""
        while self._stays_open or not self._plays.is_over:
            time.sleep(TICK)
            if time.monotonic() >= self._looked + GLANCE:
                self._looked = time.monotonic()
                self._listen()
            stuck = self._plays.is_stuck
            lost = self._presence.watch(stuck=stuck)
            if stuck and lost:
                self._plays.give_up(self._given_up, which=self._is_lost)

    def _listen(self) -> None:
        """Take up what people said: requests are queued, each with whom it takes."""
        if self._silence.is_broken():
            self._presence.hold()
        if not self._said.refresh() and self._heard:
            return
        self._heard = True  # what was said before a run is gone on with is news once
        self._silence.told(self._said.standing.acts)
        for act in self._said.standing.requests(self._taken):
            if not self._known.is_ours(act):
                continue
            self._taken.add(act.id)
            wanted = self._known.wanted(act, {} if act.play else self._by_people())
            names = [repeated(play_of(one.item, self._run), one.times) for one in wanted]
            self._run.ledger.add(Fact(TAKEN, {"act": act.id, "plays": names}))
            people = list(_people(each.item for each in wanted))
            self._presence.forgive(people)
            self._silence.forgive(one.name for one in people)
            for one in wanted:
                self._plays.ask(_lanes(one.item), one)
        self._presence.hold()

    def _by_people(self) -> Mapping[str, Word]:
        """The words that people gave to plays, by the play's name. Read anew, and only where there are any."""
        overridden = any(act.act == "override" for act in self._said.standing.acts)
        return by_people(self._run.folder) if overridden else {}

    def _is_lost(self, one: pytest.Function | Again) -> bool:
        """Whether it is not played any more: what is paused may go on where the floor stays open."""
        people = casting_of(_item(one)).participants.values()
        gone = any(self._presence.reason(each) for each in people)
        return not self._stays_open or gone or bool(self._silent(_item(one)))

    def _given_up(self, one: pytest.Function | Again) -> Played:
        item = _item(one)
        why, cause = self._why_not(item)
        played = left_out(item, self._run, why, caused_by=cause)
        self._known.ended(play_of(item, self._run), played.word, begun=False)
        return played

    def _why_not(self, item: pytest.Function) -> tuple[str, str]:
        """Why something was not played by the end, and who caused it."""
        people = casting_of(item).participants.values()
        for each in people:
            if reason := self._presence.reason(each):
                return reason, each.name
        if silent := self._silent(item):
            return self._silence.reason(silent[0]), silent[0].name
        act = self._pause(item)
        why = f"paused by {act.by} at {clock(act.at)}: {act.text}" if act else "nobody came to play it"
        return why, RUNS_IT


def _people(items: Iterable[pytest.Function]) -> Iterator[Participant]:
    return (one for item in items for one in casting_of(item).participants.values())


def _item(one: pytest.Function | Again) -> pytest.Function:
    return one.item if isinstance(one, Again) else one


def _lanes(item: pytest.Function) -> list[str]:
    """Those of the participants; and of our authorization server, which is one for all plays and may be told to err."""
    people = casting_of(item).participants
    shared = AUTHORIZATION_SERVER in item.fixturenames and AUTHORIZATION_SERVER not in people
    return [*(one.slug for one in people.values()), *([AUTHORIZATION_SERVER] if shared else [])]
