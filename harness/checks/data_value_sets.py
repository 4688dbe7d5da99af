"""Checks on DHIS2's dataValueSets: the import summary and its counts, conflicts, and the values that are given back."""

from __future__ import annotations

from typing import Any

from harness.checks.check import check
from harness.checks.place import short
from harness.errors import MalformedMessage, NonConformance
from harness.evidence.exchange import Message
from harness.messages import adx, data_value_sets
from harness.messages.figures import Report, difference, numbers

COUNTS = ("imported", "updated", "ignored", "deleted")


@check
def counts(response: Message, *, taken: int, ignored: int = 0) -> None:
    """The import summary counts so many values that were imported or updated, and so many that were ignored."""
    found = _counts(response)
    if found["imported"] + found["updated"] != taken:
        told = f"{found['imported']} and {found['updated']}"
        raise NonConformance("importCount", expected=f"{taken} imported or updated", found=told)
    if found["ignored"] != ignored:
        raise NonConformance("importCount.ignored", expected=ignored, found=found["ignored"])


@check
def counts_updated(response: Message, *, count: int) -> None:
    """The import summary counts so many values that were there before, and none that is new."""
    found = _counts(response)
    if (found["imported"], found["updated"]) != (0, count):
        told = f"{found['imported']} imported, {found['updated']} updated"
        raise NonConformance("importCount", expected=f"0 imported, {count} updated", found=told)


@check
def has_conflicts(response: Message) -> None:
    """The import summary tells what was not taken, and why."""
    conflicts = _summary(response).get("conflicts")
    if not isinstance(conflicts, list) or not conflicts:
        raise NonConformance("conflicts", expected="what was not taken, and why", found=short(conflicts))


@check
def keeps(response: Message, report: Report) -> None:
    """The answer holds every figure of `report`, as it was sent."""
    wanted, found = numbers([report]), _given(response)
    if (first := difference(wanted, {which: found[which] for which in found if which in wanted})) is not None:
        where, expected, got = first
        raise NonConformance("dataValues", expected=f"{where}: {expected}", found=got)


@check
def are_the_same(before: Message, after: Message) -> None:
    """Two answers hold the same: nothing has come and nothing has changed in between."""
    if (first := difference(_given(before), _given(after))) is not None:
        where, expected, found = first
        raise NonConformance("dataValues", expected=f"{where}: {expected}", found=found)


def _summary(response: Message) -> dict[str, Any]:
    try:
        return data_value_sets.summary_in(response.body)
    except MalformedMessage as fault:
        raise NonConformance(fault.where, expected=fault.expected, found=fault.found) from None


def _counts(response: Message) -> dict[str, int]:
    told = _summary(response)["importCount"]
    for one in COUNTS:
        if not isinstance(told.get(one, 0), int):
            raise NonConformance(f"importCount.{one}", expected="a number", found=short(told[one]))
    return {one: told.get(one, 0) for one in COUNTS}


def _given(response: Message) -> dict[Any, Any]:
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    try:
        if not data_value_sets.has_values(response.body):
            return {}
        return numbers(data_value_sets.read(response.body, adx.malaria()))
    except MalformedMessage as fault:
        raise NonConformance(fault.where, expected=fault.expected, found=fault.found) from None
