"""Finds what a search asks for, page by page (FHIR R4 3.1.1.5.2). Knows SQL, not how the index is filled."""

from __future__ import annotations

from harness.mocks.search.query import Query
from harness.mocks.search.statement import is_broad, statement, without_its_negative
from harness.mocks.store.ordering import Ordering, Page

_FEW = 1500
"""So many keys are sorted here as quickly as they are counted there."""


class Finding(Ordering):
    """Searches."""

    def search(self, query: Query) -> Page:
        """One page of what `query` finds, in order of creation, or in the order that it asks for.

        A cursor names the last resource of its page and the newest one there was when the search began, so that what
        is added or removed between two pages neither repeats nor hides another (FHIR R4 3.1.1.5.2). In an order of its
        own it names the values of the last one.
        """
        with self._lock:
            newest = int(self._value("SELECT max(key) FROM resource") or 0)
            until = newest if query.until is None else query.until
            if query.order:
                return self._sorted(query, until, self._count(query))
            total, keys = self._all_of_few(query) or self._some_of_many(query, newest)
            here = keys[: query.per_page]
            cursor = f"{here[-1]}-{until}" if here and len(keys) > len(here) else ""
            return Page(total, self._current(here), cursor)

    def keys(self, query: Query) -> list[int]:
        """The keys of all that `query` finds, in order of creation, its page left aside."""
        sql, arguments = statement(query, system=self._system)
        with self._lock:
            return [key for (key,) in self._database.execute(f"{sql} ORDER BY 1", arguments)]

    def _all_of_few(self, query: Query) -> tuple[int, list[int]] | None:
        """How many `query` finds, and their keys after its cursor; None for more than a few."""
        if is_broad(query):
            return None
        sql, arguments = statement(query, system=self._system)
        found = self._database.execute(f"{sql} LIMIT {_FEW}", arguments).fetchall()
        if len(found) == _FEW:
            return None
        return len(found), sorted(key for (key,) in found if key > query.after)

    def _some_of_many(self, query: Query, newest: int) -> tuple[int, list[int]]:
        """How many `query` finds, and the keys of its page and of one more; the others never leave the database."""
        total = self._count(query)
        sql, arguments = statement(query, system=self._system, walk=total * 2 > newest)
        page = f"SELECT key FROM ({sql}) WHERE key > ? ORDER BY key LIMIT ?"
        rows = self._database.execute(page, (*arguments, query.after, query.per_page + 1))
        return total, [key for (key,) in rows]

    def _count(self, query: Query) -> int:
        if two := without_its_negative(query):
            return self._count(two[0]) - self._count(two[1])
        sql, arguments = statement(query, system=self._system)
        return int(self._value(f"SELECT count(*) FROM ({sql})", arguments))
