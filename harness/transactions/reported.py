"""What a person or a program is told about a report that is to be sent. Knows figures, not how they travel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness.messages.figures import Figure, Report


def as_task(report: Report) -> dict[str, Any]:
    """A report as the JSON of an instruction."""
    figures = [
        {"dataElement": one.data_element, "value": one.value, "dimensions": dict(one.dimensions)}
        for one in report.figures
    ]
    told = {"dataSet": report.data_set, "orgUnit": report.org_unit, "period": report.period.iso}
    return {**told, "figures": figures}


def in_words(reports: Sequence[Report]) -> str:
    """The figures for a person: facility and period, then a line each."""
    return "\n".join(
        line for one in reports for line in (_heading(one), *(f"    {_line(each)}" for each in one.figures))
    )


def marks(reports: Sequence[Report]) -> tuple[str, ...]:
    """Texts by which a message about these reports is known: its period, in whatever form."""
    return tuple(text for one in reports for text in (one.period.iso, one.period.dhis2, str(one.period.start)))


def _heading(report: Report) -> str:
    return f"  {report.data_set} of {report.org_unit} for {report.period.dhis2} ({report.period.iso})"


def _line(figure: Figure) -> str:
    by = ", ".join(f"{name} {code}" for name, code in figure.dimensions)
    return f"{figure.data_element}{f' ({by})' if by else ''}: {figure.value}"
