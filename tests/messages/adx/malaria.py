"""The malaria form of the fixtures, and a report by it with a different number in each place."""

from __future__ import annotations

from functools import cache

from harness import folders
from harness.messages import adx, periods
from harness.messages.figures import Figure, Report

EXPORTED = "2026-01-31T10:00:00Z"


@cache
def form() -> adx.DataStructure:
    return adx.read_structure((folders.fixtures() / "aggregate" / "malaria.xml").read_bytes())


def report() -> Report:
    splits = [(element, split) for element in form().codes("dataElement") for split in form().splits(element)]
    values = {"MAL01-4": "0", "MAL01-6": "30.25"}  # nobody died
    figures = (Figure(element, values.get(element, str(at)), by) for at, (element, by) in enumerate(splits))
    return Report("MAL01", "XjQ50fgEE7D", periods.parse("202601"), tuple(figures))


def written() -> str:
    return adx.write([report()], exported=EXPORTED).decode()
