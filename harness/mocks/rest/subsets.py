"""Shows a part of a resource: ``_summary`` and ``_elements`` (FHIR R4 3.1.1.5.9, 3.1.1.5.10). Knows the structures.

Of a resource that is not whole its ``meta.tag`` says SUBSETTED.
"""

from __future__ import annotations

from functools import cache

from harness.messages.fhir import Resource
from harness.mocks.rest.structure import structure_rows
from harness.mocks.search.query import Query

SUBSETTED = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}
_ALWAYS = frozenset({"resourceType", "id", "meta", "implicitRules"})


def subset(resource: Resource, query: Query) -> Resource:
    """What `query` wants to be shown of `resource`."""
    if not query.elements and query.summary in ("", "count"):
        return resource
    wanted = _wanted(resource, query)
    kept = {name: value for name, value in resource.items() if name.removeprefix("_") in wanted}
    meta = resource.get("meta", {})
    return {**kept, "meta": {**meta, "tag": [*meta.get("tag", ()), SUBSETTED]}}


def _wanted(resource: Resource, query: Query) -> frozenset[str]:
    type_ = resource["resourceType"]
    if query.summary == "data":
        return frozenset(resource) - {"text"}
    if query.summary == "text":
        return _ALWAYS | {"text"} | _required(type_)
    if query.summary == "true":
        return _ALWAYS | _in_summary(type_) | _required(type_)
    asked = {name for name in resource if any(_is(name, one) for one in query.elements)}
    return _ALWAYS | asked | _required(type_)


def _is(name: str, element: str) -> bool:
    """Whether an element of a resource is the one asked for, or one of its types (``occurrence``)."""
    bare = name.removeprefix("_")
    return bare == element or (bare.startswith(element) and bare[len(element) :][:1].isupper())


@cache
def _required(type_: str) -> frozenset[str]:
    return frozenset(row["element"] for row in structure_rows() if row["type"] == type_ and "!" in row["notation"])


@cache
def _in_summary(type_: str) -> frozenset[str]:
    return frozenset(row["element"] for row in structure_rows() if row["type"] == type_ and row["summary"])
