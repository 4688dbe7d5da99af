"""Our columns and exchanges in the pages of pytest-html: the raw log beside our own report."""

from __future__ import annotations

import html
from typing import Any

import pytest

from harness.evidence.exchange import Exchange, Message
from harness.pytest_plugin.outcomes import EXCHANGES
from harness.report.decoded import decoded
from harness.report.decoded_tls import is_tls
from harness.report.saying import answered, said

COLUMNS = ("Participant", "Workflow", "Requirements", "Verdict")
LONGEST = 20_000  # bytes of a body that the page shows; the ledger has all of it


class Columns:
    """Hooks of pytest-html."""

    def pytest_html_results_table_header(self, cells: list[str]) -> None:
        """Four columns of ours after the test's name."""
        cells[2:2] = [f'<th class="sortable" data-column-type="text">{name}</th>' for name in COLUMNS]

    def pytest_html_results_table_row(self, report: Any, cells: list[str]) -> None:
        """Their values; empty for a test that is no scenario."""
        result = getattr(report, "harness_result", None) or {}
        told = [result.get(name.lower(), "") for name in COLUMNS]
        words = [" ".join(one) if isinstance(one, list | tuple) else str(one) for one in told]
        cells[2:2] = [f"<td>{html.escape(word)}</td>" for word in words]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Any:
        """The bytes of each exchange as an extra."""
        report = yield
        from pytest_html import extras

        if report.when == "call" and EXCHANGES in item.stash:
            shown = [extras.text(as_text(one), name=_name(one)) for one in item.stash[EXCHANGES]]
            report.extras = [*getattr(report, "extras", []), *shown]
        return report


def as_text(exchange: Exchange) -> str:
    """Request and answer as they crossed, one below the other."""
    answer = _text(exchange.response) if exchange.response else f"(no answer: {exchange.failure})"
    return f"{_text(exchange.request)}\n\n{'-' * 80}\n\n{answer}"


def _text(message: Message) -> str:
    if is_tls(message.wire):  # sealed bytes tell nobody anything
        return "\n".join(line.text for line in decoded(message, with_places=False).lines)
    return (message.head + message.body[:LONGEST]).decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _name(exchange: Exchange) -> str:
    return f"{exchange.id} {exchange.transaction} {said(exchange)}: {answered(exchange)}"


def plugin(config: pytest.Config) -> Columns | None:
    """The hooks, where pytest-html is asked for a page."""
    wanted = config.pluginmanager.hasplugin("html") and config.getoption("htmlpath", default=None)
    return Columns() if wanted else None
