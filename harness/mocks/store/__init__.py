"""Keeps FHIR resources, all their versions and what they are found by, in SQLite. Knows no HTTP and no actor's rules.

Reading order: `versions` (what was written, never changed), `ordering` and `finding` (searches), `following`
(includes), and the `Store` here, which keeps the index in step with the versions.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from harness.mocks.search.conditions import table_of
from harness.mocks.search.index_rows import System, index_rows
from harness.mocks.search.parameters import SearchTable
from harness.mocks.search.statement import INDEX_TABLES
from harness.mocks.store.following import Following
from harness.mocks.store.ordering import Page
from harness.mocks.store.versions import Era, NoRoom, Past, Stored

__all__ = ["Era", "NoRoom", "Page", "Past", "Store", "Stored", "View"]

View = Callable[["Store", dict[str, Any]], dict[str, Any]]

_INSERTS = {
    "string": "INSERT INTO string_index VALUES (?, ?, ?, ?)",
    "token": "INSERT INTO token_index VALUES (?, ?, ?, ?)",
    "date": "INSERT INTO date_index VALUES (?, ?, ?, ?)",
    "reference": "INSERT INTO reference_index VALUES (?, ?, ?)",
    "uri": "INSERT INTO uri_index VALUES (?, ?, ?)",
    "number": "INSERT INTO number_index VALUES (?, ?, ?, ?, ?, ?)",
    "position": "INSERT INTO position_index VALUES (?, ?, ?, ?)",
}


class Store(Following):
    """Resources of the types in `table`.

    `view` gives what of a resource is to be found by search, the resource itself where it is not given; it may look at
    the store, and is then made to look again by `index_anew`. `system` gives the one name of an identifier system that
    goes by several. Raises UsageError if `path` is not a database of ours.
    """

    def __init__(
        self,
        table: SearchTable,
        path: Path | None = None,
        *,
        view: View = lambda _, resource: resource,
        system: System = lambda name: name,
    ) -> None:
        super().__init__(path)
        self.table, self._view, self._system = table, view, system
        self._tables = {type_: _tables(table, type_) for type_ in table.by_resource}
        self._bring_index_up_to_date()

    def add(self, resource: dict[str, Any], *, id_: str = "", method: str = "POST") -> Stored:
        """Keeps `resource` as a new one, under an id of ours where it has no `id_`. `method` made it."""
        with self.transaction():
            return self._keep(self._new(resource["resourceType"], id_), resource, method, 201)

    def replace(self, stored: Stored, resource: dict[str, Any]) -> Stored:
        """Keeps `resource` as the next version of `stored`, which may have been removed."""
        with self.transaction():
            return self._keep(stored.key, resource, "PUT", 201 if stored.deleted else 200)

    def remove(self, stored: Stored) -> None:
        """Marks `stored` as removed: a version without content follows, and no search finds it again."""
        with self.transaction():
            self._write_version(stored.key, None, "DELETE", 204)
            self._unindex(stored.key, stored.type)

    def index_anew(self, stored: Stored) -> None:
        """Works out again what `stored` is found by; for a view that looks beyond the resource itself."""
        with self.transaction():
            self._unindex(stored.key, stored.type)
            if not stored.deleted:
                self._index(stored.key, stored.resource)

    def _keep(self, key: int, resource: dict[str, Any], method: str, status: int) -> Stored:
        stored = self._write_version(key, resource, method, status)
        if stored.version > 1:
            self._unindex(key, stored.type)
        self._index(key, stored.resource)
        return stored

    def _index(self, key: int, resource: dict[str, Any]) -> None:
        parameters = self.table.of(resource["resourceType"]).values()
        rows = index_rows(self._view(self, resource), parameters, system=self._system)
        for name, found in rows.tables().items():
            if found:
                self._database.executemany(_INSERTS[name], [(*row, key) for row in found])

    def _unindex(self, key: int, type_: str) -> None:
        for name in self._tables.get(type_, ()):
            self._database.execute(f"DELETE FROM {name}_index WHERE key = ?", (key,))

    def _bring_index_up_to_date(self) -> None:
        """An index that was built with another table of search parameters is built anew."""
        with self.transaction():
            built_with = self._database.execute("SELECT digest FROM index_state").fetchone()
            if built_with == (self.table.digest,):
                return
            for name in INDEX_TABLES:
                self._database.execute(f"DELETE FROM {name}_index")
            kept = [key for (key,) in self._database.execute("SELECT key FROM resource WHERE deleted = 0")]
            for stored in self._current(kept) * 2:  # the second time a view finds all others in the index
                self.index_anew(stored)
            self._database.execute("DELETE FROM index_state")
            self._database.execute("INSERT INTO index_state VALUES (?)", (self.table.digest,))


def _tables(table: SearchTable, type_: str) -> frozenset[str]:
    """The index tables in which a resource of a type can have rows."""
    modifiers = ("", "text", "identifier")
    return frozenset(table_of(one, modifier) for one in table.of(type_).values() for modifier in modifiers)
