"""An HMIS without its doors: what it takes, what it refuses, what it keeps. Each method does one thing, for a defect.

A message in ADX or in FHIR is kept whole or not at all; of DHIS2's data values each is taken or refused by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from harness.errors import MalformedMessage
from harness.messages import adx, data_value_sets, measure_reports, periods
from harness.messages.figures import Figure, Report, number
from harness.mocks.health_management_information_system.books import Books
from harness.mocks.health_management_information_system.configuration import Configuration
from harness.mocks.health_management_information_system.outcome import Conflict, Outcome, refused
from harness.mocks.rest.messages import Answer, Request
from harness.mocks.rest.writing import parsed_body
from harness.mocks.store import Store

Resource = dict[str, Any]
Touched = dict[tuple[str, str], Report]
Form = Literal["adx", "dhis2"]
"""What a message is written in."""


class _TakenBack(Exception):
    """Nothing of the message is kept after all."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Import:
    """How DHIS2's data values are to be imported (``importStrategy``, ``dryRun``)."""

    strategy: str = "CREATE_AND_UPDATE"
    dry_run: bool = False


class Intake:
    """Checks figures by the form, the facilities and the rules that it was told, and keeps them."""

    def __init__(self, configuration: Configuration, store: Store) -> None:
        self.configuration, self.store, self.books = configuration, store, Books(store)
        self.combinations = data_value_sets.combinations(configuration.structure)

    # What is taken.

    def takes_type(self, media_type: str) -> bool:
        """Whether a message of this media type is read as ADX."""
        return media_type in (adx.MEDIA_TYPE, "application/xml", "text/xml")

    def records(self, pieces: Iterable[bytes]) -> Iterator[adx.Record]:
        """The figures of a message in ADX. Raises MalformedMessage."""
        return adx.records(pieces)

    def fault(self, report: Report, figure: Figure, where: str) -> Conflict | None:
        """Why a figure is not taken: a code that is unknown, or known twice, or does not belong there."""
        structure = self.configuration.structure
        known = self.configuration.facilities.count(report.org_unit)
        if known != 1:
            words = "There are several facilities with this code" if known else "There is no facility with this code"
            return Conflict(where, report.org_unit, words)
        if report.data_set and report.data_set not in structure.codes("dataSet"):
            return Conflict(where, report.data_set, "There is no data set with this code")
        if figure.data_element not in structure.codes("dataElement"):
            return Conflict(where, figure.data_element, "There is no data element with this code")
        return self.split_fault(figure, where)

    def split_fault(self, figure: Figure, where: str) -> Conflict | None:
        """Why the split of a figure is not taken."""
        structure = self.configuration.structure
        wanted = structure.disaggregations.get(figure.data_element, ())
        for name, code in figure.dimensions:
            if name not in wanted:
                return Conflict(where, name, f"{figure.data_element} is not split by this")
            if code not in structure.codes(name):
                return Conflict(where, code, f"There is no such code of {name}")
        lost = [name for name in wanted if name not in dict(figure.dimensions)]
        return (
            Conflict(where, lost[0], f"{figure.data_element} is split by this, and nothing is said of it")
            if lost
            else None
        )

    def taken(self, figure: Figure) -> Figure:
        """What is taken of a figure in ADX: all of it."""
        return figure

    def keeps(self, report: Report, figure: Figure, where: str) -> tuple[str, Conflict | None]:
        """Keep one figure: whether it was imported or updated, or why not."""
        kept = self.books.keep(report, figure)
        if kept == "twice":
            return "ignored", Conflict(where, figure.data_element, "The message has two numbers for the same figure")
        return kept, None

    def broken_rules(self, touched: Iterable[Report]) -> Iterator[Conflict]:
        """What the rules of quality say against the figures that are kept of these facilities and periods."""
        for one in touched:
            whole = self.books.reported(one.org_unit, one.period.iso)
            numbers = (
                {(each.data_element, each.dimensions): number(each.value) for each in whole.figures} if whole else {}
            )
            for rule in self.configuration.rules:
                for (element, split), value in numbers.items():
                    most = numbers.get((rule.denominator, split))
                    if element == rule.numerator and most is not None and value > most:
                        by = ", ".join(f"{name} {code}" for name, code in split)
                        words = f"{rule.name}: {value} of {rule.numerator}, {most} of {rule.denominator} ({by})"
                        yield Conflict(f"{one.org_unit} {one.period.iso}", element, words)

    # Whole messages.

    def take(self, pieces: Iterable[bytes]) -> Outcome:
        """Take a message in ADX: all of it, or nothing."""
        try:
            with self.books.transaction():
                found = ((one.report, self.taken(one.figure), one.where) for one in self.records(pieces))
                return self.whole(found)
        except MalformedMessage as fault:
            return self.malformed(fault, "adx")
        except _TakenBack as nothing:
            return nothing.outcome

    def malformed(self, fault: MalformedMessage, form: Form) -> Outcome:  # noqa: ARG002 - a defect looks at it
        """What comes of a message that cannot be read."""
        words = f"expected {fault.expected}, found {fault.found}"
        return refused(400, [Conflict(fault.where, "", words)])

    def whole(self, found: Iterable[tuple[Report, Figure, str]]) -> Outcome:
        """Keep all of these figures. Raises what has the message taken back where one of them is not taken."""
        counts, conflicts, touched = {"imported": 0, "updated": 0, "ignored": 0}, list[Conflict](), Touched()
        for report, figure, where in found:
            conflict = self.fault(report, figure, where)
            kept = "ignored"
            if conflict is None:
                kept, conflict = self.keeps(report, figure, where)
            counts[kept] += 1
            conflicts += [conflict] if conflict else []
            touched[report.org_unit, report.period.iso] = report
        conflicts += self.broken_rules(touched.values()) if not conflicts else []
        if conflicts:
            return self.take_back(refused(422, conflicts, ignored=sum(counts.values())))
        return Outcome(counts["imported"], counts["updated"])

    def take_back(self, outcome: Outcome) -> Outcome:
        """Have nothing kept of the message that is being taken."""
        raise _TakenBack(outcome)

    def take_values(self, body: bytes, how: Import) -> Outcome:
        """Take DHIS2's data values, each by itself."""
        try:
            with self.books.transaction():
                outcome = self._taken_values(body, how)
                if how.dry_run:
                    self.end_dry_run(outcome)
                return outcome
        except MalformedMessage as fault:
            return self.malformed(fault, "dhis2")
        except _TakenBack as nothing:
            return nothing.outcome

    def end_dry_run(self, outcome: Outcome) -> None:
        """Keep nothing of what was only tried."""
        raise _TakenBack(outcome)

    def _taken_values(self, body: bytes, how: Import) -> Outcome:
        counts, conflicts, touched = (
            {"imported": 0, "updated": 0, "ignored": 0, "deleted": 0},
            list[Conflict](),
            Touched(),
        )
        for at, (where, told) in enumerate(data_value_sets.values_in(body)):
            taken, conflict = self._take_value(told, where, how)
            counts[taken] += 1
            conflicts += [replace(conflict, index=at)] if conflict else []
            if taken in ("imported", "updated"):
                one = Report("", told["orgUnit"], periods.parse(told["period"]))
                touched[one.org_unit, one.period.iso] = one
        if broken := [*self.broken_rules(touched.values())]:
            raise _TakenBack(refused(409, broken, ignored=sum(counts.values())))
        return Outcome(conflicts=tuple(conflicts), **counts)

    def _take_value(self, told: dict[str, str], where: str, how: Import) -> tuple[str, Conflict | None]:
        try:
            number(told.get("value", ""))
            period = periods.parse(told.get("period", ""))
        except ValueError as fault:
            return "ignored", Conflict(where, told.get("dataElement", ""), str(fault))
        combination = told.get("categoryOptionCombo") or data_value_sets.DEFAULT
        split = self.combinations.get(combination)
        if split is None:
            return "ignored", Conflict(where, combination, "There is no category option combination with this code")
        report = Report(told.get("dataSet", ""), told.get("orgUnit", ""), period)
        figure = Figure(told.get("dataElement", ""), told.get("value", ""), split, told.get("comment", ""))
        conflict = self.fault(report, figure, where)
        return ("ignored", conflict) if conflict else self.import_one(report, figure, where, how)

    def import_one(self, report: Report, figure: Figure, where: str, how: Import) -> tuple[str, Conflict | None]:
        """Keep, change or drop one figure, as the strategy has it."""
        there = self.books.value(report, figure) is not None
        if how.strategy == "DELETE":
            self.books.drop(report, figure)
            return ("deleted" if there else "ignored"), None
        if (how.strategy, there) in (("CREATE", True), ("UPDATE", False)):
            return "ignored", None
        return self.keeps(report, figure, where)

    def take_reports(self, resources: Sequence[Resource]) -> tuple[Outcome, list[list[tuple[str, str]]]]:
        """Take MeasureReports: all of them, or none. Beside the outcome what is wrong with each: place and words."""
        wrong = [self.report_faults(one) for one in resources]
        if any(wrong):
            return refused(422, ()), wrong
        read = [measure_reports.from_fhir(one) for one in resources]
        try:
            with self.books.transaction():
                outcome = self.whole((one, figure, "") for one in read for figure in one.figures)
                for resource in resources if not outcome.refusal else ():
                    self.keep_report(resource)
                return outcome, wrong
        except _TakenBack as nothing:
            words = [("MeasureReport.group", f"{one.object}: {one.words}") for one in nothing.outcome.conflicts]
            return nothing.outcome, [words, *([] for _ in resources[1:])]

    def keep_report(self, resource: Resource) -> None:
        """Keep a MeasureReport as it came, in the place of the one before."""
        before = self.store.read("MeasureReport", resource["id"])
        if before is None:
            self.store.add(resource, id_=resource["id"], method="PUT")
        else:
            self.store.replace(before, resource)

    def report_faults(self, resource: Resource) -> list[tuple[str, str]]:
        """What is wrong with a MeasureReport: each a place in FHIRPath, and words."""
        lacking = [(where, f"{expected} is wanted here") for where, expected in measure_reports.lacking(resource)]
        if lacking:
            return lacking
        try:
            read = measure_reports.from_fhir(resource)
        except MalformedMessage as fault:
            return [(fault.where, f"expected {fault.expected}, found {fault.found}")]
        conflicts = (self.fault(read, one, self.group_of(resource, one)) for one in read.figures)
        found = [one for one in conflicts if one]
        unknown = [one for one in found if one.object == read.org_unit]
        if unknown:
            return [("MeasureReport.subject", f"{unknown[0].object}: {unknown[0].words}")]
        return list(dict.fromkeys((one.where, f"{one.object}: {one.words}") for one in found))

    def group_of(self, resource: Resource, figure: Figure) -> str:
        """Where in a MeasureReport a figure stands."""
        codes = [one["code"]["coding"][0].get("code") for one in resource["group"]]
        return (
            f"MeasureReport.group[{codes.index(figure.data_element)}]"
            if figure.data_element in codes
            else "MeasureReport.group"
        )

    # What is told.

    def status_of(self, outcome: Outcome, form: Form) -> int:
        """The HTTP status of an answer to a message of this form."""
        return outcome.refusal or (409 if outcome.conflicts and form == "dhis2" else 200)

    def summarised(self, outcome: Outcome, form: Form) -> Outcome:  # noqa: ARG002 - a defect looks at it
        """What is told of an outcome."""
        return outcome

    def breaks_off(self, form: Form) -> bool:  # noqa: ARG002 - a defect looks at it
        """Whether the connection breaks in the middle of an answer."""
        return False

    def given(self, report: Report, form: Form) -> Report:  # noqa: ARG002 - a defect looks at it
        """What is given of what is kept."""
        return report

    def more_types(self) -> tuple[str, ...]:
        """Resource types that have an address besides those that are taken or given."""
        return ()

    def parsed(self, request: Request) -> Resource:
        """The resource in a request. Raises Refusal: 415 for another format, 400 for what is no FHIR."""
        resource: Resource = parsed_body(request)
        return resource

    def answers(self, request: Request, answer: Answer) -> Answer:
        """An answer in FHIR as it goes out."""
        del request
        return answer

    def stored(self, org_unit: str, period: str, data_set: str) -> Report | None:
        """What is kept of a facility and a period. Raises ValueError for what is no period."""
        return self.books.reported(org_unit, periods.parse(period).iso, data_set)
