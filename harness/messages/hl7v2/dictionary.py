"""What each version of HL7 v2 calls and expects of its segments, fields and types. Knows tables, no messages.

The tables are those of hl7apy, which are loaded when a version is first asked for. They hold no lengths, no code tables
before 2.3.1, and QPD and RSP in HL7's general form only, not in the form that a profile of IHE gives them.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

from harness.messages.hl7v2.places import Place

VERSIONS = ("2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.8", "2.8.1", "2.8.2")


@dataclass(frozen=True, slots=True)
class Item:
    """A field of a segment or a component of a data type.

    `name` is HL7's, in words; `datatype` may be ``varies``; `most` is how often it may be there, 0 for without end;
    `table` is the number of its code table (``0001``), empty where it has none.
    """

    number: int
    name: str
    datatype: str
    required: bool
    most: int
    table: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A segment of a message, or a group of them with its own `parts`. `most` 0 is without end."""

    name: str
    required: bool
    most: int
    parts: tuple[Part, ...] = ()


@cache
def fields(version: str, segment: str) -> tuple[Item, ...]:
    """The fields of a segment in order; none for a segment that the version does not have, a Z segment say."""
    found = _library(version).SEGMENTS.get(segment, ())
    return _items(found[1] if len(found) > 1 and found[0] == "sequence" else found)


@cache
def components(version: str, datatype: str) -> tuple[Item, ...]:
    """The components of a data type in order; none for a simple one, and for one that the version does not have."""
    return _items(_library(version).DATATYPES_STRUCTS.get(datatype, ()))


@cache
def structure(version: str, name: str) -> tuple[Part, ...]:
    """The segments and groups of a message structure (``ADT_A01``) in order; none for an unknown one."""
    found = _library(version).MESSAGES.get(name, ())
    return _parts(found)


@cache
def codes(version: str, table: str) -> tuple[str, ...]:
    """The values of code table `table` (``0001``); none where hl7apy has none, which says nothing."""
    found = getattr(_library(version), "TABLES", {}).get(f"HL7{table}")
    return tuple(found[1]) if found else ()


def name_of(version: str, there: Place) -> str:
    """What HL7 calls a place: ``Patient identifier list, assigning authority``; empty where it has no name."""
    return _name(version, there.segment, there.field, there.component, there.subcomponent)


@lru_cache(maxsize=4096)  # a message names the same few places again and again
def _name(version: str, segment: str, field: int, component: int, subcomponent: int) -> str:
    item = next((one for one in fields(version, segment) if one.number == field), None)
    names = [item.name] if item else []
    for number in (component, subcomponent):
        if item is None or not number:
            break
        item = next((one for one in components(version, item.datatype) if one.number == number), None)
        names += [_within(item.name)] if item else []
    return ", ".join(names)


@cache
def _library(version: str) -> ModuleType:
    """hl7apy's tables of `version`; those of the newest for one that it does not know."""
    known = version if version in VERSIONS else VERSIONS[-1]
    return importlib.import_module(f"hl7apy.v{known.replace('.', '_')}")


def _items(children: Any) -> tuple[Item, ...]:
    return tuple(_item(*child) for child in children if len(child) == 4 and child[3] in ("FIE", "CMP"))


def _item(code: str, reference: Any, often: tuple[int, int], _: str) -> Item:
    least, most = often
    return Item(
        number=int(code.rpartition("_")[2]),
        name=_words(reference[3]),
        datatype=reference[2],
        required=least > 0,
        most=max(most, 0),
        table=(reference[4] or "").removeprefix("HL7"),
    )


def _parts(reference: Any) -> tuple[Part, ...]:
    children = reference[1] if len(reference) > 1 else ()
    return tuple(
        Part(name, often[0] > 0, max(often[1], 0), _parts(inner) if kind == "GRP" else ())
        for name, inner, often, kind in children
    )


def _words(name: str) -> str:
    """hl7apy's ``PATIENT_IDENTIFIER_LIST`` in words."""
    words = " ".join(name.replace("_", " ").lower().split())
    words = "telephone number in one text" if words.startswith("999 ") else SOMEBODYS.sub(r"\1's ", words)
    return " ".join(SHORT.get(word, word) for word in (words[:1].upper() + words[1:]).split(" "))


def _within(name: str) -> str:
    """A name that goes on a sentence."""
    first, space, rest = name.partition(" ")
    return name if first.isupper() else first.lower() + space + rest


SOMEBODYS = re.compile(
    r"\b(collector|contact|driver|employer|enterer|filler|guarantor|insured|manufacturer|md|mother|observer|parent|party"
    r"|patient|person|producer|provider|supplier|workman) s "
)
"""Whom a name calls by an apostrophe, which hl7apy leaves out. Elsewhere its lone ``s`` was a plural in brackets."""

SHORT = {one.lower(): one for one in ("ID", "DLN", "SSN", "PID", "EI", "MSH", "HL7", "UPIN")} | {
    "Id": "ID",
    "Ssn": "SSN",
}
"""Words that are no words."""
