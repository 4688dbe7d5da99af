"""Plays one item to its end, or says why it is not played. Knows plays, and nothing of pytest's outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from harness.evidence.exchange import Exchange
from harness.evidence.overridden import Word
from harness.evidence.record import Ending, Finding, NotPlayed
from harness.pytest_plugin.collection import casting_of, play_of, script_of
from harness.pytest_plugin.health import Health
from harness.scenario.casting import Casting, Declined, decline
from harness.scenario.play import Play
from harness.scenario.script import Script

if TYPE_CHECKING:
    from harness.pytest_plugin.run import Run


@dataclass(frozen=True, slots=True)
class Played:
    """What came of an item: the verdict in a word, in sentences, and the exchanges that took place.

    `unreached` is the participant (by name) that could not be reached, "" where everybody was, and
    `unheard` the one that was asked to send something, and from whom nothing came; `reason` says how.
    `begun` is false where nothing was played. `sides` has the verdict on each participant's own side, by its name.
    """

    verdict: str
    text: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    unreached: str = ""
    unheard: str = ""
    reason: str = ""
    begun: bool = False
    sides: Mapping[str, str] = field(default_factory=dict)

    @property
    def word(self) -> Word:
        """What it counts as."""
        return Word(self.verdict, self.sides)


def perform(item: pytest.Function, run: Run, *, times: int = 0) -> Played:
    """Play the scenario of `item`, for the so many `times`th time where somebody asked for it.

    Not, unless it was asked for, where it was played before in this run; nor where it cannot be played.
    """
    if not times and run.recording and run.recording.go_on and (ended := run.recording.ending(play_of(item, run))):
        return Played(ended.verdict, _why(ended), sides=ended.verdicts)
    script, casting = script_of(item.obj, run), casting_of(item)
    if declined := decline(script, casting) or _ill(script, casting, run.health):
        return not_played(item, run, declined)
    if times and run.recording:
        run.recording.forget(play_of(item, run))
    play = Play(script, casting, run.stage, times=times)
    ending = play.perform(item.obj)
    text = "\n".join(filter(None, (*(_line(one) for one in play.findings if one.weight > 1), _why(ending))))
    missed = play.unreached, play.unheard, ending.reason
    return Played(ending.verdict, text, play.exchanges, *missed, begun=True, sides=ending.verdicts)


def left_out(item: pytest.Function, run: Run, reason: str, *, caused_by: str) -> Played:
    """Do not play `item`, for this reason; where it would not apply anyway, that is the reason."""
    script, casting = script_of(item.obj, run), casting_of(item)
    declined = decline(script, casting) or Declined(casting, reason, applicable=True, caused_by=caused_by)
    return not_played(item, run, declined)


def not_played(item: pytest.Function, run: Run, declined: Declined) -> Played:
    """Write down that `item` is not played, and why."""
    script = script_of(item.obj, run)
    verdict: Any = "INCONCLUSIVE" if declined.applicable else "NOT APPLICABLE"
    names = declined.casting.names(script.actors)
    run.ledger.add(NotPlayed(script.name, script.workflow, names, declined.reason, declined.caused_by, verdict))
    return Played(verdict, declined.reason)


def _ill(script: Script, casting: Casting, health: Health) -> Declined | None:
    """That somebody cannot be reached by what the scenario sends to it."""
    for send in script.sends:
        one = casting.participants.get(send.responder)
        if one and (reason := health.reason(one.name, send.transaction.endpoint)):
            return Declined(casting, reason, applicable=True, caused_by=one.name)
    return None


def _line(one: Finding) -> str:
    who = one.participant or f"our reference {one.actor.replace('_', ' ')}"
    told = f"{one.where}: expected {one.expected}, found {one.found}" if one.where else one.found
    return f"{one.verdict} {one.requirement} {who} {one.level} {one.sentence} - {told}"


def _why(ending: Ending) -> str:
    return ending.traceback or (f"{ending.reason} (caused by {ending.caused_by})" if ending.caused_by else "")
