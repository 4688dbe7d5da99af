"""Changes resources in ways that people, programs and attackers do. Knows JSON, and of FHIR only its habits of naming.

What comes out hangs on the generator that is handed in and on nothing else.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

Holder = dict[str, Any] | list[Any]
Place = tuple[Holder, Any]
"""An object or array, and the name or index of something in it."""

MOST_CHANGES = 4
NESTED = (20, 48, 90, 150, 3000)
"""Levels of what is nested deep, one time in `SELDOM`; the validator refuses more than 100."""
SELDOM = 15

SCALARS: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 2**31, 10**400, float("inf"), float("nan"), 1e-320, 1e300),
    *("", " ", "\x00", "\ud800", "\u202e", "é" * 3000, "9" * 5000, "a" * 70000, "<div>", "&amp;", "${jndi:x}"),
    *("#", "#a", "#nowhere", "Patient/1", "Patient/../1", "urn:uuid:1", "urn:oid:9", "http://", "http://[", "?a=b"),
    *("2020-13-45", "0000", "2020-02-30T25:61:61Z", "9999-12-31T23:59:59.999999999999999+14:00", "24:00:00", "-0"),
    *("male", "final", "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org", "mm[Hg]", "en"),
    *("http://hl7.org/fhir/StructureDefinition/Patient", "http://hl7.org/fhir/StructureDefinition/bp|4.0.1"),
    *("iif(true,", "$this.repeat($this)", "descendants().descendants()", "(" * 500, "(a+)+$", "%resource", "1 = 1"),
    *('<div xmlns="http://www.w3.org/1999/xhtml">' + "<b>" * 300, '<!DOCTYPE a [<!ENTITY b "c">]><div>&b;</div>'),
)
WHOLE: tuple[Any, ...] = (
    *({}, [], [[]], [None], [{}], {"": ""}, {"extension": []}, {"resourceType": "Patient"}, {"reference": "#"}),
    {"resourceType": "Bundle", "type": "document", "entry": [{"resource": {"resourceType": "Composition"}}]},
    {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"},
    {"resourceType": "Patient", "id": "a", "contained": [{"resourceType": "Patient", "id": "a"}]},
    {"reference": "#a", "identifier": {"assigner": {"reference": "#a"}}},
)


def mutated(resource: dict[str, Any], others: Sequence[dict[str, Any]], draw: Random) -> dict[str, Any]:
    """A copy of `resource` with one to four changes; some come out of `others`."""
    changed = copy.deepcopy(resource)
    for _ in range(draw.randint(1, MOST_CHANGES)):
        if places := list(_places(changed)):
            holder, key = draw.choice(places)
            draw.choice(CHANGES)(holder, key, others, draw)
    if draw.randrange(SELDOM) == 0 and (places := list(_places(changed))):
        _nest(*draw.choice(places), draw)
    return changed


def garbled(body: bytes, draw: Random) -> bytes:
    """The bytes of a resource with a piece taken out, doubled, moved or overwritten."""
    start = draw.randrange(len(body))
    end = min(len(body), start + draw.choice((1, 1, 2, 20, 200)))
    piece = draw.choice((b"", body[start:end] * 2, b"\x00", b"\xff\xfe", b'"', b"{", b"]", b"<a>", b"&#0;", b",,"))
    return body[:start] + piece + body[end:]


def _places(value: Any) -> Iterator[Place]:
    """Everything in `value` that hangs somewhere."""
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            yield holder, key
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])


def _delete(holder: Holder, key: Any, _: Sequence[dict[str, Any]], draw: Random) -> None:
    del holder[key], draw


def _scalar(holder: Holder, key: Any, _: Sequence[dict[str, Any]], draw: Random) -> None:
    holder[key] = draw.choice(SCALARS)


def _whole(holder: Holder, key: Any, _: Sequence[dict[str, Any]], draw: Random) -> None:
    holder[key] = copy.deepcopy(draw.choice(WHOLE))


def _wrap(holder: Holder, key: Any, _: Sequence[dict[str, Any]], draw: Random) -> None:
    holder[key] = draw.choice(([holder[key]], {"value": holder[key]}, {"extension": [holder[key]]}))


def _unwrap(holder: Holder, key: Any, _: Sequence[dict[str, Any]], draw: Random) -> None:
    value = holder[key]
    within = list(value.values()) if isinstance(value, dict) else value
    if isinstance(within, list) and within:
        holder[key] = draw.choice(within)


def _double(holder: Holder, key: Any, _: Sequence[dict[str, Any]], draw: Random) -> None:
    value = holder[key]
    if isinstance(value, list) and value:
        value.extend(copy.deepcopy(draw.choice(value)) for _ in range(draw.choice((1, 1, 300))))


def _rename(holder: Holder, key: Any, _: Sequence[dict[str, Any]], draw: Random) -> None:
    if isinstance(holder, dict):
        text = str(key)
        names = (f"_{text}", text[1:], text.upper(), f"{text}String", "value", "extension", "resourceType", "")
        holder[draw.choice(names)] = holder.pop(key)


def _twin(holder: Holder, key: Any, _: Sequence[dict[str, Any]], draw: Random) -> None:
    if isinstance(holder, dict):
        holder[f"_{key}"] = copy.deepcopy(draw.choice((*WHOLE, {"id": "a"}, [None, {"id": "b"}], {"foo": 1}, "x")))


def _transplant(holder: Holder, key: Any, others: Sequence[dict[str, Any]], draw: Random) -> None:
    """Put something from elsewhere here, if it has the same name there all the better."""
    there = list(_places(draw.choice(others)))
    alike = [one for one in there if one[1] == key] or there
    from_holder, from_key = draw.choice(alike)
    holder[key] = copy.deepcopy(from_holder[from_key])


def _nest(holder: Holder, key: Any, draw: Random) -> None:
    """Deep. It comes last, for Python cannot copy what is so deep."""
    name = draw.choice(("extension", "contained", "item", "value", "entry", "part", "concept"))
    for _ in range(draw.choice(NESTED)):
        holder[key] = {name: [holder[key]]} if draw.random() < 0.9 else [holder[key]]


CHANGES: tuple[Callable[[Holder, Any, Sequence[dict[str, Any]], Random], None], ...] = (
    *(_delete, _scalar, _scalar, _whole, _wrap, _unwrap, _double, _rename, _twin, _transplant, _transplant),
)
