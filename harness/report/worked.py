"""A wrong message beside a right one, line by line, with the place of the finding marked in both. Judges nothing.

What is compared is the shape: which places there are. Names, numbers and dates of two people differ and are no fault,
so a line that both have is shown once, as it stands in the wrong message; only at the place of the finding both stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import zip_longest

from harness.evidence.exchange import Exchange, Message
from harness.evidence.record import Finding
from harness.report.decoded import around, form_lines
from harness.report.html_message import of_message
from harness.report.line import Line
from harness.report.places import in_body, in_head
from harness.report.rehearsed import rehearsed

LONGEST = 100_000  # bytes of a body; longer ones are not compared
REACH = 60  # lines on either side of a place that are compared
AROUND = 4  # rows on either side of a marked one that are shown
MOST = 36  # rows of a comparison
HEAD = 3  # rows that are the head of a message
WIDEST = 200  # characters of one
STATUS = re.compile(r"\b[1-5]\d\d\b")
NUMBER = re.compile(r"\[\d+\]")
MEMBER = re.compile(r'"([^"\\]+)": ')


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a comparison. `sign`: ``-`` only in the wrong message, ``+`` only in the right one, "" in both.

    `marked` where the finding is about it; `left_out` counts the rows that stand for nothing but themselves here.
    """

    sign: str
    text: str
    marked: bool = False
    left_out: int = 0

    @property
    def lead(self) -> str:
        """The spaces that it begins with."""
        return self.text[: len(self.text) - len(self.text.lstrip(" "))]


@dataclass(frozen=True, slots=True)
class Worked:
    """A comparison ready for a page, and the title of the scenario whose rehearsal the right message is from."""

    rows: tuple[Row, ...]
    scenario: str


def worked(finding: Finding, exchange: Exchange | None) -> Worked | None:
    """The message that `finding` is about beside a right one; None where there is none, or nothing to be seen in it."""
    if exchange is None or not finding.where:
        return None
    wrong = of_message(exchange, finding)
    right = rehearsed(finding.requirement, exchange.transaction, answers=wrong is not exchange.request)
    if right is None or len(wrong.body) > LONGEST or not (wrong.head or wrong.body):
        return None
    rows = _folded(_rows(_seen(wrong, finding.where), _right(right.message, finding.where)))
    tells = any(row.marked and row.sign for row in rows) and _is_expected(finding, right.message)
    return Worked(tuple(map(_cut, _outdented(rows))), right.scenario) if tells else None


def _is_expected(finding: Finding, right: Message) -> bool:
    """Whether a right answer has the very status that is wanted, where the finding is about that."""
    statuses = STATUS.findall(finding.expected) if finding.where == "HTTP status" else []
    return not statuses or str(right.status) in statuses


@dataclass(frozen=True, slots=True)
class _Seen:
    """The lines of a message around the place of a finding, each by what it has in common with another's; the place."""

    lines: tuple[Line, ...]
    keys: tuple[str, ...]
    at: int | None


@lru_cache(maxsize=256)  # it stands beside the wrong message of every system that fails there
def _right(message: Message, where: str) -> _Seen:
    return _seen(message, where)


def _seen(message: Message, where: str) -> _Seen:
    head = _head(message, where)
    body = around(message, where)
    query = () if message.status else tuple(form_lines(message.target.partition("?")[2]))
    lines = (*(Line(each) for each in head), *query, *body)
    at = in_head(where, head)
    if at is None and (spot := in_body(where, body) or in_body(where, query)):
        at = spot.number + len(head) + (len(query) if in_body(where, body) else 0)
    first = max((at or 0) - REACH, 0)
    near = lines[first : (at or 0) + REACH]
    return _Seen(near, tuple(map(_key, near)), None if at is None else at - first)


def _head(message: Message, where: str) -> list[str]:
    """The start line without what differs from system to system, and the fields that count here."""
    if not message.start:
        return []
    start = message.start
    if not message.status:
        start = f"{message.method} {message.target.partition('?')[0].rpartition('/fhir/')[2]}"
    wanted = ("content-type", *(name for name, _ in message.headers if name.lower() in where.lower()))
    fields = {name.lower(): value for name, value in message.headers if name.lower() in map(str.lower, wanted)}
    return [start, *(f"{name.title()}: {value}" for name, value in sorted(fields.items()))]


def _key(line: Line) -> str:
    """What two lines have in common when they say the same of two people: their place and their members."""
    if line.place:
        return " ".join([NUMBER.sub("", line.place), *MEMBER.findall(line.text)])
    if line.text.startswith("HTTP/"):
        return " ".join(line.text.split()[1:2])
    return line.text.partition(": ")[0] if ": " in line.text else line.text.strip()


def _rows(wrong: _Seen, right: _Seen) -> Iterator[Row]:
    steps = SequenceMatcher(None, wrong.keys, right.keys, autojunk=False).get_opcodes()
    for step, first, last, other, end in steps:
        if step == "equal":
            for mine, its in zip(range(first, last), range(other, end), strict=True):
                yield from _both(wrong, right, mine, its)
            continue
        yield from (Row("-", wrong.lines[each].text, each == wrong.at) for each in range(first, last))
        yield from (Row("+", right.lines[each].text, each == right.at) for each in range(other, end))


def _both(wrong: _Seen, right: _Seen, mine: int, its: int) -> Iterator[Row]:
    """A line that both have: once, but at the place of the finding as each has it."""
    told, other = wrong.lines[mine].text, right.lines[its].text
    marked = mine == wrong.at or its == right.at
    if marked and told != other:
        yield Row("-", told, mine == wrong.at)
        yield Row("+", other, its == right.at)
    else:
        yield Row("", told, marked)


def _folded(rows: Iterator[Row]) -> list[Row]:
    """The first row, those around the marked ones, and how many were left out between."""
    every = list(rows)
    marks = [number for number, row in enumerate(every) if row.marked]
    near = {number for mark in marks for number in range(mark - AROUND, mark + AROUND + 1)} | {0}
    if marks and marks[0] < HEAD:  # it was the answer as a whole: what should have come is worth more than what came
        near |= {number for number, row in enumerate(every) if row.sign == "+"}
    kept = sorted(number for number in near if 0 <= number < len(every))[:MOST]
    folded: list[Row] = []
    for number, before in zip_longest(kept, [-1, *kept[:-1]]):
        if number - before > 1:
            folded.append(Row("", "", left_out=number - before - 1))
        folded.append(every[number])
    rest = len(every) - 1 - kept[-1] if kept else 0
    return [*folded, *([Row("", "", left_out=rest)] if rest else [])]


def _outdented(rows: list[Row]) -> list[Row]:
    """`rows` without the spaces that all but the first begin with: on a telephone each counts."""
    most = min((len(row.lead) for row in rows[1:] if row.text), default=0)
    return [rows[0], *(replace(row, text=row.text[most:]) for row in rows[1:])]


def _cut(row: Row) -> Row:
    """`row` with its middle left out where it is too wide."""
    half = WIDEST // 2
    return row if len(row.text) <= WIDEST else replace(row, text=f"{row.text[:half]} … {row.text[-half:]}")
