"""Where code systems, value sets and concept maps are found, by canonical and version. Knows shelves, no operation.

A shelf is anything that has resources by their url: a store, a package, what came with a request. The first shelf that
has a canonical decides, and on it the newest version where none is asked for.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol

from harness.conformance.looking import text
from harness.conformance.packages.definitions import Definitions
from harness.conformance.packages.versions import best, fits, split
from harness.conformance.terminology.code_systems import CodeSystem, Concept, compiled

Resource = dict[str, Any]
_KEPT = 4096


class Shelf(Protocol):
    """Resources by url."""

    def having(self, kind: str, url: str) -> Sequence[Resource]:
        """All versions of a canonical, without a version in it."""

    def supplements(self, url: str) -> Sequence[Resource]:
        """The supplements to a code system."""

    def naming(self, value_set: str) -> Sequence[Resource]:
        """The code systems that call the value set of all their codes so."""

    def maps(self) -> Iterable[Resource]:
        """All concept maps."""


class Folder:
    """A shelf of the resources that it is given, whatever they are."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._resources: dict[tuple[str, str], list[Resource]] = {}
        for one in resources:
            self._resources.setdefault((text(one, "resourceType"), text(one, "url")), []).append(one)

    def having(self, kind: str, url: str) -> Sequence[Resource]:
        """All versions of a canonical."""
        return self._resources.get((kind, url), [])

    def supplements(self, url: str) -> Sequence[Resource]:
        """The supplements to a code system."""
        return [one for one in self._every("CodeSystem") if split(text(one, "supplements"))[0] == url]

    def naming(self, value_set: str) -> Sequence[Resource]:
        """The code systems that call the value set of all their codes so."""
        return [one for one in self._every("CodeSystem") if split(text(one, "valueSet"))[0] == value_set]

    def maps(self) -> Iterator[Resource]:
        """All concept maps."""
        return self._every("ConceptMap")

    def _every(self, kind: str) -> Iterator[Resource]:
        for (known, _), resources in self._resources.items():
            yield from resources if known == kind else ()


class Core:
    """The definitions of FHIR as a shelf. Read one by one, as they are asked for; it has no supplements."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions

    def having(self, kind: str, url: str) -> Sequence[Resource]:
        """The definition of a canonical."""
        found = self._definitions.find(kind, url)
        return [found] if found else []

    def supplements(self, url: str) -> Sequence[Resource]:  # noqa: ARG002 - the shape of a shelf
        """None: looking for them would read every definition there is."""
        return ()

    def naming(self, value_set: str) -> Sequence[Resource]:  # noqa: ARG002 - the shape of a shelf
        """None: every such value set is written out."""
        return ()

    def maps(self) -> Iterable[Resource]:
        """None: FHIR's own lead to older versions of it."""
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """A code system in use: its `resource`, what it is compiled into, and those that add to it."""

    resource: Resource
    system: CodeSystem
    supplements: tuple[tuple[Resource, CodeSystem], ...] = ()

    @property
    def canonical(self) -> str:
        """``url|version``, or the url of one that has no version."""
        return canonical(self.resource)

    @property
    def language(self) -> str:
        """The language of its displays, empty where it does not tell."""
        return text(self.resource, "language")

    def find(self, code: str) -> Concept | None:
        """The concept with this code."""
        return self.system.find(code)

    def layers(self, code: str) -> list[tuple[Resource, Concept]]:
        """What it and its supplements say of a code, each with where it stands."""
        every = ((self.resource, self.system), *self.supplements)
        found = ((resource, system.find(code)) for resource, system in every)
        return [(resource, concept) for resource, concept in found if concept]


class Library:
    """Some shelves, asked in order. What is compiled is kept, and shared with every library made `beside` this one."""

    def __init__(self, *shelves: Shelf) -> None:
        self.shelves = shelves
        self.kept = Kept()
        self._compiled: Kept = Kept()

    def beside(self, resources: Sequence[Resource]) -> Library:
        """A library that has these resources before all others."""
        made = Library(Folder(resources), *self.shelves)
        made._compiled = self._compiled
        return made

    def forget(self) -> None:
        """Throws away what was made of resources that have changed since."""
        self.kept, self._compiled = Kept(), Kept()

    def find(self, kind: str, wanted: str) -> Resource | None:
        """The resource that a canonical names."""
        return self._once((kind, wanted), lambda: self._found(kind, wanted))  # type: ignore[no-any-return]

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        """What `make` gives, which is kept."""
        shelf = self.kept  # what is made now must not outlive a `forget` meanwhile
        kept = shelf.get(key)
        if kept is None:
            kept = (make(),)
            shelf.put(key, kept)
        return kept[0]

    def _found(self, kind: str, wanted: str) -> Resource | None:
        url, version = split(wanted)
        if not url:
            return None  # many resources have no canonical, and none of them is meant
        for shelf in self.shelves:
            found = shelf.having(kind, url)
            number = best(version, [text(one, "version") for one in found]) if found else None
            if number is not None:
                return found[number]
        return None

    def versions(self, kind: str, url: str) -> list[str]:
        """The versions of a canonical that are here, each once."""
        every = (text(one, "version") for shelf in self.shelves for one in shelf.having(kind, url))
        return sorted(set(every))

    def vocabulary(self, url: str, version: str = "") -> Vocabulary | None:
        """A code system with its supplements."""
        return self._once((url, version), lambda: self._vocabulary(url, version))  # type: ignore[no-any-return]

    def _vocabulary(self, url: str, version: str) -> Vocabulary | None:
        resource = self.find("CodeSystem", f"{url}|{version}" if version else url)
        if resource is None:
            return None
        more = self._supplements(url, text(resource, "version"))
        key = (id(resource), *(id(one) for one in more))
        made = self._compiled.get(key)
        if made is None:
            made = Vocabulary(resource, compiled(resource), tuple((one, compiled(one)) for one in more))
            self._compiled.put(key, made)
        return made  # type: ignore[no-any-return]

    def _supplements(self, url: str, version: str) -> list[Resource]:
        """Each supplement once, in its newest version, if it is one to this version of the code system."""
        found: dict[str, Resource] = {}
        for one in (one for shelf in self.shelves for one in shelf.supplements(url)):
            fitting = fits(split(text(one, "supplements"))[1], version)
            known = found.get(text(one, "url"))
            if fitting and (known is None or best("", [text(known, "version"), text(one, "version")]) == 1):
                found[text(one, "url")] = one
        return list(found.values())

    def naming(self, value_set: str) -> Resource | None:
        """The code system that calls the value set of all its codes so."""
        return next((one for shelf in self.shelves for one in shelf.naming(value_set)), None)

    def maps(self) -> Iterator[Resource]:
        """All concept maps, the first shelf's first."""
        for shelf in self.shelves:
            yield from shelf.maps()


class Kept:
    """What was made of resources lately, by a key; any thread may ask."""

    def __init__(self, most: int = _KEPT) -> None:
        self._most, self._lock = most, Lock()
        self._values: OrderedDict[Any, Any] = OrderedDict()

    def get(self, key: Any) -> Any:
        """What is kept, None where nothing is."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: Any, value: Any) -> None:
        """Keeps a value, which must hold on to whatever the key is made of."""
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)


def canonical(resource: Resource) -> str:
    """``url|version`` of a resource, or its url where it has no version."""
    url, version = text(resource, "url"), text(resource, "version")
    return f"{url}|{version}" if version else url
