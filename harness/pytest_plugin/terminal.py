"""What the terminal shows while a run goes on: a bar with the count of each verdict, exchanges on request."""

from __future__ import annotations

import sys
from collections import Counter
from functools import partial
from typing import Any, TextIO

import pytest
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column
from typing_extensions import override

from harness.checks.validity import WITHOUT_DEFINITIONS
from harness.evidence.exchange import Exchange
from harness.evidence.record import Finding
from harness.pytest_plugin.run import Run
from harness.scenario import in_words
from harness.screen import on_screen

SHORT = {"PASS": "PASS", "FAIL": "FAIL", "INCONCLUSIVE": "INCONCL.", "ERROR": "ERROR", "NOT APPLICABLE": "N/A"}
"""The verdicts in their order, as they fit 80 columns together; the summary at the end has the same words."""


class Quiet:
    """Looks on and says nothing but what was asked for with ``-v``."""

    def __init__(self, *, exchanges: bool, stream: TextIO | None = None) -> None:
        self._exchanges = exchanges
        self._stream = stream or sys.__stdout__

    def crossed(self, exchange: Exchange) -> None:
        """Print an exchange on one line, when asked to."""
        if self._exchanges:
            asked, answer = in_words.asked(exchange), in_words.answered(exchange)
            if exchange.protocol == "http":
                asked = exchange.request.start.removesuffix(" HTTP/1.1")[:100]
                came = exchange.response or exchange.forwarded_response
                answer = came.start if came else exchange.failure
            self.say(f"  {exchange.transaction:9} {asked} -> {answer}")

    def found(self, finding: Finding) -> None:
        """Print a finding that is not a plain PASS, when asked to."""
        if self._exchanges and finding.verdict != "PASS":
            self.say(f"  {finding.verdict} {finding.requirement} {finding.where}: {finding.found}")

    def ended(self, play: str, verdict: str) -> None:
        """A play is over; pytest hears of it when its turn comes."""

    def say(self, text: str) -> None:
        """Print a line past pytest's capture."""
        if self._stream is not None:
            print(text, file=self._stream, flush=True)


class Bar(Quiet):
    """A progress bar for `harness run`, which switches pytest's own terminal off."""

    def __init__(self, *, exchanges: bool) -> None:
        super().__init__(exchanges=exchanges)
        console = Console(file=sys.__stdout__)
        whole = partial(Column, no_wrap=True)  # so that only the bar gives way where the terminal is narrow
        words = TextColumn("{task.description}", table_column=whole())
        numbers = MofNCompleteColumn(table_column=whole()), TimeElapsedColumn(table_column=whole())
        self._bar = Progress(words, BarColumn(), *numbers, console=console, disable=not console.is_terminal)
        self._counts: Counter[str] = Counter()
        self._ended: set[str] = set()
        self._task: Any = None

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """What will not be checked is said first."""
        if not Run.of(session.config).validator.definitions.available:
            self.say(WITHOUT_DEFINITIONS)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A scenario file that cannot be read is said at once."""
        if report.failed:
            lines = report.longreprtext.splitlines()
            why = [line.removeprefix("E").strip() for line in lines if line.startswith("E ")] or lines[-1:]
            print(f"harness: {report.nodeid} cannot be read:", *why, sep="\n  ", file=sys.__stderr__)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """The length of the bar is known, and nothing is wrong with what was asked for."""
        if session.items:
            self._start(len(session.items))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """An item ended."""
        result = getattr(report, "harness_result", None)
        if result and report.when == "call":
            self.ended(result["play"], result["verdict"])

    @override
    def ended(self, play: str, verdict: str) -> None:
        """Count a play, once."""
        if self._task is None:
            self._start(None)
        if play not in self._ended:
            self._ended.add(play)
            self._counts[verdict] += 1
            told = "  ".join(f"{short} {self._counts[word]}" for word, short in SHORT.items() if self._counts[word])
            self._bar.update(self._task, advance=1, description=told)

    def pytest_sessionfinish(self) -> None:
        """The bar stays where it is."""
        self._bar.stop()

    def say(self, text: str) -> None:
        """Print lines above the bar, none wider than the terminal; an address stays whole."""
        console = self._bar.console
        columns = console.width if console.is_terminal else 0
        fitting = "\n".join(on_screen(line, columns) for line in text.split("\n"))
        console.print(fitting, markup=False, highlight=False, soft_wrap=True)

    def _start(self, total: int | None) -> None:
        self._bar.start()
        self._task = self._bar.add_task("", total=total)


def plugin(config: pytest.Config) -> Quiet:
    """The bar under `harness run`, else a quiet watcher: beside pytest's own terminal, and in a worker of xdist."""
    exchanges = bool(config.getoption("--show-exchanges"))
    if hasattr(config, "workerinput"):
        return Quiet(exchanges=exchanges, stream=sys.__stderr__)  # what a worker writes to its stdout is lost
    return (
        Quiet(exchanges=exchanges) if config.pluginmanager.hasplugin("terminalreporter") else Bar(exchanges=exchanges)
    )
