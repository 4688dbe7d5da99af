"""ADX is read a figure at a time, and what may not be read is refused with its place."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest

from harness.errors import MalformedMessage
from harness.messages import adx
from harness.messages.figures import numbers
from tests.messages.adx.malaria import report, written

BOMB = '<?xml version="1.0"?><!DOCTYPE adx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><adx exported="&b;"/>'


def test_what_was_written_is_read_to_the_last_disaggregation() -> None:
    assert adx.read(written().encode()) == (report(),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_message_is_read_in_utf_8_and_utf_16(encoding: str) -> None:
    text = written().replace("UTF-8", "UTF-16" if encoding == "utf-16" else "UTF-8")
    assert adx.read(text.encode(encoding)) == (report(),)


def test_numbers_are_compared_as_numbers_and_not_as_texts() -> None:
    (other,) = adx.read(written().replace('value="1"', 'value="+1.000"').encode())
    assert numbers([other]) == numbers([report()])


def test_outer_dimensions_split_every_figure_of_their_group() -> None:
    (found,) = adx.read(written().replace("<group ", '<group mechanism="10312" ').encode())
    assert {figure.dimensions[0] for figure in found.figures} == {("mechanism", "10312")}


def test_an_annotation_is_read_with_its_figure() -> None:
    first = '<dataValue dataElement="MAL01-1" value="0" ageGroup="0-4y" sex="F"'
    (found,) = adx.read(written().replace(f"{first}/>", f"{first}><annotation>late</annotation></dataValue>").encode())
    assert [one.annotation for one in found.figures][:2] == ["late", ""]


@pytest.mark.parametrize(
    ("right", "wrong", "where"),
    [
        (' orgUnit="XjQ50fgEE7D"', "", "adx/group[1], line 3"),
        (' period="2026-01-01/P1M"', "", "adx/group[1], line 3"),
        ("2026-01-01/P1M", "January", "adx/group[1]/@period, line 3"),
        ("2026-01-01/P1M", "202601", "adx/group[1]/@period, line 3"),
        ("2026-01-01/P1M", "9999-12-01/P2M", "adx/group[1]/@period, line 3"),
        (' dataElement="MAL01-1"', "", "adx/group[1]/dataValue[1], line 4"),
        ('value="1"', 'value="NaN"', "adx/group[1]/dataValue[2]/@value, line 5"),
        ('value="1"', 'value="1e3"', "adx/group[1]/dataValue[2]/@value, line 5"),
        ('value="1"', 'value="1,5"', "adx/group[1]/dataValue[2]/@value, line 5"),
        ('value="1"', 'value="INF"', "adx/group[1]/dataValue[2]/@value, line 5"),
        ('value="1"', f'value="{"9" * 200}"', "adx/group[1]/dataValue[2]/@value, line 5"),
        ("2026-01-31T10:00:00Z", "yesterday", "adx, line 2"),
        ("urn:ihe:qrph:adx:2015", "urn:ihe:qrph:adx", "adx, line 2"),
        ("</group>", "<remark/></group>", "line 36"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(right: str, wrong: str, where: str) -> None:
    with pytest.raises(MalformedMessage) as told:
        adx.read(written().replace(right, wrong, 1).encode())
    assert told.value.where == where


@pytest.mark.parametrize(
    "text",
    [
        BOMB.encode(),
        BOMB.encode("utf-16"),
        b"",
        b" ",
        b"{}",
        b"<adx",
        b"<!--" + b"x" * 99_999,
        written().encode("utf-16-le"),
    ],
    ids=["bomb", "bomb in utf-16", "nothing", "blank", "json", "half", "endless comment", "no mark"],
)
def test_what_is_no_safe_xml_is_refused(text: bytes) -> None:
    with pytest.raises(MalformedMessage):
        adx.read(text)


def large(rows: int) -> Iterator[bytes]:
    """A message of so many thousand figures, a piece at a time."""
    yield b'<adx xmlns="urn:ihe:qrph:adx:2015" exported="2026-01-31T10:00:00Z">'
    yield b'<group orgUnit="A" period="2026-01-01/P1M">'
    yield from (b'<dataValue dataElement="MAL01-1" value="32" ageGroup="0-4y" sex="M"/>\n' * 1000 for _ in range(rows))
    yield b"</group></adx>"


def test_a_large_message_is_read_in_little_memory() -> None:
    tracemalloc.start()
    count = sum(1 for _ in adx.records(large(8)))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (count, most < 1_000_000) == (8_000, True)
