"""The codes of an expansion as rows and trees (R4 ValueSet.expansion.contains). Knows entries, not how they came in.

What R5 tells as properties of a code R4 tells in extensions, named as the version converters of FHIR name them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from harness.conformance.looking import one, text
from harness.conformance.terminology.operations.concepts import Entry, declared, properties
from harness.conformance.terminology.operations.languages import Name
from harness.conformance.terminology.operations.selection import Selection
from harness.conformance.terminology.operations.wishes import Wishes

_EXPANSION = "http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.expansion."
_DEEPEST = 50
"""Levels of a tree: what is deeper no JSON parser would read."""


def fill(expansion: dict[str, Any], entries: list[Entry], selection: Selection, wanted: Wishes) -> None:
    """Adds the codes, as a tree where that makes sense, and what they tell beside what was asked for."""
    mixed = _mixed(selection)
    if selection.nested and wanted.nested and not wanted.paged:
        contains = _tree(entries, {entry.code: row(entry, wanted) for entry in entries})
    else:
        contains = [row(entry, wanted, versioned=entry.system in mixed) for entry in entries]
    if contains:
        expansion["contains"] = contains
    if told := [_property_row(name, selection) for name in _told_names(entries, wanted)]:
        expansion["extension"] = told


def _mixed(selection: Selection) -> set[str]:
    """The code systems of which codes of more than one version are in the value set."""
    pairs = {(entry.system, entry.version) for entry in selection.entries.values()}
    times = Counter(system for system, _ in pairs)
    return {system for system, count in times.items() if count > 1}


def _tree(entries: list[Entry], rows: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows as a tree; a circle is cut open where it was entered, and what is too deep begins a tree of its own."""
    above = {entry.code: _nearest(entry, rows) for entry in entries}
    roots: list[dict[str, Any]] = []
    for code in above:
        seen, at = {code}, above[code]
        while at and at not in seen and len(seen) < _DEEPEST:
            seen.add(at)
            at = above[at]
        above[code] = "" if at == code or len(seen) == _DEEPEST else above[code]
        (rows[above[code]].setdefault("contains", []) if above[code] else roots).append(rows[code])
    return roots


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
        parents = tuple(dict.fromkeys(code for codes in higher for code in codes if code not in seen))
    return ""


def row(entry: Entry, wanted: Wishes, *, versioned: bool = False) -> dict[str, Any]:
    """One code as ``ValueSet.expansion.contains``, with its version where it is to be `versioned`."""
    told = told_of(entry, wanted)
    properties_ = [_property(name, element, value) for name, (element, value) in told.items()]
    extensions = [*(entry.extensions if entry.has_more else []), *properties_]
    made: dict[str, Any] = {"extension": extensions} if extensions else {}
    made["system"] = entry.system
    if entry.abstract:
        made["abstract"] = True
    if entry.inactive:
        made["inactive"] = True
    if versioned and entry.version:
        made["version"] = entry.version
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


def _told_names(entries: list[Entry], wanted: Wishes) -> list[str]:
    """The properties that are told of any of the codes."""
    return list(dict.fromkeys(name for entry in entries for name in told_of(entry, wanted)))


def _property_row(name: str, selection: Selection) -> dict[str, Any]:
    """How R4 tells what ``ValueSet.expansion.property`` tells in R5."""
    resources = [resource for resource in selection.used.systems.values() if resource]
    uri = next((uri for resource in resources if (uri := declared(resource, name))), "")
    parts = [{"url": "code", "valueCode": name}, *([{"url": "uri", "valueUri": uri}] if uri else [])]
    return {"url": f"{_EXPANSION}property", "extension": parts}
