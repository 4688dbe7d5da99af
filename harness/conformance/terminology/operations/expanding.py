"""``ValueSet/$expand`` (R4 valueset-operation-expand.html): a value set with its expansion. Knows selections."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from harness.conformance.looking import objects, one, text
from harness.conformance.packages.versions import fits, split
from harness.conformance.terminology.operations.asked import Asked
from harness.conformance.terminology.operations.concepts import Entry, declared, properties
from harness.conformance.terminology.operations.languages import Languages, Name, languages
from harness.conformance.terminology.operations.library import Library, Resource, canonical
from harness.conformance.terminology.operations.pins import pins
from harness.conformance.terminology.operations.problems import Unanswered, wrong
from harness.conformance.terminology.operations.selection import Selection, Selector
from harness.conformance.terminology.operations.statuses import warnings

MOST = 1000
"""Codes that are listed without being asked for page by page."""
_EXPANSION = "http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.expansion."
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
_NEVER = frozenset({"text", "contained", "expansion"})
_DEFINITION = _NEVER | {"compose", "extension", "purpose", "copyright"}
"""What of the value set does not come with its expansion, where the definition is not asked for."""
_FLAGS = frozenset({"activeOnly", "excludeNested", "excludeNotForUI", "excludePostCoordinated", "includeDesignations"})
_NUMBERS = frozenset({"count", "offset"})
_CANONICALS = frozenset({"check-system-version", "exclude-system", "force-system-version", "system-version"})


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an expansion is to be like. `count` is None where no page is asked for."""

    languages: Languages
    filter: tuple[str, ...]
    offset: int
    count: int | None
    active: bool
    nested: bool
    selectable: bool
    designations: bool
    wanted: tuple[tuple[str, str], ...]
    excluded: tuple[str, ...]
    properties: tuple[str, ...]

    @property
    def paged(self) -> bool:
        """Whether only a part is wanted."""
        return self.count is not None or self.offset > 0


def wishes(asked: Asked, languages: Languages) -> Wishes:
    """What the parameters say. Unanswered (400) for a value that a parameter cannot have."""
    asked.date("date")
    asked.flag("excludePostCoordinated")
    designations = asked.texts("designation")
    return Wishes(
        languages=languages,
        filter=tuple(asked.text("filter").casefold().split()),
        offset=asked.number("offset") or 0,
        count=asked.number("count"),
        active=asked.flag("activeOnly") is True,
        nested=asked.flag("excludeNested") is not True,
        selectable=asked.flag("excludeNotForUI") is True,
        designations=asked.flag("includeDesignations") is True or bool(designations),
        wanted=tuple((one_.rpartition("|")[0], one_.rpartition("|")[2]) for one_ in designations),
        excluded=tuple(asked.texts("exclude-system")),
        properties=tuple(asked.texts("property")),
    )


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
    expansion["parameter"] = list(parameters(selection, asked, wanted))
    _fill(expansion, _page(entries, wanted), selection, wanted)
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


def _told_names(entries: list[Entry], wanted: Wishes) -> list[str]:
    """The properties that are told of any of the codes."""
    return list(dict.fromkeys(name for entry in entries for name in told_of(entry, wanted)))


def _property_row(name: str, selection: Selection) -> dict[str, Any]:
    """How R4 tells what ``ValueSet.expansion.property`` tells in R5."""
    resources = [resource for resource in selection.used.systems.values() if resource]
    uri = next((uri for resource in resources if (uri := declared(resource, name))), "")
    parts = [{"url": "code", "valueCode": name}, *([{"url": "uri", "valueUri": uri}] if uri else [])]
    return {"url": f"{_EXPANSION}property", "extension": parts}


def parameters(selection: Selection, asked: Asked, wanted: Wishes) -> Iterator[dict[str, Any]]:
    """What the expansion was made by and of (R4 ValueSet.expansion.parameter)."""
    if wanted.languages.said:
        yield {"name": "displayLanguage", "valueString": wanted.languages.said}
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


def _fill(expansion: dict[str, Any], entries: list[Entry], selection: Selection, wanted: Wishes) -> None:
    """Adds the codes, as a tree where that makes sense, and what they tell beside what was asked for."""
    rows = {entry.code: row(entry, wanted) for entry in entries} if selection.nested and wanted.nested else {}
    if not rows or wanted.paged:
        contains = [row(entry, wanted) for entry in entries]
    else:
        contains = []
        for entry in entries:
            above = _nearest(entry, rows)
            (rows[above].setdefault("contains", []) if above else contains).append(rows[entry.code])
    if contains:
        expansion["contains"] = contains
    if told := [_property_row(name, selection) for name in _told_names(entries, wanted)]:
        expansion["extension"] = told


def _nearest(entry: Entry, rows: dict[str, dict[str, Any]]) -> str:
    """The code above it that is in the expansion, empty where none is."""
    parents = entry.concept.parents if entry.concept else ()
    seen = {entry.code}
    while parents:
        if found := next((code for code in parents if code in rows and code not in seen), ""):
            return found
        seen.update(parents)
        system = entry.vocabulary.system if entry.vocabulary else None
        higher = [system.concepts[code].parents for code in parents if system and code in system.concepts]
        parents = tuple(code for codes in higher for code in codes if code not in seen)
    return ""


def row(entry: Entry, wanted: Wishes) -> dict[str, Any]:
    """One code as ``ValueSet.expansion.contains``."""
    told = told_of(entry, wanted)
    properties_ = [_property(name, element, value) for name, (element, value) in told.items()]
    extensions = [*(entry.extensions if entry.has_more else []), *properties_]
    made: dict[str, Any] = {"extension": extensions} if extensions else {}
    made["system"] = entry.system
    if entry.abstract:
        made["abstract"] = True
    if entry.inactive:
        made["inactive"] = True
    made["code"] = entry.code
    names = entry.names
    shown = wanted.languages.choose(names)
    if shown:
        made["display"] = shown.value
    if wanted.designations and (others := _designations(names, shown, wanted)):
        made["designation"] = others
    return made


def told_of(entry: Entry, wanted: Wishes) -> dict[str, tuple[str, Any]]:
    """The properties of one code that an expansion tells: the element of each, and its value."""
    asked_for = _asked_for(entry, wanted.properties) if wanted.properties else {}
    return {**asked_for, **entry.told} if entry.has_more else asked_for


def _asked_for(entry: Entry, wanted: Sequence[str]) -> dict[str, tuple[str, Any]]:
    """The properties that were asked for."""
    if entry.vocabulary is None or entry.concept is None:
        return {}
    found = {"definition": ("valueString", entry.concept.definition)} if entry.concept.definition else {}
    found |= {name: (element, value) for name, element, value in properties(entry.vocabulary, entry.code)}
    return {name: found[name] for name in wanted if name in found}


def _property(name: str, element: str, value: Any) -> dict[str, Any]:
    parts = [{"url": "code", "valueCode": name}, {"url": "value", element: value}]
    return {"url": f"{_EXPANSION}contains.property", "extension": parts}


def _designations(names: Sequence[Name], shown: Name | None, wanted: Wishes) -> list[dict[str, Any]]:
    """The other names, those of the languages and uses that were asked for."""
    others = [name for name in names if name is not shown and not (shown and name.own and name.value == shown.value)]
    return [name.as_designation for name in others if not wanted.wanted or _fits(name, wanted.wanted)]


def _fits(name: Name, wanted: Sequence[tuple[str, str]]) -> bool:
    use = one(name.row, "use")
    used = (text(use, "system"), text(use, "code"))
    return any(
        (name.language == code if system == "urn:ietf:bcp:47" else used == (system, code)) for system, code in wanted
    )
