"""Defects of the HMIS in DHIS2's dataValueSets: counts that are wrong, strategies that are not heeded, values lost."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from harness.errors import MalformedMessage
from harness.messages.figures import Figure, Report
from harness.mocks.defects.registry import declare
from harness.mocks.health_management_information_system.intake import Form, Import
from harness.mocks.health_management_information_system.outcome import Conflict, Outcome, refused

declared = partial(declare, mock="health-management-information-system")
OTHERS = "json-"


@declared(
    "hmis-hangs-up-on-data-values",
    breaks=("DVS-01",),
    where="the answer's end",
    text="Closes the connection in the middle of an import summary.",
)
class HangsUpOnDataValues:
    """Ends its answer too early."""

    def breaks_off(self, form: Form) -> bool:
        """In JSON."""
        return form == "dhis2"


@declared(
    "hmis-does-not-count",
    breaks=("DVS-02",),
    also=("DVS-03", "DVS-06"),
    where="importCount",
    text="Sends an import summary in which every count is 0.",
)
class DoesNotCount:
    """Fills in no counts."""

    def summarised(self, outcome: Outcome, form: Form) -> Outcome:
        """With zeros."""
        return replace(outcome, imported=0, updated=0, ignored=0) if form == "dhis2" else outcome


@declared(
    "hmis-ignores-in-silence",
    breaks=("DVS-03",),
    where="importCount.ignored",
    text="Drops data values that it cannot take, and tells nobody.",
)
class IgnoresInSilence:
    """Tells of what went well alone."""

    def summarised(self, outcome: Outcome, form: Form) -> Outcome:
        """Without what did not."""
        return replace(outcome, ignored=0, conflicts=()) if form == "dhis2" and not outcome.refusal else outcome


@declared(
    "hmis-keeps-dry-runs",
    breaks=("DVS-04",),
    where="dataValues",
    text="Does not know dryRun, and keeps what should only have been tried.",
)
class KeepsDryRuns:
    """Takes every run for a real one."""

    def end_dry_run(self, outcome: Outcome) -> None:
        """What was kept stays."""
        del outcome


@declared(
    "hmis-creates-over-what-is-there",
    breaks=("DVS-05",),
    where="dataValues",
    text="Does not know importStrategy, and overwrites what CREATE should have left.",
)
class CreatesOverWhatIsThere:
    """Has one strategy."""

    def import_one(self, report: Report, figure: Figure, where: str, how: Import) -> tuple[str, Conflict | None]:
        """By the usual strategy."""
        done: tuple[str, Conflict | None] = super().import_one(report, figure, where, Import(dry_run=how.dry_run))  # type: ignore[misc]
        return done


@declared(
    "hmis-counts-all-as-new",
    breaks=("DVS-06",),
    where="importCount",
    text="Counts every data value as imported, also where it changed one.",
)
class CountsAllAsNew:
    """Does not look at what was there."""

    def summarised(self, outcome: Outcome, form: Form) -> Outcome:
        """All as imported."""
        return replace(outcome, imported=outcome.imported + outcome.updated, updated=0) if form == "dhis2" else outcome


@declared(
    "hmis-gives-one-value-less",
    breaks=("DVS-07",),
    also=("DVS-05", "DVS-06", "DVS-08"),
    where="dataValues",
    text="Ends its list of data values one too early.",
)
class GivesOneValueLess:
    """Counts from 1."""

    def given(self, report: Report, form: Form) -> Report:
        """Without the last."""
        return report.changed(figures=report.figures[:-1]) if form == "dhis2" else report


@declared(
    "hmis-keeps-two-books",
    breaks=("DVS-08",),
    where="dataValue/@value",
    text="Keeps what comes in JSON apart from what comes in ADX.",
)
class KeepsTwoBooks:
    """Has a table for each door."""

    def import_one(self, report: Report, figure: Figure, where: str, how: Import) -> tuple[str, Conflict | None]:
        """In the other book."""
        other = replace(figure, data_element=f"{OTHERS}{figure.data_element}")
        done: tuple[str, Conflict | None] = super().import_one(report, other, where, how)  # type: ignore[misc]
        return done

    def given(self, report: Report, form: Form) -> Report:
        """From the book of this door."""
        mine = [one for one in report.figures if one.data_element.startswith(OTHERS) == (form == "dhis2")]
        named = (replace(one, data_element=one.data_element.removeprefix(OTHERS)) for one in mine)
        return report.changed(figures=tuple(named))


@declared(
    "hmis-answers-409-to-what-is-no-json",
    breaks=("DVS-09",),
    where="HTTP status",
    text="Answers what it cannot read as if it were in conflict with what it has: 409.",
)
class AnswersConflict:
    """Has one status for all that is wrong."""

    def malformed(self, fault: MalformedMessage, form: Form) -> Outcome:
        """With 409."""
        right: Outcome = super().malformed(fault, form)  # type: ignore[misc]
        return refused(409, right.conflicts) if form == "dhis2" else right
