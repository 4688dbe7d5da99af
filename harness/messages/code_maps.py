"""From one system's codes of facilities and metadata to another's. Knows figures and tables, and asks nobody."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from harness.errors import MalformedMessage
from harness.messages.figures import Figure, Report

ORG_UNIT, DATA_SET, DATA_ELEMENT, DIMENSION = "orgUnit", "dataSet", "dataElement", "dimension"
"""The kinds of code; a code of a dimension is of the kind that the dimension is called at the source."""


@dataclass(frozen=True, slots=True)
class CodeMap:
    """Codes by their kind: kind -> source code -> target code."""

    codes: Mapping[str, Mapping[str, str]]

    def missing(self, reports: Iterable[Report]) -> list[tuple[str, str]]:
        """Each kind and code in the reports that has no counterpart, once."""
        used = (one for report in reports for one in _used(report))
        return list(dict.fromkeys(one for one in used if one[1] not in self.codes.get(one[0], {})))

    def mapped(self, report: Report) -> Report:
        """The report in the target's codes. Raises KeyError for a code that has no counterpart."""
        return replace(
            report,
            data_set=self.codes[DATA_SET][report.data_set],
            org_unit=self.codes[ORG_UNIT][report.org_unit],
            figures=tuple(self._figure(one) for one in report.figures),
        )

    def _figure(self, figure: Figure) -> Figure:
        split = tuple((self.codes[DIMENSION][name], self.codes[name][code]) for name, code in figure.dimensions)
        return replace(figure, data_element=self.codes[DATA_ELEMENT][figure.data_element], dimensions=split)

    def backwards(self) -> CodeMap:
        """The map the other way."""
        named = self.codes.get(DIMENSION, {})
        turned = {kind: {target: source for source, target in codes.items()} for kind, codes in self.codes.items()}
        return CodeMap({named.get(kind, kind): codes for kind, codes in turned.items()})

    def __or__(self, other: CodeMap) -> CodeMap:
        """Both maps in one."""
        kinds = {*self.codes, *other.codes}
        return CodeMap({kind: {**self.codes.get(kind, {}), **other.codes.get(kind, {})} for kind in kinds})


def _used(report: Report) -> Iterator[tuple[str, str]]:
    if report.data_set:
        yield DATA_SET, report.data_set
    yield ORG_UNIT, report.org_unit
    for one in report.figures:
        yield DATA_ELEMENT, one.data_element
        for name, code in one.dimensions:
            yield DIMENSION, name
            yield name, code


def from_csv(text: str) -> CodeMap:
    """The map in a table with the columns kind, source and target. Raises MalformedMessage with the line."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if not {"kind", "source", "target"} <= {*(rows.fieldnames or ())}:
        found = ", ".join(rows.fieldnames or ()) or "nothing"
        raise MalformedMessage("line 1", expected="the columns kind, source and target", found=found)
    codes: dict[str, dict[str, str]] = {}
    for row in rows:
        kind, source, target = ((row[name] or "").strip() for name in ("kind", "source", "target"))
        if not (kind and source and target):
            raise MalformedMessage(f"line {rows.line_num}", expected="a kind and two codes", found=str(row))
        if codes.setdefault(kind, {}).setdefault(source, target) != target:
            found = f"{codes[kind][source]} and {target}"
            raise MalformedMessage(f"line {rows.line_num}", expected=f"one code for {kind} {source}", found=found)
    return CodeMap(codes)


def from_concept_map(resource: Mapping[str, Any], kind: str) -> CodeMap:
    """The map of one kind of code that a ConceptMap (FHIR R4) tells, by what it holds to be equivalent."""
    found: dict[str, str] = {}
    for group in resource.get("group", ()):
        for element in group.get("element", ()):
            same = [one for one in element.get("target", ()) if one.get("equivalence") in ("equivalent", "equal")]
            if same and "code" in element and "code" in same[0]:
                found.setdefault(element["code"], same[0]["code"])
    return CodeMap({kind: found})
