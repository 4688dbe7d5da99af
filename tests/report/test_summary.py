from __future__ import annotations

import dataclasses
import io
import re
from pathlib import Path

import pytest

from harness.language import speaking
from harness.report.model import Run
from harness.report.summary import FEW, exit_code, print_summary


def judged(run: Run, *verdicts: str, interrupted: bool = False) -> Run:
    plays = tuple(dataclasses.replace(run.plays[0], verdict=verdict) for verdict in verdicts)
    return dataclasses.replace(run, plays=plays, interrupted=interrupted)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (("PASS", "NOT APPLICABLE"), 0),
        (("PASS", "FAIL"), 1),
        (("PASS", "INCONCLUSIVE"), 3),
        ((), 3),
        (("NOT APPLICABLE",), 3),
        (("PASS", "ERROR"), 4),
        (("FAIL", "INCONCLUSIVE"), 1),
        (("FAIL", "INCONCLUSIVE", "ERROR"), 4),
    ],
)
def test_the_exit_code_follows_the_gravest_verdict(rehearsal: Run, verdicts: tuple[str, ...], expected: int) -> None:
    assert exit_code(judged(rehearsal, *verdicts)) == expected


def test_an_interruption_comes_before_everything(rehearsal: Run) -> None:
    assert exit_code(judged(rehearsal, "ERROR", interrupted=True)) == 130


def said(run: Run, **more: Path) -> str:
    stream = io.StringIO()
    print_summary(run, stream=stream, **more)
    return stream.getvalue()


def test_the_table_fits_eighty_columns_in_plain_text(event: Run) -> None:
    table = [line for line in said(event).splitlines() if line.startswith(("|", "+"))]
    assert len(table) == 7
    played = sum(play.played for play in event.plays)
    left = len(event.plays) - played
    assert f"Requirements by verdict, from {played} scenarios played, {left} not played" in said(event)
    assert all(len(line) <= 80 and line.isascii() for line in table)


def test_each_failure_is_a_line_with_the_difference(event: Run) -> None:
    line = "FAIL Kijani MPI: CRWF-1 create a patient demographic record. Bundle.total: expected 1, found 2 "
    assert line in said(event)


def test_one_cause_is_told_once_with_its_number_of_scenarios(event: Run) -> None:
    lines = [line for line in said(event).splitlines() if line.startswith("INCONCLUSIVE Baobab Registry")]
    assert len(lines) == 1
    assert "(caused by Baobab Registry) [12 requirements in 6 scenarios]: 104-01, " in lines[0]


def test_the_path_of_the_report_comes_last(event: Run) -> None:
    assert said(event, report=Path("run/report/index.html")).splitlines()[-1].startswith("Report: run")


def test_nothing_from_the_wire_moves_the_cursor(event: Run) -> None:
    name = "\x1b[2JKijani\x07"
    plays = tuple(dataclasses.replace(play, reason=name) for play in event.plays)
    people = (dataclasses.replace(event.participants[0], name=name),)
    text = said(dataclasses.replace(event, plays=plays, participants=people))
    assert "\x1b" not in text
    assert "\\x1b[2JKijani\\x07" in text


def test_a_terminal_of_few_letters_is_no_reason_to_stop(event: Run) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    print_summary(dataclasses.replace(event, faults=("ħ is torn",)), stream=stream)
    stream.seek(0)
    assert "\\u0127 is torn" in stream.read()


def test_a_run_without_plays_says_so(rehearsal: Run) -> None:
    assert said(judged(rehearsal)) == "Nothing was played.\n"


class Terminal(io.StringIO):
    """What looks like a screen, as wide as one is where nobody says."""

    def isatty(self) -> bool:
        return True


def on_a_terminal(run: Run) -> list[str]:
    screen = Terminal()
    print_summary(run, stream=screen)
    return re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue()).splitlines()


def failing(run: Run, count: int) -> Run:
    """The run with one play, in which so many requirements fail, each in a way of its own."""
    play = next(one for one in run.plays if one.verdict == "FAIL")
    first = next(one for one in play.findings if one.verdict == "FAIL")
    findings = (
        dataclasses.replace(first, requirement=f"78-{n}", found=f"{n} " * 50, exchange="") for n in range(count)
    )
    return dataclasses.replace(run, plays=(dataclasses.replace(play, findings=tuple(findings)),))


def test_a_few_failures_say_what_to_do_and_where_they_were_seen(event: Run) -> None:
    assert any("To mend: " in line and "(Seen in " in line for line in said(event).splitlines())


def test_many_failures_have_a_row_each_on_a_terminal(event: Run) -> None:
    rows = [line for line in on_a_terminal(failing(event, 80)) if line.startswith("FAIL")]
    assert (len(rows), max(map(len, rows)) <= 80, any("To mend" in row for row in rows)) == (80, True, False)


def test_as_many_as_can_be_read_are_told_whole(event: Run) -> None:
    assert not any("\N{HORIZONTAL ELLIPSIS}" in line for line in on_a_terminal(failing(event, FEW)))


def test_what_to_do_next_comes_before_the_report(event: Run) -> None:
    stream = io.StringIO()
    print_summary(event, report=Path("index.html"), steps=["Do this."], stream=stream)
    assert "Do this." in stream.getvalue().splitlines()[:-1]


def test_a_terminal_speaks_english_whatever_the_pages_speak(event: Run) -> None:
    english = said(event)
    with speaking("fr"):
        assert said(event) == english
