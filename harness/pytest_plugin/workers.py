"""Tells xdist's workers which run they take part in, and keeps all plays of one participant on one worker.

xdist 3.8's own ``--dist loadgroup`` does nothing under pytest 9.2, so the grouping is ours.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Generator
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from harness.participants import Participants
from harness.participants.addresses import addresses
from harness.pytest_plugin.mistakes import passed_on, wrong_use
from harness.pytest_plugin.run import Run
from harness.scenario.casting import LAYER


class Workers:
    """Hooks of xdist's controller."""

    def __init__(self, *, ours: bool) -> None:
        self._ours = ours
        self._mistakes: list[str] = []
        self._unreadable = False

    def pytest_configure_node(self, node: Any) -> None:
        """A worker starts: give it the run's name, folder and seed."""
        run = Run.of(node.config)
        node.workerinput["harness"] = {"seed": run.seed, "folder": str(run.folder)}
        run.told = True

    def pytest_testnodedown(self, node: Any) -> None:
        """A worker ended. Every worker reads every scenario, so they all find the same mistakes: one tells them."""
        self._mistakes = self._mistakes or passed_on(node)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file could not be read: `harness run` ends there, with workers as without."""
        self._unreadable = self._unreadable or (report.failed and self._ours)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """All workers ended: say what was asked for wrongly, once. Where nothing was to be played, leave no run."""
        played = yield
        if not session.testscollected:
            Run.of(session.config).told = False
        if self._mistakes:
            raise wrong_use(session.config, *self._mistakes)
        if self._unreadable:
            raise session.Interrupted("a file of scenarios cannot be read")
        return played

    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Hand out whole participants."""
        named = any(config.getoption(name) for name in ("event", "participants", "against"))
        return ByParticipant(config, log) if named else None


class ByParticipant(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """A participant's items stay together; all who send to our listener share one worker, since it has one port."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        super().__init__(config, log)
        self._senders = senders(Run.of(config).participants)

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid, self._senders)


def senders(participants: Participants) -> frozenset[str]:
    """The names of those who send to our listener: whoever reaches somebody there, and a layer, which leads there."""
    layers = {one.name for one in participants if LAYER in one.actors}
    return frozenset(layers | {one.name for one in addresses(participants)})


def group_of(nodeid: str, senders: Collection[str]) -> str:
    """The group of an item: the participant in its brackets, "the listener" where one of `senders` is, else itself."""
    casting = re.search(r"\[(.+) as (\w+)\]$", nodeid)
    if casting is None:
        return nodeid
    if any(f"{name} as " in casting[0] for name in senders):
        return "the listener"
    return casting[1]


def plugin(config: pytest.Config) -> Workers | None:
    """The hooks, where xdist is there."""
    ours = bool(config.getoption("--run-dir"))
    return Workers(ours=ours) if config.pluginmanager.hasplugin("xdist") else None
