"""What a sender of aggregate data can be told to do: send figures, or learn what is to be sent. Sends nothing."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, TypeAdapter
from typing_extensions import override

from harness.messages import periods
from harness.messages.figures import Figure, Report, number
from harness.mocks.aggregate_data_sender.conduct import Conduct
from harness.mocks.errands.values import Strict, Text, Word, read_task
from harness.transactions import AggregateReport, DataValueSet, MeasureReport, ReportDefinition, Transaction

ACTIONS = ("report", "definition")
Form = Literal["adx", "fhir", "dhis2"]


def _number(text: str) -> str:
    number(text)
    return text


def _period(text: str) -> str:
    return periods.parse(text).iso


class FigureTold(Strict):
    """A number, what it counts, and how it is split."""

    dataElement: Word  # noqa: N815 - as ADX names it
    value: Annotated[str, AfterValidator(_number)]
    dimensions: dict[Word, Word] = Field(default_factory=dict)


class ReportTold(Strict):
    """The figures of a facility and a period."""

    dataSet: Text  # noqa: N815 - as ADX names it
    orgUnit: Word  # noqa: N815 - as ADX names it
    period: Annotated[str, AfterValidator(_period)]
    figures: Annotated[tuple[FigureTold, ...], Field(strict=False, min_length=1)]

    @property
    def report(self) -> Report:
        """The report."""
        figures = (Figure(one.dataElement, one.value, tuple(one.dimensions.items())) for one in self.figures)
        return Report(self.dataSet, self.orgUnit, periods.parse(self.period), tuple(figures))


class Task(Strict):
    """Something to do."""

    action: str
    form: Form = "fhir"

    @abstractmethod
    def transactions(self, conduct: Conduct) -> list[Transaction]:
        """What it comes to, one after the other."""


class SendReport(Task):
    """Send figures; those of months as reports of so many `months` each, where that is not 0."""

    action: Literal["report"]
    form: Form
    reports: Annotated[tuple[ReportTold, ...], Field(strict=False, min_length=1)]
    months: Literal[0, 3, 6, 12] = 0
    strategy: Literal["", "CREATE", "UPDATE", "CREATE_AND_UPDATE", "DELETE"] = ""
    dryRun: bool = False  # noqa: N815 - as DHIS2 names it

    @override
    def transactions(self, conduct: Conduct) -> list[Transaction]:
        told = [one.report for one in self.reports]
        first, *rest = conduct.counts(conduct.adds_up(told, self.months) if self.months else told)
        if self.form == "dhis2":
            return [DataValueSet(one, self.strategy, self.dryRun) for one in (first, *rest)]
        return [(AggregateReport if self.form == "adx" else MeasureReport)(first, tuple(rest))]


class Definition(Task):
    """Retrieve the Measure of a form (QRPH-59)."""

    action: Literal["definition"]
    dataSet: Word  # noqa: N815 - as ADX names it

    @override
    def transactions(self, conduct: Conduct) -> list[Transaction]:
        return [ReportDefinition(self.dataSet)]


_TASK: TypeAdapter[Task] = TypeAdapter(Annotated[SendReport | Definition, Field(discriminator="action")])


def task_in(content: object) -> Task:
    """The task that parsed JSON describes. Raises UsageError with every mistake in it."""
    return read_task(content, _TASK, actions=ACTIONS)
