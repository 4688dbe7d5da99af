"""The schema of a form finds what a message breaks, and tells it so that a person understands."""

from __future__ import annotations

import pytest

from harness.errors import MalformedMessage
from harness.messages import adx
from harness.messages.adx import Fault
from tests.messages.adx.malaria import form, written


def faults(right: str, wrong: str) -> list[Fault]:
    return adx.schema_for(form()).faults(written().replace(right, wrong, 1).encode())


def test_a_right_message_breaks_nothing() -> None:
    assert faults("", "") == []


def test_adx_itself_allows_any_code_and_dimension() -> None:
    text = written().replace('sex="F"', 'colour="red"').replace("XjQ50fgEE7D", "elsewhere")
    assert adx.schema_for().faults(text.encode()) == []


@pytest.mark.parametrize(
    ("right", "wrong", "where", "expected"),
    [
        (' orgUnit="XjQ50fgEE7D"', "", "adx/group[1], line 3", "an attribute orgUnit"),
        ("XjQ50fgEE7D", "OU_9999", "adx/group[1]/@orgUnit, line 3", "a code of orgUnit: XjQ50fgEE7D, lepBPi2Tef4"),
        ("2026-01-01/P1M", "January", "adx/group[1]/@period, line 3", "a first day and a duration"),
        ('value="1"', 'value="few"', "adx/group[1]/dataValue[2]/@value, line 5", "a decimal number"),
        ('sex="F"', 'colour="F"', "adx/group[1]/dataValue[1]/@colour, line 4", "no attribute of that name"),
        ('exported="2026-01-31T10:00:00Z"', 'exported="today"', "adx/@exported, line 2", "an instant"),
        ("urn:ihe:qrph:adx:2015", "urn:x", "adx, line 2", "adx in urn:ihe:qrph:adx:2015"),
        ("</group>", "<remark/></group>", "adx/group[1]/remark[1], line 36", "dataValue"),
        ("</group>", "late</group>", "adx/group[1], line 3", "what ADX allows"),
    ],
)
def test_a_fault_names_its_place_and_what_is_wanted(right: str, wrong: str, where: str, expected: str) -> None:
    first = faults(right, wrong)[0]
    assert (first.where, first.expected[: len(expected)]) == (where, expected)


def test_of_many_codes_only_the_first_are_told() -> None:
    structure = form()
    more = {**structure.codes("orgUnit"), **{f"OU_1{number}": "" for number in range(10)}}
    dimensions = tuple(
        adx.Dimension(one.id, more if one.id == "orgUnit" else one.codes, one.outer) for one in structure.dimensions
    )
    wide = adx.DataStructure(structure.id, structure.title, structure.agency, dimensions, structure.disaggregations)
    fault = adx.schema_for(wide).faults(written().replace("XjQ50fgEE7D", "?").encode())[0]
    assert fault.expected.endswith("or 10 others")


@pytest.mark.parametrize("text", ["<adx", '<!DOCTYPE adx [<!ENTITY a "b">]><adx/>'])
def test_what_may_not_be_read_is_not_judged(text: str) -> None:
    with pytest.raises(MalformedMessage):
        adx.schema_for(form()).faults(text.encode())
