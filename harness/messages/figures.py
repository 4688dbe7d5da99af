"""Aggregate figures, however they travel: what was counted where and when, and how it is split. Knows no format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from harness.messages.periods import Period

_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
MOST_DIGITS = 100
"""Characters of a number that are read; a longer one counts nothing that anybody counts."""

Key = tuple[str, str, str, tuple[tuple[str, str], ...]]
"""Which figure it is: facility, period (in ISO 8601), data element, disaggregation."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it was written, what it counts, and each dimension that it is split by."""

    data_element: str
    value: str
    dimensions: tuple[tuple[str, str], ...] = ()
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What the facility `org_unit` reports for a period, by the form `data_set`."""

    data_set: str
    org_unit: str
    period: Period
    figures: tuple[Figure, ...] = field(default=())

    def changed(self, **values: object) -> Report:
        """The same with other values."""
        return replace(self, **values)  # type: ignore[arg-type]


def number(text: str) -> Decimal:
    """`text` as the decimal of XML Schema that it is: no exponent, no NaN, no infinity. Raises ValueError."""
    if len(text) > MOST_DIGITS:
        raise ValueError(f"{text[:20]}… has {len(text)} characters; at most {MOST_DIGITS} are taken")
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is no decimal number")
    return Decimal(text)


def plain(value: Decimal) -> str:
    """`value` in digits, whatever its size; a whole number without a point."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def key(report: Report, figure: Figure) -> Key:
    """Which figure it is."""
    return report.org_unit, report.period.iso, figure.data_element, tuple(sorted(figure.dimensions))


def numbers(reports: Iterable[Report]) -> dict[Key, Decimal]:
    """Every number of the reports by what it is; of one that stands there twice, the last. Raises ValueError."""
    return {key(one, each): number(each.value) for one in reports for each in one.figures}


def added_up(reports: Iterable[Report], months: int) -> tuple[Report, ...]:
    """The reports of months as reports of so many `months` each: what counts the same is added up.

    No figure may be an average, or anything else that is not the sum of its months.
    """
    sums: dict[tuple[str, str, Period], dict[tuple[str, tuple[tuple[str, str], ...]], Decimal]] = {}
    for one in reports:
        whole = sums.setdefault((one.data_set, one.org_unit, one.period.within(months)), {})
        for each in one.figures:
            split = each.data_element, each.dimensions
            whole[split] = whole.get(split, Decimal(0)) + number(each.value)
    return tuple(
        Report(*where, tuple(Figure(element, plain(value), split) for (element, split), value in whole.items()))
        for where, whole in sums.items()
    )


def in_words(which: Key) -> str:
    """``MAL01-1 (ageGroup under5, sex M) of FAC001 in 2026-01-01/P1M``."""
    org_unit, period, element, split = which
    by = ", ".join(f"{name} {code}" for name, code in split)
    return f"{element}{f' ({by})' if by else ''} of {org_unit} in {period}"


def difference(wanted: Mapping[Key, Decimal], found: Mapping[Key, Decimal]) -> tuple[str, str, str] | None:
    """The first figure that is not as wanted: which, and what was wanted and found there. None where there is none."""
    for which in (*wanted, *(one for one in found if one not in wanted)):
        expected, got = wanted.get(which), found.get(which)
        if expected != got:
            told = ["nothing" if one is None else plain(one) for one in (expected, got)]
            return in_words(which), told[0], told[1]
    return None
