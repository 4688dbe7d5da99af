"""Checks on DHIS2's dataValueSets find what they are for, and say where."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.checks import data_value_sets
from harness.errors import NonConformance
from harness.messages.data_value_sets import as_json
from tests.checks.reports_on_the_wire import in_json, said
from tests.messages.adx.malaria import form, report

ALL = report()
OTHER = ALL.changed(figures=tuple(replace(one, value="7") for one in ALL.figures))
GIVEN = in_json(as_json(ALL, form()))


def summary(**counts: Any) -> Any:
    return in_json({"response": {"importCount": counts, "conflicts": counts.get("conflicts", [])}})


def where(check: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(NonConformance) as found:
        check(*arguments, **named)
    return found.value.where


def test_right_counts_pass() -> None:
    data_value_sets.counts(summary(imported=3, updated=2, ignored=1), taken=5, ignored=1)
    data_value_sets.counts_updated(summary(updated=2), count=2)
    data_value_sets.has_conflicts(in_json({"importCount": {}, "conflicts": [{"object": "a"}]}))


def test_wrong_counts_are_found() -> None:
    assert where(data_value_sets.counts, summary(imported=3), taken=5) == "importCount"
    assert where(data_value_sets.counts, summary(imported=5, ignored=1), taken=5) == "importCount.ignored"
    assert where(data_value_sets.counts, summary(imported="5"), taken=5) == "importCount.imported"
    assert where(data_value_sets.counts_updated, summary(imported=2), count=2) == "importCount"


def test_a_missing_conflict_or_summary_is_found() -> None:
    assert where(data_value_sets.has_conflicts, summary()) == "conflicts"
    assert where(data_value_sets.has_conflicts, in_json({})) == "importCount"


def test_values_that_are_kept_pass_and_others_are_found() -> None:
    data_value_sets.keeps(GIVEN, ALL)
    data_value_sets.are_the_same(GIVEN, GIVEN)
    assert where(data_value_sets.keeps, GIVEN, OTHER) == "dataValues"
    assert where(data_value_sets.are_the_same, in_json({}), GIVEN) == "dataValues"


def test_an_answer_without_values_is_found() -> None:
    assert where(data_value_sets.keeps, in_json({}, 404), ALL) == "HTTP status"
    assert where(data_value_sets.keeps, said(b"<a/>", "application/xml"), ALL) == "the body"
