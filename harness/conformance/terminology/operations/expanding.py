"""``ValueSet/$expand`` (R4 valueset-operation-expand.html): a value set with its expansion. Knows selections."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from harness.conformance.looking import objects, one, text
from harness.conformance.packages.versions import fits, split
from harness.conformance.terminology.operations.asked import Asked
from harness.conformance.terminology.operations.concepts import Entry
from harness.conformance.terminology.operations.contents import fill
from harness.conformance.terminology.operations.languages import Languages, languages
from harness.conformance.terminology.operations.library import Library, Resource, canonical
from harness.conformance.terminology.operations.pins import pins
from harness.conformance.terminology.operations.problems import Unanswered, wrong
from harness.conformance.terminology.operations.selection import Selection, Selector
from harness.conformance.terminology.operations.statuses import warnings
from harness.conformance.terminology.operations.wishes import Wishes, wishes

MOST = 1000
"""Codes that are listed without being asked for page by page."""
_DEFAULTS = frozenset(
    {
        "http://hl7.org/fhir/StructureDefinition/valueset-expansion-parameter",
        "http://hl7.org/fhir/tools/StructureDefinition/valueset-expansion-parameter",
        "http://hl7.org/fhir/tools/StructureDefinion/valueset-expansion-param",
    }
)
"""The extensions by which a value set tells parameters of its own expansion; the last is written so in the field."""
_ECHOED = (
    "activeOnly", "check-system-version", "count", "date", "designation", "exclude-system", "excludeNested",
    "excludeNotForUI", "excludePostCoordinated", "filter", "force-system-version", "includeDesignations", "offset",
    "system-version",
)  # fmt: skip
_NEVER = frozenset({"id", "meta", "text", "contained", "expansion"})
_DEFINITION = _NEVER | {"compose", "extension", "purpose", "copyright"}
"""What of the value set does not come with its expansion, where the definition is not asked for."""
_FLAGS = frozenset({"activeOnly", "excludeNested", "excludeNotForUI", "excludePostCoordinated", "includeDesignations"})
_NUMBERS = frozenset({"count", "offset"})
_CANONICALS = frozenset({"check-system-version", "exclude-system", "force-system-version", "system-version"})


def spoken(asked: Asked, resource: Resource, header: str) -> Languages:
    """The languages of an answer: asked for, told by the value set's extension, by the header, by its language."""
    told = (
        text(_value(extension), "code") or text(_value(extension), "string")
        for _, extension in objects(one(resource, "compose"), "extension")
        if text(extension, "url") in _DEFAULTS and text(_value(extension), "name") == "displayLanguage"
    )
    said = asked.text("displayLanguage") or next(told, "") or header or text(resource, "language")
    return languages(said)


def _value(extension: dict[str, Any]) -> dict[str, Any]:
    """Name and value in an extension for a parameter."""
    found = {text(part, "url"): part for _, part in objects(extension, "extension")}
    value = one(found, "value")
    said = next((value[name] for name in value if name.startswith("value")), "")
    return {"name": text(one(found, "name"), "valueCode") or text(one(found, "name"), "valueString"), "code": said}


def expanded(library: Library, resource: Resource, asked: Asked, *, header: str = "", most: int = MOST) -> Resource:
    """The value set with the expansion that was asked for. Unanswered where it cannot be had: 404 for something that is
    not known here, 422 for one that is too costly, circular or wrong in itself."""
    wanted = wishes(asked, spoken(asked, resource, header))
    if wanted.offset and wanted.count == 0:
        raise wrong("With a count of 0 there is no offset")
    selection = Selector(library, pins(asked)).select(resource)
    _all_here(selection)
    entries = [entry for entry in selection.entries.values() if _wanted(entry, wanted)]
    if not wanted.paged and len(entries) > most:
        told = f"The value set {canonical(resource)} has {len(entries):,} codes; more than {most:,} are given by pages"
        raise Unanswered(422, "too-costly", "", told)
    expansion = _head()
    expansion["total"] = len(entries)
    if wanted.paged:
        expansion["offset"] = wanted.offset
    if followed := list(parameters(selection, asked, wanted)):
        expansion["parameter"] = followed
    fill(expansion, _page(entries, wanted), selection, wanted)
    left_out = _NEVER if asked.flag("includeDefinition") else _DEFINITION
    kept = {name: value for name, value in resource.items() if name not in left_out}
    return {**kept, "expansion": expansion}


def _all_here(selection: Selection) -> None:
    """Unanswered where a part of the value set is not known here."""
    used = selection.used
    if missing := next(iter(used.missing_sets), ""):
        told = f"The value set {canonical(selection.resource)} imports {missing.replace('|', ' version ')}"
        raise Unanswered(404, "not-found", "not-found", f"{told}, which is not known here")
    for name in used.endless:
        if name in used.missing_systems:
            raise Unanswered(404, "not-found", "not-found", f"The content of the code system {name} is not here")
        raise Unanswered(422, "too-costly", "", f"The codes of {name} follow a grammar, and cannot be listed")


def _wanted(entry: Entry, wanted: Wishes) -> bool:
    if (wanted.active and entry.inactive) or (wanted.selectable and entry.abstract):
        return False
    if wanted.excluded and any(_is_of(entry, one_) for one_ in wanted.excluded):
        return False
    return not wanted.filter or _reads(entry, wanted.filter)


def _is_of(entry: Entry, system: str) -> bool:
    url, version = split(system)
    return entry.system == url and fits(version, entry.version)


def _reads(entry: Entry, words: Sequence[str]) -> bool:
    """Whether every word stands in the code or in one of its names."""
    told = " ".join((entry.code, *(name.value for name in entry.names))).casefold()
    return all(word in told for word in words)


def _page(entries: list[Entry], wanted: Wishes) -> list[Entry]:
    end = None if wanted.count is None else wanted.offset + wanted.count
    return entries[wanted.offset : end]


def _head() -> dict[str, Any]:
    """What an expansion begins with."""
    return {
        "identifier": f"urn:uuid:{uuid.uuid4()}",
        "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def parameters(selection: Selection, asked: Asked, wanted: Wishes) -> Iterator[dict[str, Any]]:
    """What the expansion was made by and of (R4 ValueSet.expansion.parameter)."""
    if wanted.languages.said:
        yield {"name": "displayLanguage", "valueCode": wanted.languages.said}
    for name in _ECHOED:
        for value in asked.all(name):
            yield _echo(name, value)
    used = selection.used
    for kind, canonicals in (
        ("codesystem", used.systems), ("valueset", used.sets), ("supplement", used.supplements)
    ):  # fmt: skip
        yield from ({"name": f"used-{kind}", "valueUri": one_} for one_ in canonicals)
        yield from ({"name": "version", "valueUri": one_} for one_ in canonicals if kind != "valueset")
    yield from ({"name": f"warning-{status}", "valueUri": one_} for status, _, one_ in warnings(selection))


def _echo(name: str, value: Any) -> dict[str, Any]:
    if name in _FLAGS:
        return {"name": name, "valueBoolean": value in (True, "true")}
    if name in _NUMBERS:
        return {"name": name, "valueInteger": int(value)}
    return {"name": name, ("valueUri" if name in _CANONICALS else "valueString"): value}
