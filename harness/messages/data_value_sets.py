"""Aggregate figures as DHIS2 writes them: ``dataValueSets`` in JSON, both ways, and its import summary.

Knows the shape that DHIS2's Web API documents, by codes (``idScheme=CODE``); how a split is called is the caller's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from harness.errors import MalformedMessage
from harness.messages import periods
from harness.messages.figures import Figure, Report
from harness.messages.json_objects import json_object, kind_of

if TYPE_CHECKING:
    from harness.messages.adx.data_structure import DataStructure

JSON = "application/json"
DEFAULT = "default"
"""What DHIS2 calls the combination of what is not split."""


def combination(figure: Figure, structure: DataStructure) -> str:
    """What a figure's split is called: its codes in the order of the form, ``0-4y_F``."""
    told = dict(figure.dimensions)
    return "_".join(told[one.id] for one in structure.dimensions if one.id in told) or DEFAULT


def combinations(structure: DataStructure) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Every combination of a form by what it is called."""
    splits = (split for element in structure.codes("dataElement") for split in structure.splits(element))
    return {combination(Figure("", "", split), structure): split for split in splits}


def write(report: Report, structure: DataStructure) -> bytes:
    """A report as a data value set."""
    return json.dumps(as_json(report, structure), ensure_ascii=False).encode()


def as_json(report: Report, structure: DataStructure) -> dict[str, Any]:
    """A report as the JSON of a data value set."""
    values = [
        {
            "dataElement": one.data_element,
            "categoryOptionCombo": combination(one, structure),
            "value": one.value,
            **({"comment": one.annotation} if one.annotation else {}),
        }
        for one in report.figures
    ]
    return {
        "dataSet": report.data_set,
        "period": report.period.dhis2,
        "orgUnit": report.org_unit,
        "dataValues": values,
    }


def values_in(body: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Each data value of a set with its place, and what it says, filled up from the set. Raises MalformedMessage."""
    told = json_object(body)
    values = told.get("dataValues")
    if not isinstance(values, list):
        raise MalformedMessage("dataValues", expected="a list", found=kind_of(values))
    shared = {name: told[name] for name in ("dataSet", "period", "orgUnit") if name in told}
    for at, one in enumerate(values):
        where = f"dataValues[{at}]"
        if not isinstance(one, dict):
            raise MalformedMessage(where, expected="an object", found=kind_of(one))
        yield where, {name: _text(value, f"{where}.{name}") for name, value in {**shared, **one}.items()}


def has_values(body: bytes) -> bool:
    """Whether there are any data values: where nothing is kept, DHIS2 gives an empty set. Raises MalformedMessage."""
    return bool(json_object(body).get("dataValues"))


def read(body: bytes, structure: DataStructure) -> tuple[Report, ...]:
    """The reports in a data value set. Raises MalformedMessage with the place."""
    known, found = combinations(structure), dict[tuple[str, str, str], list[Figure]]()
    for where, one in values_in(body):
        try:
            period = periods.parse(one.get("period", "")).iso
            split = known[one.get("categoryOptionCombo") or DEFAULT]
            figure = Figure(one["dataElement"], one["value"], split, one.get("comment", ""))
        except (KeyError, ValueError) as fault:
            raise MalformedMessage(where, expected="a data value by its codes", found=str(fault)) from None
        found.setdefault((one.get("dataSet", ""), one.get("orgUnit", ""), period), []).append(figure)
    return tuple(
        Report(data_set, org_unit, periods.parse(period), tuple(figures))
        for (data_set, org_unit, period), figures in found.items()
    )


def summary(
    counts: Mapping[str, int], conflicts: Iterable[tuple[str, str]], *, status: str, code: int, rejected: Iterable[int]
) -> dict[str, Any]:
    """An import summary in the envelope that DHIS2 has had since 2.38; `conflicts` are objects and what is wrong."""
    told = [{"object": what, "value": words} for what, words in conflicts]
    http = HTTPStatus(code).phrase
    done = status != "ERROR"
    return {
        "httpStatus": http,
        "httpStatusCode": code,
        "status": "OK" if status == "SUCCESS" else status,
        "message": "Import was successful." if status == "SUCCESS" else "One or more conflicts were found.",
        "response": {
            "responseType": "ImportSummary",
            "status": status,
            "description": "Import process completed" if done else "Nothing was imported",
            "importCount": {"imported": 0, "updated": 0, "ignored": 0, "deleted": 0, **counts},
            "conflicts": told,
            "rejectedIndexes": list(rejected),
            "dataSetComplete": "false",
        },
    }


def summary_in(body: bytes) -> dict[str, Any]:
    """The import summary in an answer, with its envelope or without. Raises MalformedMessage where there is none."""
    told = json_object(body)
    inner = told.get("response")
    found: dict[str, Any] = inner if isinstance(inner, dict) else told
    if not isinstance(found.get("importCount"), dict):
        raise MalformedMessage(
            "importCount", expected="an import summary's counts", found=kind_of(found.get("importCount"))
        )
    return found


def _text(value: Any, where: str) -> str:
    if isinstance(value, dict | list) or value is None:
        raise MalformedMessage(where, expected="a text", found=kind_of(value))
    return value if isinstance(value, str) else json.dumps(value)
