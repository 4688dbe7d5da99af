"""The form that reports are made by here, and the codes that a clinic has for it. Knows where the fixtures lie."""

from __future__ import annotations

from functools import cache

from harness import folders
from harness.messages.adx.data_structure import DataStructure, read_structure
from harness.messages.code_maps import CodeMap, from_csv

FILE, CODES = "malaria.xml", "clinic_to_hmis.csv"


@cache
def malaria() -> DataStructure:
    """The monthly malaria report of the made-up country."""
    return read_structure((folders.fixtures() / "aggregate" / FILE).read_bytes())


@cache
def clinic_codes() -> CodeMap:
    """From the codes of a clinic's own system to those of the form."""
    return from_csv((folders.fixtures() / "aggregate" / CODES).read_text(encoding="utf-8"))
