"""Plays an item and turns its verdict into pytest's outcome. Knows the table of DESIGN §7 and nothing of the wire."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

import pytest

from harness.errors import EvidenceLost, UsageError
from harness.evidence.exchange import Exchange
from harness.evidence.record import Ending, Finding, NotPlayed
from harness.pytest_plugin.collection import casting_of, play_of, script_of, waits_for
from harness.pytest_plugin.run import Run
from harness.scenario.casting import Casting, Declined, decline
from harness.scenario.library import is_scenario
from harness.scenario.play import Play
from harness.scenario.script import Script


@dataclass(frozen=True, slots=True)
class Result:
    """What pytest is told of an item: the verdict in a word, in sentences, and what the columns show."""

    verdict: str
    participant: str
    workflow: str
    requirements: tuple[str, ...]
    text: str
    play: str

    def properties(self) -> list[tuple[str, str]]:
        """For JUnit."""
        shown = ("verdict", "participant", "workflow")
        return [(name, getattr(self, name)) for name in shown] + [("requirements", " ".join(self.requirements))]

    def tell(self, report: pytest.TestReport) -> None:
        """Give pytest's report the outcome; raising it would cost a traceback that nobody needs."""
        if self.verdict == "NOT APPLICABLE":
            path, line, _ = report.location
            report.outcome, report.longrepr = "skipped", (path, line or 0, self.text)
        elif self.verdict != "PASS":
            report.outcome, report.longrepr = "failed", self.text

    def serialised(self) -> dict[str, Any]:
        """For the way from a worker to its controller."""
        return asdict(self)


EVIDENCE_LOST = 74  # an input or output error, as sysexits.h has it
RESULT = pytest.StashKey[Result]()
EXCHANGES = pytest.StashKey[list[Exchange]]()


def play_item(item: pytest.Function) -> None:
    """Play the scenario of `item`, and keep what pytest is to make of its verdict."""
    run = Run.of(item.config)
    script, casting = script_of(item.obj, run), casting_of(item)
    if run.recording and run.recording.go_on and (ended := run.recording.ending(play_of(item, run))):
        _tell_again(item, script, casting, ended)
        return
    declined = decline(script, casting) or _ill(script, casting, run.health)
    if declined is not None:
        _not_played(item, run, script, declined)
        return
    _begin_with(item, run)
    try:
        play, ending = run.plays.played(item)
    except EvidenceLost as lost:
        stop(lost, EVIDENCE_LOST)
    except UsageError as wrong:
        stop(wrong, pytest.ExitCode.USAGE_ERROR)
    item.stash[EXCHANGES] = play.exchanges
    text = "\n".join(filter(None, (*(_line(one) for one in play.findings if one.weight > 1), _why(ending))))
    _keep(item, script, casting, ending.verdict, text)


def perform(item: pytest.Function, run: Run) -> tuple[Play, Ending]:
    """Play the scenario of `item` to its end."""
    play = Play(script_of(item.obj, run), casting_of(item), run.stage)
    return play, play.perform(item.obj)


def _begin_with(item: pytest.Function, run: Run) -> None:
    """Begin all plays that wait for people, once: in a worker, when the first of those that are its own comes."""
    group = waits_for(item, run)
    if run.plays.begun or run.replays or (run.worker and not group):
        return
    _ = run.health  # asked for once, before anybody needs it
    items = [one for one in item.session.items if isinstance(one, pytest.Function) and is_scenario(one.obj)]
    waiting = ((waits_for(one, run), one) for one in items)
    run.plays.begin((group, one) for group, one in waiting if group and _is_played(one, run))


def _is_played(item: pytest.Function, run: Run) -> bool:
    """Whether the play is neither over nor declined."""
    casting = casting_of(item)
    if run.recording and run.recording.ending(play_of(item, run)):
        return False
    script = script_of(item.obj, run)
    return decline(script, casting) is None and _ill(script, casting, run.health) is None


def stop(why: Exception, code: int) -> NoReturn:
    """End the whole run: nothing that follows could be judged."""
    print(f"harness: {why}", file=sys.__stderr__, flush=True)
    pytest.exit(str(why), returncode=code)


def _tell_again(item: pytest.Function, script: Script, casting: Casting, ended: Ending) -> None:
    """What was judged stays judged: the verdict of before, without playing."""
    _keep(item, script, casting, ended.verdict, _why(ended))


def status_of(report: Any) -> tuple[str, str, Any] | None:
    """pytest's words for a report of ours; None for others."""
    result = getattr(report, "harness_result", None)
    if not result or report.when != "call":
        return None
    verdict = result["verdict"]
    marks = {
        "FAIL": ("failed", "F", "FAIL"),
        "INCONCLUSIVE": ("failed", "?", ("INCONCLUSIVE", {"yellow": True})),
        "ERROR": ("failed", "E", ("ERROR", {"red": True})),
        "NOT APPLICABLE": ("skipped", "-", ("NOT APPLICABLE", {"cyan": True})),
    }
    found: tuple[str, str, Any] | None = marks.get(verdict)
    return found


def _ill(script: Script, casting: Casting, health: dict[tuple[str, str], str]) -> Declined | None:
    """That somebody cannot be reached by what the scenario sends to it."""
    for send in script.sends:
        one = casting.participants.get(send.responder)
        reason = health.get((one.name, send.transaction.endpoint)) if one else None
        if one and reason:
            return Declined(casting, reason, applicable=True, caused_by=one.name)
    return None


def _not_played(item: pytest.Function, run: Run, script: Script, declined: Declined) -> None:
    verdict: Any = "INCONCLUSIVE" if declined.applicable else "NOT APPLICABLE"
    names = declined.casting.names(script.actors)
    run.ledger.add(NotPlayed(script.name, script.workflow, names, declined.reason, declined.caused_by, verdict))
    _keep(item, script, declined.casting, verdict, declined.reason)


def _keep(item: pytest.Function, script: Script, casting: Casting, verdict: str, text: str) -> None:
    play = f"{script.name}[{casting.name}]"
    names = ", ".join(one.name for one in casting.participants.values()) or "reference mocks"
    result = Result(verdict, names, script.workflow, script.verifies, text or verdict, play)
    item.stash[RESULT] = result
    item.user_properties.extend(result.properties())


def _line(one: Finding) -> str:
    who = one.participant or f"our reference {one.actor.replace('_', ' ')}"
    told = f"{one.where}: expected {one.expected}, found {one.found}" if one.where else one.found
    return f"{one.verdict} {one.requirement} {who} {one.level} {one.sentence} - {told}"


def _why(ending: Ending) -> str:
    return ending.traceback or (f"{ending.reason} (caused by {ending.caused_by})" if ending.caused_by else "")
