"""Defects of the HMIS: figures that it takes and then keeps wrongly, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from harness.messages.figures import Figure, Report, number, plain
from harness.mocks.defects.registry import declare
from harness.mocks.health_management_information_system.outcome import Conflict, Outcome

declared = partial(declare, mock="health-management-information-system")


@declared(
    "hmis-cuts-decimals",
    breaks=("53-01b",),
    also=("53-05",),
    where="dataValue/@value",
    text="Keeps whole numbers alone, and cuts off what comes after the point.",
)
class CutsDecimals:
    """Has a column of integers."""

    def taken(self, figure: Figure) -> Figure:
        """Without what comes after the point."""
        return replace(figure, value=figure.value.partition(".")[0])


@declared(
    "hmis-adds-up-what-comes-again",
    breaks=("53-05",),
    where="dataValue/@value",
    text="Adds a number that is sent a second time to the one that it has.",
)
class AddsUpWhatComesAgain:
    """Counts a report that is repeated twice."""

    def keeps(self, report: Report, figure: Figure, where: str) -> tuple[str, Conflict | None]:
        """The sum, where the same number is there already."""
        before = self.books.value(report, figure)  # type: ignore[attr-defined]
        if before is not None and number(before) == number(figure.value):
            figure = replace(figure, value=plain(number(before) + number(figure.value)))
        kept: tuple[str, Conflict | None] = super().keeps(report, figure, where)  # type: ignore[misc]
        return kept


@declared(
    "hmis-keeps-half",
    breaks=("53-09",),
    where="dataValue/@value",
    text="Keeps a report up to the figure that it cannot take, and then refuses it.",
)
class KeepsHalf:
    """Writes each figure for itself."""

    def take_back(self, outcome: Outcome) -> Outcome:
        """What was kept stays."""
        return outcome


@declared(
    "hmis-forgets",
    breaks=("HMISF-1", "HMISWF-1"),
    also=("53-01b", "53-05"),
    where="dataValue",
    text="Thanks for a report in ADX, and keeps none of it.",
)
class Forgets:
    """Answers before it writes, and never writes."""

    forgets = False

    def take(self, pieces: Iterable[bytes]) -> Outcome:
        """As if it were kept."""
        self.forgets = True
        outcome: Outcome = super().take(pieces)  # type: ignore[misc]
        self.forgets = False
        return outcome

    def whole(self, found: Iterable[tuple[Report, Figure, str]]) -> Outcome:
        """Taken back where it comes in ADX."""
        outcome: Outcome = super().whole(found)  # type: ignore[misc]
        if self.forgets and not outcome.refusal:
            super().take_back(outcome)  # type: ignore[misc]
        return outcome


@declared(
    "hmis-keeps-totals-alone",
    breaks=("58-06",),
    also=("58-07",),
    where="MeasureReport.group",
    text="Keeps the total of each data element in a MeasureReport, and none of its strata.",
)
class KeepsTotalsAlone:
    """Knows no disaggregation in FHIR."""

    def keep_report(self, resource: dict[str, Any]) -> None:
        """Without strata."""
        groups = [{name: value for name, value in one.items() if name != "stratifier"} for one in resource["group"]]
        super().keep_report({**resource, "group": groups})  # type: ignore[misc]


@declared(
    "hmis-keeps-the-first-report",
    breaks=("58-07",),
    where="MeasureReport.group",
    text="Thanks for a MeasureReport that it has already, and keeps the one that it has.",
)
class KeepsTheFirstReport:
    """Takes an update for a mistake."""

    def keep_report(self, resource: dict[str, Any]) -> None:
        """Only what is new."""
        if self.store.read("MeasureReport", resource["id"]) is None:  # type: ignore[attr-defined]
            super().keep_report(resource)  # type: ignore[misc]
