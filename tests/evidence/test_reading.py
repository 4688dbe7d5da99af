from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from harness.errors import UsageError
from harness.evidence.ledger import Ledger, digest
from harness.evidence.reading import read
from harness.evidence.record import Act, Fact, Picture, Step
from harness.evidence.sealing import seal
from tests.seen import answer, crossed, request


def step(number: int) -> Step:
    return Step("play", number, "when", "she is registered", float(number))


@pytest.fixture
def file(run: Path) -> Path:
    """Three steps and one exchange, written down and closed."""
    ledger = Ledger(run)
    for number in (1, 2, 3):
        ledger.add(step(number))
    ledger.add_exchange(crossed(request("GET", "/"), answer(b"a body")))
    ledger.close()
    return run / "ledger" / "main.jsonl"


def append(file: Path, **fields: Any) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    line = {"n": len(lines) + 1, "prev": digest(lines[-1]), **fields}
    file.write_bytes(b"".join(lines) + json.dumps(line).encode() + b"\n")


def test_a_torn_last_line_is_dropped_and_said(run: Path, file: Path) -> None:
    file.write_bytes(file.read_bytes() + b'{"n":5,"kind":"fin')
    evidence = read(run)

    assert len(evidence.records) == 3
    assert evidence.faults == ["main.jsonl: line 5 is torn and was dropped (the writer was stopped in it)"]


def test_a_changed_line_is_found(run: Path, file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b'"number":2', b'"number":9'))

    assert read(run).faults == ["main.jsonl: line 3 does not follow the line before it: changed afterwards?"]


def test_a_line_taken_away_is_found(run: Path, file: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join((lines[0], *lines[2:])))

    assert "line 2 does not follow" in read(run).faults[0]


ENDLESS = b'{"n":' + b"9" * 5_000 + b',"prev":"","kind":"step"}\n'


@pytest.mark.parametrize("broken", [b"\xff\xfe\n", b"[1, 2]\n", b"{\n", b"[" * 100_000 + b"\n", ENDLESS])
def test_a_line_that_cannot_be_read_leaves_the_others(run: Path, file: Path, broken: bytes) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join((lines[0], broken, *lines[2:])))
    evidence = read(run)

    assert evidence.records == [step(1), step(3)]
    assert evidence.faults[0] == "main.jsonl: line 2 cannot be read; it is left out"


def test_a_record_that_lacks_a_field_leaves_the_others(run: Path, file: Path) -> None:
    append(file, kind="step", play="play")
    append(file, kind="exchange", id="x9")
    evidence = read(run)

    assert len(evidence.records) == 3
    assert [fault.split(" is not")[0] for fault in evidence.faults] == ["main.jsonl: line 5", "main.jsonl: line 6"]


FINDING = {
    "play": "p",
    "step": 1,
    "requirement": "r",
    "actor": "a",
    "participant": "",
    "level": "SHALL",
    "sentence": "s",
}


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "finding", **FINDING, "verdict": "MAYBE"},
        {"kind": "fact", "topic": "run", "content": 7},
        {"kind": "fact", "topic": "run", "content": {"started": 1e300}},
        {"kind": "fact", "topic": "run", "content": {"started": "x"}},
    ],
)
def test_a_line_of_wrong_values_is_left_out_and_said(run: Path, file: Path, fields: dict[str, Any]) -> None:
    append(file, **fields)
    evidence = read(run)

    assert len(evidence.records) == 3
    assert "main.jsonl: line 5 is not what its kind wants" in evidence.faults[0]


@pytest.mark.parametrize(("left", "missing"), [(2, 2), (0, 4)])
def test_sealed_lines_that_are_gone_are_said(run: Path, file: Path, left: int, missing: int) -> None:
    seal(run, versions={})
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:left]))
    told = f"main.jsonl: it ends after line {left}; the {missing} after it, which were sealed, are gone"
    assert read(run).faults == [told]


def test_a_sealed_file_that_is_gone_is_said(run: Path, file: Path) -> None:
    Ledger(run, writer="gw0").close()
    seal(run, versions={})
    file.unlink()
    assert read(run).faults == ["main.jsonl, which was sealed, is gone"]


def test_what_a_newer_harness_wrote_is_passed_over(run: Path, file: Path) -> None:
    append(file, kind="photograph", pixels=[1, 2])
    append(file, kind="fact", topic="run", content={"format": 2}, colour="blue")
    evidence = read(run)

    assert evidence.records[3:] == [Fact("run", {"format": 2})]
    assert evidence.faults == []


def test_an_exchange_of_a_newer_harness_is_read(run: Path, file: Path) -> None:
    line = json.loads(file.read_bytes().splitlines()[3])
    message = {**line["request"], "trailers": []}
    append(file, **{**line, "n": 5, "prev": digest(file.read_bytes().splitlines(keepends=True)[3]), "request": message})
    first, second = read(run).crossings

    assert first.exchange == second.exchange


@pytest.mark.usefixtures("file")
def test_a_body_that_was_changed_is_told_and_not_shown(run: Path) -> None:
    (run / "bodies" / "main.bin").write_bytes(b"another")
    evidence = read(run)

    assert evidence.crossings[0].exchange.response.body == b""  # type: ignore[union-attr]
    assert evidence.faults[0].endswith("are not what the ledger says: changed afterwards? Shown as empty")


@pytest.mark.usefixtures("file")
def test_a_body_that_breaks_off_is_told_and_not_shown(run: Path) -> None:
    (run / "bodies" / "main.bin").write_bytes(b"a bo")

    assert "bodies/main.bin: the 6 bytes at 0 are not what the ledger says" in read(run).faults[0]


def test_bodies_that_are_missing_are_told_once_each(run: Path, file: Path) -> None:
    (run / "bodies" / "main.bin").unlink()
    append(file, **{**json.loads(file.read_bytes().splitlines()[3]), "n": 5})
    faults = [one for one in read(run).faults if "bodies" in one]

    assert faults == ["bodies/main.bin: the 6 bytes at 0 cannot be read (No such file or directory); shown as empty"]


PLACES = ["../secret", {"sha256": "../secret", "at": 0}, {"sha256": "", "at": 10**30, "size": 9}]


@pytest.mark.parametrize("place", PLACES)
def test_a_body_at_a_place_that_is_none_leaves_its_exchange_out(run: Path, file: Path, place: Any) -> None:
    line = json.loads(file.read_bytes().splitlines()[3])
    append(file, **{**line, "response": {**line["response"], "body": place}})
    evidence = read(run)

    assert len(evidence.crossings) == 1
    assert evidence.faults[-1].startswith("main.jsonl: line 5 is not what its kind wants")


def test_a_body_that_is_said_to_be_huge_takes_no_more_than_there_is(run: Path, file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b'"size":6', b'"size":%d' % 10**18))

    assert read(run).crossings[0].exchange.response.body == b"a body"  # type: ignore[union-attr]


def test_writers_are_read_in_the_order_in_which_they_ended(run: Path) -> None:
    for writer, ended in (("b", 1_000), ("a", 2_000)):
        ledger = Ledger(run, writer=writer)
        ledger.add(Fact("run", {"writer": writer}))
        ledger.close()
        os.utime(run / "ledger" / f"{writer}.jsonl", (ended, ended))

    assert read(run).fact("run") == {"writer": "a"}


def test_the_newest_fact_counts(ledger: Ledger, run: Path) -> None:
    for number in (1, 2):
        ledger.add(Fact("run", {"number": number}))

    assert read(run).fact("run") == {"number": 2}


@pytest.mark.usefixtures("ledger")
def test_a_fact_that_nobody_wrote_is_empty(run: Path) -> None:
    assert read(run).fact("catalogue") == {}


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"expected the folder of a run, with ledger/\*\.jsonl in it; found a folder without one"
    ):
        read(tmp_path)


def test_what_people_did_is_read_in_the_order_in_which_they_did_it(run: Path) -> None:
    ledger = Ledger(run, writer="review")
    ledger.add(Act("2", "comment", by="Wanjiru", role="mentor", at=2.0, text="Look at MSA-1."))
    ledger.add(Act("1", "pause", by="Otieno", role="organiser", at=1.0, participant="Kijani EMR"))
    ledger.close()
    assert [one.id for one in read(run).acts] == ["1", "2"]


def test_a_picture_is_kept_as_bodies_are_and_read_when_it_is_wanted(run: Path) -> None:
    ledger = Ledger(run, writer="review")
    act = ledger.add_act(Act("1", "attest", "Wanjiru", "mentor", 1.0), [Picture("screen.png", "image/png", b"\x89PNG")])
    ledger.close()
    evidence = read(run)

    assert evidence.acts == [act]
    assert evidence.picture(act.pictures[0]["body"]["sha256"]) == b"\x89PNG"
    assert evidence.picture("of nothing") == b""


@pytest.mark.usefixtures("file")
def test_what_is_not_asked_for_is_left_unread(run: Path) -> None:
    assert len(read(run, leaving={"step"}).crossings) == 1
    assert read(run, leaving={"step", "exchange"}).records == []


def test_a_change_in_what_was_left_unread_shows_all_the_same(file: Path, run: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(lines[0].replace(b"registered", b"admitted") + b"".join(lines[1:]))
    assert read(run, leaving={"step"}).faults == [
        "main.jsonl: line 2 does not follow the line before it: changed afterwards?"
    ]
