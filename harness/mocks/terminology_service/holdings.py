"""What a terminology service keeps, as a shelf for its library. Knows the store and its search, no operation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.conformance.looking import text
from harness.conformance.packages.versions import split
from harness.messages.fhir import Resource
from harness.mocks.search.reading import parsed_query
from harness.mocks.store import Store

_PAGE = (("_count", "200"),)


class Holdings:
    """The resources in a store, by url. What was found is kept until it is told to `forget`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.forget()

    def forget(self) -> None:
        """Looks again from now on, as the store has changed."""
        self._found: dict[tuple[str, str], list[Resource]] = {}
        self._supplements: dict[str, list[Resource]] | None = None
        self._naming: dict[str, list[Resource]] | None = None
        self._maps: list[Resource] | None = None

    def having(self, kind: str, url: str) -> Sequence[Resource]:
        """All versions of a canonical."""
        known = self._found  # what is found now must not outlive a `forget` meanwhile
        found = known.get((kind, url))
        if found is None and _can_be_written(url):
            found = known[kind, url] = list(self.found(kind, (("url", url.replace(",", r"\,")),)))
        return found or ()

    def supplements(self, url: str) -> Sequence[Resource]:
        """The supplements to a code system."""
        if self._supplements is None:
            self._supplements = _by(self.found("CodeSystem", (("content-mode", "supplement"),)), "supplements")
        return self._supplements.get(url, ())

    def naming(self, value_set: str) -> Sequence[Resource]:
        """The code systems that call the value set of all their codes so."""
        if self._naming is None:
            self._naming = _by(self.systems(), "valueSet")
        return self._naming.get(value_set, ())

    def maps(self) -> Sequence[Resource]:
        """All concept maps."""
        if self._maps is None:
            self._maps = list(self.found("ConceptMap", ()))
        return self._maps

    def systems(self) -> Iterator[Resource]:
        """All code systems."""
        return self.found("CodeSystem", ())

    def found(self, kind: str, pairs: tuple[tuple[str, str], ...]) -> Iterator[Resource]:
        """All of a kind that a search by these parameters finds, however many."""
        cursor: tuple[tuple[str, str], ...] = ()
        while True:
            page = self._store.search(parsed_query(kind, (*pairs, *_PAGE, *cursor), self._store.table, base=""))
            yield from (stored.resource for stored in page.matches)
            if not page.cursor:
                return
            cursor = (("_cursor", page.cursor),)


def _by(resources: Iterator[Resource], name: str) -> dict[str, list[Resource]]:
    """The resources by the url of a canonical that they have."""
    found: dict[str, list[Resource]] = {}
    for one in resources:
        if url := split(text(one, name))[0]:
            found.setdefault(url, []).append(one)
    return found


def _can_be_written(url: str) -> bool:
    """Whether a url is a text at all: JSON can write half a character."""
    return url.isascii() or not any(0xD800 <= ord(letter) <= 0xDFFF for letter in url)
