"""A figure that was measured, beside what it is compared with and its limit; many of them as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEADINGS = ("what", "figure", "beside", "ratio", "limit", "met")


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: what was measured, the figure, the same of a bare or rival peer, their ratio, the limit, whether met.

    `met` is None where nobody set a limit.
    """

    what: str
    figure: str
    beside: str = ""
    ratio: str = ""
    limit: str = ""
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as words."""
        met = "" if self.met is None else "yes" if self.met else "NO"
        return (self.what, self.figure, self.beside, self.ratio, self.limit, met)


def table(figures: Iterable[Figure]) -> str:
    """The figures as Markdown, its columns in line so that a terminal shows it well."""
    rows = [HEADINGS, *(one.cells for one in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    head, *body = (_line(row, widths) for row in rows)
    return "\n".join([head, _line(["-" * width for width in widths], widths), *body])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
