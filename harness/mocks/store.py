"""Keeps FHIR resources, all their versions and what they are found by, in SQLite. Knows no HTTP and no actor's rules.

A database in memory lives as long as the store; a file is in WAL mode, so that whatever was answered for survives
the end of the process at any moment. One lock serialises all use: a read and the write that rests on it, done within
`transaction`, are atomic.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness.mocks.database import opened
from harness.mocks.search.index_rows import System, index_rows, values_at
from harness.mocks.search.parameters import SearchTable
from harness.mocks.search.query import Query
from harness.mocks.search.statement import INDEX_TABLES, is_broad, statement, without_its_negative

_STORED = (
    "SELECT r.key, r.type, r.id, v.version, v.at, v.deleted, v.body FROM resource r JOIN version v ON v.key = r.key"
)
_FEW = 1500
"""So many keys are sorted here as quickly as they are counted there."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of a resource. `resource` is empty for a version that says it was removed.

    `at` is the instant it was stored, as FHIR writes it. `key` orders resources by their creation.
    """

    key: int
    type: str
    id: str
    version: int
    at: str
    deleted: bool
    resource: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of what a search found: all together `total`, here `matches`, and `cursor` of the next page, if any."""

    total: int
    matches: Sequence[Stored]
    cursor: str


View = Callable[["Store", dict[str, Any]], dict[str, Any]]


class Store:
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
        self.table, self._view, self._system = table, view, system
        self._lock, self._depth = threading.RLock(), 0
        self._database = opened(path)
        self._bring_index_up_to_date()

    def close(self) -> None:
        """Ends all use of the database."""
        with self._lock:
            self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All within happens together or not at all, and nothing else in between."""
        with self._lock:
            outermost = self._depth == 0
            if outermost:
                self._database.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                if outermost:
                    self._database.execute("ROLLBACK")
                raise
            else:
                if outermost:
                    self._database.execute("COMMIT")
            finally:
                self._depth -= 1

    def add(self, resource: dict[str, Any], *, id_: str = "", method: str = "POST") -> Stored:  # noqa: ARG002
        """Keeps `resource` as a new one, under an id of ours where it has no `id_`."""
        with self.transaction():
            made = self._database.execute(
                "INSERT INTO resource (type, id, version, deleted) VALUES (?, ?, 0, 0)",
                (resource["resourceType"], id_ or str(uuid.uuid4())),
            )
            return self._keep(int(made.lastrowid or 0), resource)

    def replace(self, stored: Stored, resource: dict[str, Any]) -> Stored:
        """Keeps `resource` as the next version of `stored`."""
        with self.transaction():
            return self._keep(stored.key, resource)

    def remove(self, stored: Stored) -> None:
        """Marks `stored` as removed: a version without content follows, and no search finds it again."""
        with self.transaction():
            self._write_version(stored.key, None)
            self._unindex(stored.key)

    def read(self, type_: str, id_: str) -> Stored | None:
        """The newest version of a resource, None if there never was one."""
        found = self._stored(f"{_STORED} AND v.version = r.version WHERE r.type = ? AND r.id = ?", (type_, id_))
        return found[0] if found else None

    def history(self, type_: str, id_: str) -> list[Stored]:
        """Every version of a resource, the newest first."""
        return self._stored(f"{_STORED} WHERE r.type = ? AND r.id = ? ORDER BY v.version DESC", (type_, id_))

    def search(self, query: Query) -> Page:
        """One page of what `query` finds, in order of creation.

        A cursor names the last resource of its page and the newest one there was when the search began, so that what
        is added or removed between two pages neither repeats nor hides another (FHIR R4 3.1.1.5.2).
        """
        with self._lock:
            newest = int(self._value("SELECT max(key) FROM resource") or 0)
            until = newest if query.until is None else query.until
            total, keys = self._all_of_few(query) or self._some_of_many(query, newest)
            here = keys[: query.per_page]
            cursor = f"{here[-1]}-{until}" if here and len(keys) > len(here) else ""
            return Page(total, self._current(here), cursor)

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

    def keys(self, query: Query) -> list[int]:
        """The keys of all that `query` finds, in order of creation, its page left aside."""
        sql, arguments = statement(query, system=self._system)
        with self._lock:
            return [key for (key,) in self._database.execute(f"{sql} ORDER BY found.key", arguments)]

    def _count(self, query: Query) -> int:
        if two := without_its_negative(query):
            return self._count(two[0]) - self._count(two[1])
        sql, arguments = statement(query, system=self._system)
        return int(self._value(f"SELECT count(*) FROM ({sql})", arguments))

    def _value(self, sql: str, arguments: Sequence[Any] = ()) -> Any:
        return self._database.execute(sql, arguments).fetchone()[0]

    def included(self, page: Page, query: Query) -> list[Stored]:
        """What the includes of `query` add to `page`: each once, none that is a match of the page."""
        names = [f"{one.type}/{one.id}" for one in page.matches]
        found: dict[int, Stored] = {}
        with self._lock:
            for include in query.includes:
                number, paths = include.parameter.number, include.parameter.paths
                more = self._pointing_at(names, number) if include.reverse else self._pointed_at(page.matches, paths)
                found.update((one.key, one) for one in more)
        return [one for key, one in sorted(found.items()) if key not in {match.key for match in page.matches}]

    def index_anew(self, stored: Stored) -> None:
        """Works out again what `stored` is found by; for a view that looks beyond the resource itself."""
        with self.transaction():
            self._unindex(stored.key)
            if not stored.deleted:
                self._index(stored.key, stored.resource)

    def _keep(self, key: int, resource: dict[str, Any]) -> Stored:
        stored = self._write_version(key, resource)
        self._unindex(key)
        self._index(key, stored.resource)
        return stored

    def _write_version(self, key: int, resource: dict[str, Any] | None) -> Stored:
        """Writes the next version, with the id, version and time that are ours to give; None removes."""
        execute, removed = self._database.execute, int(resource is None)
        type_, id_, last = execute("SELECT type, id, version FROM resource WHERE key = ?", (key,)).fetchone()
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        content = {} if resource is None else _stamped(resource, id_, last + 1, at)
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        execute("INSERT INTO version VALUES (?, ?, ?, ?, ?)", (key, last + 1, at, removed, body))
        execute("UPDATE resource SET version = ?, deleted = ? WHERE key = ?", (last + 1, removed, key))
        return Stored(key, type_, id_, last + 1, at, bool(removed), content)

    def _index(self, key: int, resource: dict[str, Any]) -> None:
        parameters = self.table.of(resource["resourceType"]).values()
        rows = index_rows(self._view(self, resource), parameters, system=self._system)
        many = self._database.executemany
        many("INSERT INTO string_index VALUES (?, ?, ?, ?)", [(*row, key) for row in rows.strings])
        many("INSERT INTO token_index VALUES (?, ?, ?, ?)", [(*row, key) for row in rows.tokens])
        many("INSERT INTO date_index VALUES (?, ?, ?, ?)", [(*row, key) for row in rows.dates])
        many("INSERT INTO reference_index VALUES (?, ?, ?)", [(*row, key) for row in rows.references])

    def _unindex(self, key: int) -> None:
        for name in INDEX_TABLES:
            self._database.execute(f"DELETE FROM {name}_index WHERE key = ?", (key,))

    def _bring_index_up_to_date(self) -> None:
        """An index that was built with another table of search parameters is built anew."""
        with self.transaction():
            built_with = self._database.execute("SELECT digest FROM index_state").fetchone()
            if built_with == (self.table.digest,):
                return
            kept = [key for (key,) in self._database.execute("SELECT key FROM resource WHERE deleted = 0")]
            for stored in self._current(kept) * 2:  # the second time a view finds all others in the index
                self.index_anew(stored)
            self._database.execute("DELETE FROM index_state")
            self._database.execute("INSERT INTO index_state VALUES (?)", (self.table.digest,))

    def _stored(self, sql: str, arguments: Sequence[Any]) -> list[Stored]:
        with self._lock:
            rows = self._database.execute(sql, arguments).fetchall()
        return [Stored(k, t, i, v, at, bool(deleted), json.loads(body)) for k, t, i, v, at, deleted, body in rows]

    def _current(self, keys: Sequence[int]) -> list[Stored]:
        sql = f"{_STORED} AND v.version = r.version WHERE r.key IN (SELECT value FROM json_each(?)) ORDER BY r.key"
        return self._stored(sql, (json.dumps(keys),)) if keys else []

    def _pointing_at(self, names: Sequence[str], parameter: int) -> list[Stored]:
        wanted = "parameter = ? AND target IN (SELECT value FROM json_each(?))"
        sql = f"SELECT DISTINCT key FROM reference_index WHERE {wanted}"
        found = self._database.execute(sql, (parameter, json.dumps(names))).fetchall()
        return self._current([key for (key,) in found])

    def _pointed_at(self, matches: Sequence[Stored], paths: Sequence[str]) -> list[Stored]:
        values = (value for one in matches for path in paths for value in values_at(one.resource, path))
        names = {str(value.get("reference", "")).partition("/")[::2] for value in values if isinstance(value, dict)}
        found = (self.read(type_, id_) for type_, id_ in sorted(names))
        return [one for one in found if one is not None and not one.deleted]


def _stamped(resource: dict[str, Any], id_: str, version: int, at: str) -> dict[str, Any]:
    """`resource` with id and meta as a server gives them; they lead, as is usual."""
    meta = {**resource.get("meta", {}), "versionId": str(version), "lastUpdated": at}
    rest = {name: value for name, value in resource.items() if name not in ("resourceType", "id", "meta")}
    return {"resourceType": resource["resourceType"], "id": id_, "meta": meta, **rest}
