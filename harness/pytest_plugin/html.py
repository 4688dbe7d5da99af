"""Our columns and exchanges in the pages of pytest-html: the raw log beside our own report."""

from __future__ import annotations

import html
from typing import Any

import pytest

COLUMNS = ("Participant", "Workflow", "Requirements", "Verdict")


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

        from harness.pytest_plugin.outcomes import RESULT

        result = item.stash.get(RESULT, None)
        if report.when == "call" and result is not None:
            shown = [extras.text(text, name=name) for name, text in item.stash.get(EXCHANGES, [])]
            report.extras = [*getattr(report, "extras", []), *shown]
        return report


EXCHANGES = pytest.StashKey[list[tuple[str, str]]]()


def plugin(config: pytest.Config) -> Columns | None:
    """The hooks, where pytest-html is asked for a page."""
    wanted = config.pluginmanager.hasplugin("html") and config.getoption("htmlpath", default=None)
    return Columns() if wanted else None
