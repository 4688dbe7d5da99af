"""The entries of a Bundle and the links between them (R4 bundle.html#references). Judges none of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from harness.conformance.looking import objects, one, text
from harness.conformance.scope import Resource

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_RESTFUL = re.compile(r"(?P<root>https?://.+/)?(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9\-.]{1,64})")
LONGEST_LINK = 2_000
"""Characters of a string that may be a link; longer ones are text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its index, its fullUrl ("" where it has none), its resource ({} where it has none), and itself."""

    index: int
    url: str
    resource: Resource
    entry: dict[str, Any]

    @property
    def kind(self) -> str:
        """The type of the resource."""
        return text(self.resource, "resourceType")

    @property
    def id(self) -> str:
        """The logical id of the resource."""
        return text(self.resource, "id")


@dataclass(slots=True)
class Entries:
    """All entries of one Bundle, to be found by fullUrl and by type and id."""

    all: list[Entry]
    _by_url: dict[str, list[Entry]] = field(init=False)
    _by_id: dict[str, list[Entry]] = field(init=False)

    def __post_init__(self) -> None:
        self._by_url, self._by_id = {}, {}
        for entry in self.all:
            if entry.url:
                self._by_url.setdefault(entry.url, []).append(entry)
            if entry.id:
                self._by_id.setdefault(f"{entry.kind}/{entry.id}", []).append(entry)

    def resolve(self, reference: str, source: Entry) -> list[Entry]:
        """The entries that `reference`, written in `source`, means by the rules of R4: none, one, or too many."""
        url, _, version = reference.partition("#")[0].partition("/_history/")
        if url and not absolute(url):
            beside = restful(source.url)
            url = f"{beside['root'] or ''}{url}" if beside else ""
        found = self._by_url.get(url, []) if url else []
        return (
            [entry for entry in found if text(one(entry.resource, "meta"), "versionId") == version]
            if version
            else found
        )

    def alike(self, reference: str) -> list[Entry]:
        """The entries with the type and id that `reference` ends in, whatever their fullUrl."""
        found = restful(reference.partition("#")[0].partition("/_history/")[0])
        return self._by_id.get(f"{found['type']}/{found['id']}", []) if found else []

    def linked(self, source: Entry) -> set[int]:
        """The indices of the entries that `source` links to, by reference, url or canonical."""
        return {entry.index for link in strings(source.resource) for entry in self.resolve(link, source)}


def entries_of(bundle: Resource) -> Entries:
    """The entries of a Bundle."""
    return Entries(
        [Entry(at, text(each, "fullUrl"), one(each, "resource"), each) for at, each in objects(bundle, "entry")]
    )


def absolute(url: str) -> bool:
    """Whether a url has a scheme."""
    return _ABSOLUTE.match(url) is not None


def restful(url: str) -> re.Match[str] | None:
    """The parts of ``[root/]Type/id`` (root, type, id), None where `url` does not look like that."""
    return _RESTFUL.fullmatch(url)


def strings(value: object) -> Iterator[str]:
    """All strings in `value` that could be a link. Looks at every level without calling itself."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            waiting.extend(here.values())
        elif isinstance(here, list):
            waiting.extend(here)
        elif isinstance(here, str) and 0 < len(here) <= LONGEST_LINK and not here.startswith(("#", "<")):
            yield here


def reach(start: set[int], links: dict[int, set[int]]) -> set[int]:
    """Everything that can be reached from `start` over `links`."""
    reached, waiting = set(start), list(start)
    while waiting:
        for further in links.get(waiting.pop(), set()) - reached:
            reached.add(further)
            waiting.append(further)
    return reached
