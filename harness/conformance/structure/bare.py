"""What can be said of FHIR JSON without any definitions (R4 json.html): nulls, empty things. Knows no type."""

from __future__ import annotations

from collections.abc import Iterator

from harness.conformance.issue import Issue, mismatch

_JSON = "R4 json.html"


def check_bare(resource: object, where: str = "") -> Iterator[Issue]:
    """The shape of a resource whose type is not known here, and which is no deeper than `looking.too_much` lets."""
    if isinstance(resource, dict):
        name = resource.get("resourceType")
        if not where and not (isinstance(name, str) and name):
            yield mismatch("structure", "", expected="a resourceType", found="none", source=f"{_JSON}#resources")
        here = where or str(name or "")
        if not resource:
            yield mismatch("structure", here, expected="an object with something in it", found="an empty object")
        for key, value in resource.items():
            if value is None:
                yield mismatch("structure", f"{here}.{key}", expected="a value", found="null", source=f"{_JSON}#null")
            else:
                yield from check_bare(value, f"{here}.{key}")
    elif isinstance(resource, list):
        if not resource:
            yield mismatch("structure", where, expected="at least one value", found="an empty array")
        for index, value in enumerate(resource):
            yield from check_bare(value, f"{where}[{index}]")
    elif resource == "":
        yield mismatch("value", where, expected="a value that is not empty", found='""')
