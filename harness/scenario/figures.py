"""Reports for scenarios, minted anew in every play: a facility and a month of their own, and a number in each place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from harness.messages import adx
from harness.messages.figures import Figure, Report, number, plain
from harness.messages.periods import Period
from harness.scenario.play import current

FIRST_YEAR, LAST_YEAR = 1990, 2024
"""The months that reports are about: long ago, so that nobody's real figures are overwritten."""


def unseen() -> Report:
    """A monthly malaria report that nobody has sent: facility, month and figures are drawn from the run's seed.

    Every number is another, so that none can stand in the place of another.
    """
    play = current()
    chance = play.chance("figures", play.next_person())
    form = adx.malaria()
    facility = chance.choice([*form.codes("orgUnit")])
    month = Period(date(chance.randrange(FIRST_YEAR, LAST_YEAR + 1), chance.randrange(1, 13), 1), 1)
    splits = [(element, split) for element in form.codes("dataElement") for split in form.splits(element)]
    counts = sorted(chance.sample(range(1, 900), len(splits)), reverse=True)  # fewer die than fall ill
    figures = (_figure(element, split, count) for (element, split), count in zip(splits, counts, strict=True))
    return Report(form.id, facility, month, tuple(figures))


def quarter_unseen() -> tuple[Report, Report, Report]:
    """The three monthly reports of one quarter and one facility."""
    first = unseen()
    begun = first.period.within(3).start
    months = (Period(begun.replace(month=begun.month + number), 1) for number in range(3))
    one, two, three = (replace(unseen(), org_unit=first.org_unit, period=month) for month in months)
    return one, two, three


def corrected(report: Report) -> Report:
    """The same report with another number in each place: what a facility sends when it has counted again."""
    return report.changed(figures=tuple(replace(one, value=plain(number(one.value) + 1)) for one in report.figures))


def elsewhere(report: Report) -> Report:
    """The report of another facility for the same month."""
    other = next(one for one in adx.malaria().codes("orgUnit") if one != report.org_unit)
    return replace(unseen(), org_unit=other, period=report.period)


def in_clinic_codes(report: Report) -> Report:
    """The report in the codes of the clinic's own system."""
    return adx.clinic_codes().backwards().mapped(report)


def _figure(element: str, split: tuple[tuple[str, str], ...], count: int) -> Figure:
    return Figure(element, f"{count}.25" if element == "MAL01-6" else str(count), split)
