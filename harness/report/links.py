"""Which page of a report tells what. Knows paths from the report's folder; knows nothing of what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from harness.report.model import Coverage, Participant, Play, Run
from harness.report.names import slug

Row = TypeVar("Row")
OVERVIEW, PLAYS, COVERAGE, DEFECTS, READING = "index", "plays", "coverage", "defects", "how-to-read"
UNEXPECTED, GLOSSARY = "unexpected", "glossary"
COVERAGE_ROWS = 160  # of a page, so that it stays under 300 kB
PLAY_ROWS = 300


class Links:
    """The paths of one run's pages."""

    def __init__(self, run: Run) -> None:
        self._systems = {each.name: f"systems/{each.slug}.html" for each in run.subjects}
        self._requirements = {
            each.requirement.requirement: f"{numbered(COVERAGE, page)}#{anchor(each)}"
            for page, rows in enumerate(chunks(run.coverage, COVERAGE_ROWS), 1)
            for each in rows
        }

    def system(self, name: str) -> str:
        """The page of a participant or of the reference mocks, "" where there is none."""
        return self._systems.get(name, "")

    def requirement(self, identifier: str) -> str:
        """The place where a requirement is told, "" where it is not."""
        return self._requirements.get(identifier, "")


def play(each: Play) -> str:
    """The page of a play."""
    return f"plays/{each.slug}.html"


def exchange(each: Play, number: int) -> str:
    """The page of a play's exchange that is too long for the play's own, counted from 1."""
    return f"exchanges/{each.slug}-{number}.html"


def transcript(each: Play) -> str:
    """The messages of a play in one text."""
    return f"exchanges/{each.slug}.txt"


def postman(each: Play) -> str:
    """The collection for Postman of a play."""
    return f"postman/{each.slug}.json"


def system(each: Participant, page: int = 1) -> str:
    """A page of a participant; from the second on it only goes on with the plays."""
    return numbered(f"systems/{each.slug}", page)


def numbered(name: str, page: int) -> str:
    """The path of the `page`-th page called `name`, counted from 1."""
    return f"{name}.html" if page == 1 else f"{name}-{page}.html"


def anchor(each: Coverage) -> str:
    """The name of a requirement's place within its page."""
    return f"r-{slug(each.requirement.requirement)}"


def chunks(rows: Sequence[Row], most: int) -> Iterable[Sequence[Row]]:
    """`rows` in pages of `most`; one empty page when there are none."""
    return [rows[start : start + most] for start in range(0, len(rows), most)] or [rows]
