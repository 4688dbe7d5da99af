"""Which codes a value set selects (R4 valueset.html#compositions): its includes and excludes, one after the other.

Knows one library and the versions that were asked for. What is missing is written down, as it matters to an expansion
and not to a code that was found without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.conformance.looking import objects, one, text, texts
from harness.conformance.packages.versions import fits, split
from harness.conformance.terminology import filters, grammars
from harness.conformance.terminology.operations.concepts import STRUCTURES, Entry
from harness.conformance.terminology.operations.library import Library, Resource, Vocabulary, canonical
from harness.conformance.terminology.operations.pins import Pins
from harness.conformance.terminology.operations.problems import Unanswered, unknown

Entries = dict[tuple[str, str], Entry]
"""Entries by system and code."""
_DEEPEST, _MOST = 30, 500_000
"""Imports of imports, and codes that a value set has looked at, once by each filter; real ones stay far below both."""
_KINSHIP = frozenset({"is-a", "descendent-of"})


@dataclass(slots=True)
class Used:
    """What a selection rests on, by canonical: value sets, code systems and supplements; and what it looked for in
    vain. `endless` are code systems of which it takes codes that nobody can list."""

    systems: dict[str, Resource | None] = field(default_factory=dict)
    sets: dict[str, Resource] = field(default_factory=dict)
    supplements: dict[str, Resource] = field(default_factory=dict)
    missing_systems: dict[str, None] = field(default_factory=dict)
    missing_sets: dict[str, None] = field(default_factory=dict)
    endless: dict[str, None] = field(default_factory=dict)

    def add(self, other: Used) -> None:
        """What an imported value set rests on."""
        self.systems.update(other.systems)
        self.sets.update(other.sets)
        self.supplements.update(other.supplements)
        self.missing_systems.update(other.missing_systems)
        self.missing_sets.update(other.missing_sets)
        self.endless.update(other.endless)


@dataclass(slots=True)
class Selection:
    """The codes of a value set in their order; `inactive` are those that it would have if it took inactive ones.

    `nested` says that the hierarchy of its code system can be seen in it; `vocabularies` and `warnings` are worked out
    when they are first asked for."""

    resource: Resource
    entries: Entries = field(default_factory=dict)
    inactive: Entries = field(default_factory=dict)
    used: Used = field(default_factory=Used)
    nested: bool = False
    vocabularies: dict[str, Vocabulary] = field(default_factory=dict)
    warnings: list[tuple[str, str, str]] | None = None

    def find(self, system: str, code: str) -> Entry | None:
        """The entry of a code; in another case too where its code system does not mind."""
        found = self.entries.get((system, code))
        if found is None and (known := self.vocabulary(system)) and (concept := known.find(code)):
            found = self.entries.get((system, concept.code))
        if found is None and system in self.used.endless and grammars.knows(system, code):
            return Entry(system, "", code)
        return found

    def vocabulary(self, system: str) -> Vocabulary | None:
        """The code system as it is used here."""
        if not self.vocabularies:
            every = ((url, entry.vocabulary) for (url, _), entry in self.entries.items())
            self.vocabularies.update((url, vocabulary) for url, vocabulary in every if vocabulary)
        return self.vocabularies.get(system)


class Selector:
    """Selects for one question: a library, and the versions that were asked for."""

    def __init__(self, library: Library, pins: Pins) -> None:
        self.library, self.pins = library, pins
        self._made: dict[int, Selection] = {}
        self._looked_at = 0

    def select(self, resource: Resource) -> Selection:
        """The codes of a value set. Unanswered (422) for one that imports itself."""
        key = (id(resource), self.pins.key)
        shelf = self.library.kept
        kept = shelf.get(key)
        if kept is None or kept.resource is not resource:
            kept = self._select(resource, ())
            shelf.put(key, kept)
        return kept  # type: ignore[no-any-return]

    def _select(self, resource: Resource, inside: tuple[Resource, ...]) -> Selection:
        if len(inside) > _DEEPEST:
            raise _too_costly(f"value sets that import each other {len(inside)} times over")
        if any(resource is one for one in inside):
            way = " → ".join(canonical(one) for one in (*inside, resource))
            raise Unanswered(422, "processing", "", f"A value set imports itself: {way}")
        if id(resource) not in self._made:
            self._made[id(resource)] = self._composed(resource, inside)
        return self._made[id(resource)]

    def _composed(self, resource: Resource, inside: tuple[Resource, ...]) -> Selection:
        made = Selection(resource)
        self._supplemented(resource)
        compose = one(resource, "compose")
        rows = [row for _, row in objects(compose, "include")]
        for row in rows:
            for key, entry in self._part(row, made.used, (*inside, resource)).items():
                made.entries.setdefault(key, entry)
        for row in (row for _, row in objects(compose, "exclude")):
            for key in self._part(row, made.used, (*inside, resource)):
                made.entries.pop(key, None)
        if not rows:
            made.entries = dict(self._stored(resource))
        if compose.get("inactive") is False:
            made.inactive = {key: entry for key, entry in made.entries.items() if entry.inactive}
            made.entries = {key: entry for key, entry in made.entries.items() if not entry.inactive}
        made.nested = len(rows) == 1 and not compose.get("exclude") and _shows_hierarchy(rows[0])
        return made

    def _supplemented(self, resource: Resource) -> None:
        """Unanswered (404) where a supplement that the value set asks for is not here."""
        for _, extension in objects(resource, "extension"):
            if text(extension, "url") == f"{STRUCTURES}valueset-supplement":
                wanted = text(extension, "valueCanonical") or text(extension, "valueUri")
                if self.library.find("CodeSystem", wanted) is None:
                    told = f"The value set {canonical(resource)} needs the supplement {wanted}, which is not known here"
                    raise Unanswered(404, "not-found", "", told)

    def _part(self, row: Mapping[str, Any], used: Used, inside: tuple[Resource, ...]) -> Entries:
        """What one include or exclude selects: its own codes, as far as all its imports have them too."""
        found = self._own(row, used) if text(row, "system") else None
        for imported in (imported for _, imported in texts(row, "valueSet")):
            theirs = self._imported(imported, used, inside)
            found = theirs if found is None else {key: entry for key, entry in found.items() if key in theirs}
        return found or {}

    def _imported(self, wanted: str, used: Used, inside: tuple[Resource, ...]) -> Entries:
        pinned = self.pins.of_set(wanted)
        resource = value_set(self.library, pinned)
        if resource is None:
            used.missing_sets[pinned] = None
            return {}
        selection = self._select(resource, inside)
        used.sets[canonical(resource)] = resource
        used.add(selection.used)
        return dict(selection.entries)

    def _own(self, row: Mapping[str, Any], used: Used) -> Entries:
        """The codes of one code system that an include lists, filters, or takes all together."""
        url = text(row, "system")
        version = self.pins.of_system(url, text(row, "version"))
        vocabulary = self.library.vocabulary(url, version)
        listed = [concept for _, concept in objects(row, "concept") if text(concept, "code")]
        name = f"{url}|{version}" if version else url
        if vocabulary is None or vocabulary.system.content in ("not-present", "supplement"):
            self._absent(row, name, used, listed=bool(listed))
            rows = ((text(concept, "code"), concept) for concept in listed)
            return {(url, code): Entry(url, version, code, listed=concept) for code, concept in rows}
        self.pins.check(url, vocabulary.system.version)
        every = len(vocabulary.system.concepts) * max(1, len(objects(row, "filter")))
        self._looked_at += len(listed) or every
        if self._looked_at > _MOST:
            raise _too_costly(f"looking at more than {_MOST:,} codes")
        used.systems[vocabulary.canonical] = vocabulary.resource
        used.supplements.update((canonical(one), one) for one, _ in vocabulary.supplements)
        return {(url, entry.code): entry for entry in _entries(vocabulary, row, listed)}

    def _absent(self, row: Mapping[str, Any], name: str, used: Used, *, listed: bool) -> None:
        url = text(row, "system")
        if listed or grammars.has_grammar(url):
            used.systems[name] = None
        if listed:
            return
        if grammars.has_grammar(url) and not row.get("filter"):
            used.endless[url] = None
        else:
            used.missing_systems[name] = None
            used.endless[name] = None

    def _stored(self, resource: Resource) -> Iterator[tuple[tuple[str, str], Entry]]:
        """The expansion that came with a value set that says nothing else."""
        ahead = [row for _, row in reversed(objects(one(resource, "expansion"), "contains"))]
        while ahead:
            row = ahead.pop()
            system, code = text(row, "system"), text(row, "code")
            if code:
                vocabulary = self.library.vocabulary(system, text(row, "version"))
                concept = vocabulary.find(code) if vocabulary else None
                yield (system, code), Entry(system, text(row, "version"), code, concept, vocabulary, row)
            ahead.extend(row for _, row in reversed(objects(row, "contains")))


def value_set(library: Library, wanted: str) -> Resource | None:
    """A value set by its canonical; also the one of all codes, which a code system names without anybody writing it."""
    found = library.find("ValueSet", wanted)
    if found is not None:
        return found
    url = split(wanted)[0]
    system = library.naming(url) if url else None
    if system is None:
        return None
    kept: Resource = {name: system[name] for name in ("version", "name", "status") if name in system}
    include = {"system": text(system, "url")}
    return {"resourceType": "ValueSet", "url": url, **kept, "compose": {"include": [include]}}


def _too_costly(what: str) -> Unanswered:
    return Unanswered(422, "too-costly", "", f"The value set cannot be evaluated here: it takes {what}")


def _entries(vocabulary: Vocabulary, row: Mapping[str, Any], listed: list[dict[str, Any]]) -> Iterable[Entry]:
    """The codes that an include selects of a code system that is here."""
    system, told = vocabulary.system, text(row, "version") or vocabulary.system.version
    if listed:
        for one_ in listed:
            if known := system.find(text(one_, "code")):
                yield Entry(system.url, told, known.code, known, vocabulary, one_)
        return
    wanted = [filters.read(filter_) for _, filter_ in objects(row, "filter")]
    picked = _picked(wanted, vocabulary) if wanted else system.codes
    for code, concept in system.concepts.items():
        if code in picked:
            yield Entry(system.url, told, code, concept, vocabulary)


def _picked(wanted: list[filters.Filter], vocabulary: Vocabulary) -> frozenset[str]:
    try:
        return filters.picked(wanted, vocabulary.system, [layer for _, layer in vocabulary.supplements])
    except filters.CannotFilter as why:
        raise Unanswered(422, "invalid", "vs-invalid", f"The value set cannot be evaluated: {why}") from None


def _shows_hierarchy(row: Mapping[str, Any]) -> bool:
    """Whether an include takes whole branches of a code system, so that their hierarchy makes sense."""
    kinds = {text(one_, "op") for _, one_ in objects(row, "filter")}
    return not row.get("concept") and not row.get("valueSet") and kinds <= _KINSHIP


def found_value_set(library: Library, pins: Pins, wanted: str) -> Resource:
    """A value set by its canonical. Unanswered (404) where it is not here."""
    resource = value_set(library, pins.of_set(wanted))
    if resource is None:
        raise unknown("value set", wanted)
    return resource


def same_version(wanted: str, version: str) -> bool:
    """Whether a version is the one that was told, or one is not known."""
    return not wanted or not version or fits(wanted, version)
