"""Has an item played and turns its verdict into pytest's outcome. Knows the table of DESIGN §7, and not the wire."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

import pytest

from harness.errors import EvidenceLost, UsageError
from harness.evidence.exchange import Exchange
from harness.pytest_plugin.collection import casting_of, script_of
from harness.pytest_plugin.mistakes import port_named
from harness.pytest_plugin.playing import Played
from harness.pytest_plugin.run import Run
from harness.pytest_plugin.shares import shares
from harness.scenario.casting import Casting, play_name
from harness.scenario.library import is_scenario
from harness.scenario.script import Script
from harness.screen import SCREEN, on_screen


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
    if not run.replays and casting_of(item).participants and not run.floor.begun:
        run.floor.begin(_ours(item, run))
    try:
        played = run.floor.played(item)
    except EvidenceLost as lost:
        stop(lost, EVIDENCE_LOST)
    except UsageError as wrong:
        stop(port_named(wrong, run.participants.listener), pytest.ExitCode.USAGE_ERROR)
    if item.config.pluginmanager.hasplugin("harness-html"):
        item.stash[EXCHANGES] = played.exchanges
    _keep(item, script_of(item.obj, run), casting_of(item), played)


def _ours(item: pytest.Function, run: Run) -> Iterator[pytest.Function]:
    """All that this process plays: everything, or in a worker of xdist the share that `item` belongs to."""
    every = [one for one in item.session.items if isinstance(one, pytest.Function) and is_scenario(one.obj)]
    if not hasattr(item.config, "workerinput"):
        return iter(every)
    count: int = item.config.workerinput["workercount"]
    share = shares([one.nodeid for one in every], run.participants, count=count)
    return (one for one in every if share[one.nodeid] == share[item.nodeid])


def stop(why: Exception, code: int) -> NoReturn:
    """End the whole run: nothing that follows could be judged."""
    print(on_screen(f"harness: {why}", int(os.environ.get(SCREEN, "0"))), file=sys.__stderr__, flush=True)
    pytest.exit(str(why), returncode=code)


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


def _keep(item: pytest.Function, script: Script, casting: Casting, played: Played) -> None:
    play = play_name(script, casting)
    names = ", ".join(one.name for one in casting.participants.values()) or "reference mocks"
    text = played.text or played.verdict
    result = Result(played.verdict, names, script.workflow, script.verifies, text, play)
    item.stash[RESULT] = result
    item.user_properties.extend(result.properties())
