"""Participants come from a spreadsheet, and every mistake in it is told with its line and column."""

from __future__ import annotations

import os
import time
import tomllib
from pathlib import Path

import pytest

from harness import event
from harness.errors import UsageError
from harness.event import example, importing

EXCEL = (
    '\ufeffName;Actors;FHIR;Tracks;Test System;Contact\r\n"Baobab";Client Registry;http://localhost:1/fhir;'
    '"Patient identity|vaccines";yes;"Kamau\r\ntable 2"\r\n;;;;;\r\nMto;CR;http://localhost:2/fhir;;;\r\n'
)


MISTAKEN = (
    "name,actors,fhir,tracks,mentor\n"
    'Baobab,"client_registri, verifier",htp://a,"Patient\nidentity;Vacines",Wanjira\n'
    ",,,,\n"
    "Kijani EMR,CR,http://localhost:1/fhir,,\n"
    "Mto,CR,http://localhost:1/fhir,,,,more\n"
)


@pytest.fixture
def nairobi(tmp_path: Path) -> Path:
    """The file of an event: the example."""
    example.write(tmp_path / "event.toml")
    return tmp_path / "event.toml"


def sheet(folder: Path, content: str | bytes) -> Path:
    """A spreadsheet with this content."""
    file = folder / "people.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def told(file: Path, into: Path) -> list[str]:
    """The mistakes in a spreadsheet, without the name of the file."""
    before = into.read_bytes()
    with pytest.raises(UsageError) as caught:
        importing.add(file, into)
    assert into.read_bytes() == before
    return [mistake.removeprefix(f"{file}:") for mistake in caught.value.mistakes]


def test_what_excel_writes_is_read(tmp_path: Path) -> None:
    text, count = importing.imported(sheet(tmp_path, EXCEL))
    baobab, mto = tomllib.loads(text)["participants"]
    assert (count, mto["actors"], baobab["contact"]) == (2, ["client_registry"], "Kamau table 2")
    assert (baobab["tracks"], baobab["test_system"]) == (["Patient identity", "vaccines"], True)


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n# the end"])
def test_nothing_that_stood_in_the_file_is_lost(nairobi: Path, tmp_path: Path, end: bytes) -> None:
    nairobi.write_bytes(nairobi.read_bytes().rstrip() + end)
    before = nairobi.read_bytes().rstrip()
    importing.add(sheet(tmp_path, EXCEL), nairobi)
    assert nairobi.read_bytes().startswith(before)
    assert event.load(nairobi).entry("Baobab").tracks == ("patient-identity", "vaccines")


def test_every_mistake_has_its_row_and_column(nairobi: Path, tmp_path: Path) -> None:
    assert [mistake[:35] for mistake in told(sheet(tmp_path, MISTAKEN), nairobi)] == [
        "2: column actors[1]: there is no Op",
        "2: column fhir: the URL has to begi",
        "2: column mentor: there is no mento",
        "2: column tracks[1]: there is no tr",
        "2: column tracks[2]: there is no tr",
        "2: column tracks[3]: there is no tr",
        '5: row 4, column name: "Kijani EMR"',
        "6: row 5: 7 cells, and row 1 names ",
    ]


def test_mistakes_speak_of_cells_and_not_of_toml(nairobi: Path, tmp_path: Path) -> None:
    content = "name,actors,fhir,test_system,ports\nA,CR,,perhaps,1\nB,point of service,,oui,\n"
    lines = told(sheet(tmp_path, content), nairobi)
    assert [line for line in lines if "[participants" in line or "true" in line or "brackets" in line] == []
    assert [word for word in ("yes or no", "20000-20009", "column fhir,", "column domain,") if word in str(lines)] == [
        "yes or no",
        "20000-20009",
        "column fhir,",
        "column domain,",
    ]


def test_what_a_preview_cannot_check_is_known(tmp_path: Path) -> None:
    assert importing.unchecked(importing.imported(sheet(tmp_path, EXCEL))[0]) == ["tracks"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "1: the file says nothing; its first row has to name columns"),
        ("\n\nname,actors\n", " no row follows the one that names the columns"),
        ("name,actor\n", "1: there is no column \"actor\". Did you mean 'actors'?"),
        ("name,actors,token\n", '1: column "token": secrets stand in no spreadsheet.'),
        ("name,actors,name\n", '1: the column "name" is there 2 times; keep one'),
        ('name;actors\n"a;b', "2: is not CSV: unexpected end of data"),
        ("name,actors\nA\0B,verifier\n", "2: column name: the control character U+0000 stands in it"),
        (b"PK\x03\x04\x14\0\xff", "1: this is an Excel workbook: save it as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1", "1: this is an Excel workbook: save it as CSV"),
        ("sep=;\r\nname;actors\r\nA;verifyer\r\n", "3: row 2, column actors[1]: there is no OpenHIE actor"),
        (b"name;actors\nM\xfcller;verifier", "2: byte 0xfc in column 2 is not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_spreadsheet_that_cannot_be_read_says_why(nairobi: Path, tmp_path: Path, content: str, said: str) -> None:
    assert any(mistake.startswith(said) for mistake in told(sheet(tmp_path, content), nairobi))


def test_two_rows_of_one_name_are_told_apart_from_one_that_is_there(nairobi: Path, tmp_path: Path) -> None:
    rows = "name,actors\nA,verifier\nA,verifier\n"
    assert told(sheet(tmp_path, rows), nairobi)[0].startswith(
        '3: column name: "A" is the name of another system too (row 2); '
    )


def test_nothing_is_added_to_a_file_with_mistakes_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "event.toml").write_text("[event]\n")
    with pytest.raises(UsageError, match=r"event.toml:1: event.begins: missing"):
        importing.add(sheet(tmp_path, EXCEL), tmp_path / "event.toml")


def test_a_list_of_participants_on_one_line_is_not_broken(tmp_path: Path) -> None:
    days = 'name = "N"\nbegins = 2027-03-15\nends = 2027-03-15\n'
    people = 'participants = [{ name = "A", actors = ["verifier"] }]\n'
    (tmp_path / "event.toml").write_text(f"{people}[event]\n{days}")
    rows = sheet(tmp_path, "name,actors\nB,verifier\n")
    assert "not TOML" in told(rows, tmp_path / "event.toml")[0]


def test_the_separator_that_a_first_line_names_is_taken(tmp_path: Path) -> None:
    text, _ = importing.imported(sheet(tmp_path, "\ufeffsep=|\r\nname|actors|contact\r\nA|verifier|x, y, z\r\n"))
    assert tomllib.loads(text)["participants"][0]["contact"] == "x, y, z"


def test_what_a_link_leads_to_is_added_to_and_the_link_stays(nairobi: Path, tmp_path: Path) -> None:
    kept = nairobi.rename(tmp_path / "kept.toml")
    nairobi.symlink_to(kept)
    importing.add(sheet(tmp_path, EXCEL), nairobi)
    assert nairobi.is_symlink()
    assert event.load(kept).entry("Baobab").tracks == ("patient-identity", "vaccines")


@pytest.mark.parametrize("actor", ["client_registry", "no_such"])
def test_thousands_of_rows_take_seconds(nairobi: Path, tmp_path: Path, actor: str) -> None:
    rows = "".join(f"System {number},{actor},http://h{number}/fhir\n" for number in range(2000))
    file, before = sheet(tmp_path, f"name,actors,fhir\n{rows}"), time.process_time()
    if actor == "no_such":
        told(file, nairobi)
    else:
        importing.add(file, nairobi)
    assert time.process_time() - before < 10


def test_participants_are_added_to_a_file_that_has_none_yet(tmp_path: Path) -> None:
    file = tmp_path / "event.toml"
    file.write_text('[event]\nname = "Nairobi"\nbegins = 2027-03-15\nends = 2027-03-19\n', encoding="utf-8")
    importing.add(sheet(tmp_path, "name;actors;fhir\nMto;CR;http://localhost:2/fhir\n"), file)
    assert [one.name for one in event.load(file).participants] == ["Mto"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for read in (tmp_path / "pipe", tmp_path):
        with pytest.raises(UsageError, match="is no file; save the spreadsheet as CSV"):
            importing.imported(read)
        with pytest.raises(UsageError, match="is no file; participants are added to the file of an event"):
            importing.add(tmp_path / "people.csv", read)
