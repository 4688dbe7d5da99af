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

    def having(self, kind: str, url: str) -> Sequence[Resource]:
        """All versions of a canonical."""
        found = self._found.get((kind, url))
        if found is None:
            found = self._found[kind, url] = list(self._searched(kind, (("url", url.replace(",", r"\,")),)))
        return found

    def supplements(self, url: str) -> Sequence[Resource]:
        """The supplements to a code system."""
        if self._supplements is None:
            known: dict[str, list[Resource]] = {}
            for one in self._searched("CodeSystem", (("content-mode", "supplement"),)):
                known.setdefault(split(text(one, "supplements"))[0], []).append(one)
            self._supplements = known
        return self._supplements.get(url, ())

    def every(self, kind: str) -> Iterator[Resource]:
        """All of a kind."""
        return self._searched(kind, ())

    def _searched(self, kind: str, pairs: tuple[tuple[str, str], ...]) -> Iterator[Resource]:
        cursor: tuple[tuple[str, str], ...] = ()
        while True:
            page = self._store.search(parsed_query(kind, (*pairs, *_PAGE, *cursor), self._store.table, base=""))
            yield from (stored.resource for stored in page.matches)
            if not page.cursor:
                return
            cursor = (("_cursor", page.cursor),)
