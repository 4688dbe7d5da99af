"""Tells xdist's workers which run they take part in, and gives each its share of the participants.

xdist 3.8's own ``--dist loadgroup`` does nothing under pytest 9.2, so the grouping is ours.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import cached_property
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from harness.pytest_plugin.mistakes import passed_on, wrong_use
from harness.pytest_plugin.run import Run
from harness.pytest_plugin.shares import shares


class Workers:
    """Hooks of xdist's controller."""

    def __init__(self, config: pytest.Config, *, ours: bool) -> None:
        self._config, self._ours = config, ours
        self._mistakes: list[str] = []
        self._unreadable = self._lost = False

    def pytest_configure_node(self, node: Any) -> None:
        """A worker starts: give it the run's folder and seed. In the place of one that was lost, it goes on."""
        run = Run.of(node.config)
        node.workerinput["harness"] = {
            "seed": run.seed,
            "folder": str(run.folder),
            "goes_on": self._lost and (run.folder / "ledger").is_dir(),
        }
        run.told = True

    def pytest_xdist_node_collection_finished(self, node: Any, ids: list[str]) -> None:
        """A worker knows what will be played; the first has told the ledger of it."""
        if node.gateway.id == "gw0":
            Run.of(self._config).draw_ahead(len(ids))

    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """A worker ended, or was lost. Every one reads every scenario and finds the same mistakes: one tells them."""
        self._mistakes = self._mistakes or passed_on(node)
        self._lost = self._lost or bool(error)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A worker has played an item."""
        run = Run.of(self._config)
        run.reported += report.when == "call"

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
    """Each worker has its share from the beginning, so that it can play all of it side by side."""

    @cached_property
    def _share_of(self) -> dict[str, str]:
        return shares(self.collection, Run.of(self.config).participants, count=self.numnodes)

    def _split_scope(self, nodeid: str) -> str:
        return self._share_of[nodeid]


def plugin(config: pytest.Config) -> Workers | None:
    """The hooks, where xdist is there."""
    ours = bool(config.getoption("--run-dir"))
    return Workers(config, ours=ours) if config.pluginmanager.hasplugin("xdist") else None
