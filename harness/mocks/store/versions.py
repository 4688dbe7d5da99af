"""Every version of every resource, and their history (FHIR R4 3.1.0.9). Knows no search.

A database in memory lives as long as the store; a file is in WAL mode, so that whatever was answered for survives
the end of the process at any moment. One lock serialises all use: a read and the write that rests on it, done within
`transaction`, are atomic.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness.mocks.store.database import opened

_COLUMNS = "v.key, v.type, r.id, v.version, v.at, v.method, v.status, v.body"
_CURRENT = f"SELECT {_COLUMNS} FROM resource r JOIN version v ON v.number = r.newest"
_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE)


class NoRoom(Exception):
    """Nothing more can be written: the disk is full, or as much as is allowed."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of a resource. `resource` is empty for a version that says it was removed.

    `at` is the instant it was stored, as FHIR writes it. `key` orders resources by their creation. `method` and
    `status` are the HTTP method that made this version and what it was answered with.
    """

    key: int
    type: str
    id: str
    version: int
    at: str
    method: str
    status: int
    resource: dict[str, Any]

    @property
    def deleted(self) -> bool:
        """Whether this version removed the resource."""
        return self.method == "DELETE"


@dataclass(frozen=True, slots=True)
class Era:
    """The part of a history that is wanted: of a type, or of one resource; of everything where both are empty.

    `since` is an instant as the store writes it. A page has `per_page` versions, those before the version number
    `before`; the newest that counts at all is `until`, and so many there are in `total`. All three are a cursor's: what
    has happened stays as it was, so it is counted once.
    """

    type: str = ""
    id: str = ""
    since: str = ""
    per_page: int = 100
    before: int | None = None
    until: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """A page of a history, the newest first, `total` in all, looked up `at`; `cursor` is the next page's."""

    total: int
    versions: Sequence[Stored]
    cursor: str
    at: str


class Versions:
    """What was written, in the database in `path`, in memory without one. Raises UsageError for a file of others."""

    def __init__(self, path: Path | None) -> None:
        self._lock, self._depth = threading.RLock(), 0
        self._database = opened(path)
        self._last = str(self._value("SELECT max(at) FROM version") or "")

    def close(self) -> None:
        """Ends all use of the database."""
        with self._lock:
            self._database.close()

    @property
    def database(self) -> sqlite3.Connection:
        """For a mock that keeps tables of its own beside the resources; it is used within `transaction`."""
        return self._database

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All within happens together or not at all, and nothing else in between. Raises NoRoom."""
        with self._lock:
            outermost = self._depth == 0
            if outermost:
                self._database.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                if outermost:
                    self._database.execute("COMMIT")
            except BaseException as fault:
                if outermost and self._database.in_transaction:  # SQLite may have taken it back by itself
                    self._database.execute("ROLLBACK")
                if getattr(fault, "sqlite_errorcode", None) in _NO_ROOM:  # a misuse has no code
                    raise NoRoom(str(fault)) from fault
                raise
            finally:
                self._depth -= 1

    def read(self, type_: str, id_: str) -> Stored | None:
        """The newest version of a resource, None if there never was one."""
        found = self._stored(f"{_CURRENT} WHERE r.type = ? AND r.id = ?", (type_, id_))
        return found[0] if found else None

    def version(self, type_: str, id_: str, version: int) -> Stored | None:
        """One version of a resource, None if there never was one."""
        sql = f"SELECT {_COLUMNS} FROM resource r JOIN version v ON v.key = r.key"
        found = self._stored(f"{sql} WHERE r.type = ? AND r.id = ? AND v.version = ?", (type_, id_, version))
        return found[0] if found else None

    @property
    def newest(self) -> int:
        """The number of the version that was written last; another whenever anything was."""
        with self._lock:
            return int(self._value("SELECT max(number) FROM version") or 0)

    def history(self, era: Era) -> Past:
        """One page of the versions of an era, the newest first.

        Versions are numbered as they are written; a cursor names the last number of its page and the newest there was
        when the poll began, so that what is written between two pages neither repeats nor hides another.
        """
        with self._lock:
            newest = int(self._value("SELECT max(number) FROM version") or 0)
            until, at = newest if era.until is None else era.until, self._now()
            where, arguments = self._within(era, until)
            counted = f"SELECT count(*) FROM version v WHERE {where}"
            total = int(self._value(counted, arguments)) if era.total is None else era.total
            before = until + 1 if era.before is None else era.before
            where, arguments = self._within(era, min(until, before - 1))
            sql = f"SELECT v.number, {_COLUMNS} FROM version v JOIN resource r ON r.key = v.key WHERE {where}"
            page = f"{sql} ORDER BY v.number DESC LIMIT ?"
            rows = self._database.execute(page, (*arguments, era.per_page + 1)).fetchall()
        here = rows[: era.per_page]
        cursor = f"{here[-1][0]}-{until}-{total}" if here and len(rows) > len(here) else ""
        return Past(total, [_stored(row[1:]) for row in here], cursor, at)

    def _within(self, era: Era, until: int) -> tuple[str, list[Any]]:
        """Numbers rise with the time, so that a moment is a number too."""
        conditions, arguments = ["v.number <= ?"], [until]
        if era.since:
            sql = "SELECT number FROM version WHERE at >= ? ORDER BY at, number LIMIT 1"
            first = self._database.execute(sql, (era.since,)).fetchone()
            conditions, arguments = [*conditions, "v.number >= ?"], [*arguments, first[0] if first else until + 1]
        if era.id:
            key = "v.key = (SELECT key FROM resource WHERE type = ? AND id = ?)"
            return " AND ".join([*conditions, key]), [*arguments, era.type, era.id]
        if era.type:
            return " AND ".join([*conditions, "v.type = ?"]), [*arguments, era.type]
        return " AND ".join(conditions), arguments

    def _new(self, type_: str, id_: str) -> int:
        sql = "INSERT INTO resource (type, id, newest, deleted) VALUES (?, ?, 0, 0)"
        return int(self._database.execute(sql, (type_, id_ or str(uuid.uuid4()))).lastrowid or 0)

    def _now(self) -> str:
        """Now, and never before what was written last, whatever becomes of the clock."""
        return max(self._last, datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"))

    def _write_version(self, key: int, resource: dict[str, Any] | None, method: str, status: int) -> Stored:
        """Writes the next version, with the id, version and time that are ours to give; None removes."""
        execute, self._last = self._database.execute, self._now()
        last = (
            "SELECT r.type, r.id, v.version FROM resource r LEFT JOIN version v ON v.number = r.newest WHERE r.key = ?"
        )
        type_, id_, before = execute(last, (key,)).fetchone()
        version = (before or 0) + 1
        content = {} if resource is None else _stamped(resource, id_, version, self._last)
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        columns = "(key, version, type, at, method, status, body)"
        row = (key, version, type_, self._last, method, status, body)
        number = execute(f"INSERT INTO version {columns} VALUES (?, ?, ?, ?, ?, ?, ?)", row).lastrowid
        execute("UPDATE resource SET newest = ?, deleted = ? WHERE key = ?", (number, int(resource is None), key))
        return Stored(key, type_, id_, version, self._last, method, status, content)

    def _current(self, keys: Sequence[int]) -> list[Stored]:
        sql = f"{_CURRENT} WHERE r.key IN (SELECT value FROM json_each(?)) ORDER BY r.key"
        return self._stored(sql, (json.dumps(keys),)) if keys else []

    def _stored(self, sql: str, arguments: Sequence[Any]) -> list[Stored]:
        with self._lock:
            rows = self._database.execute(sql, arguments).fetchall()
        return [_stored(row) for row in rows]

    def _value(self, sql: str, arguments: Sequence[Any] = ()) -> Any:
        return self._database.execute(sql, arguments).fetchone()[0]


def _stored(row: Sequence[Any]) -> Stored:
    key, type_, id_, version, at, method, status, body = row
    return Stored(key, type_, id_, version, at, method, status, json.loads(body))


def _stamped(resource: dict[str, Any], id_: str, version: int, at: str) -> dict[str, Any]:
    """`resource` with id and meta as a server gives them; they lead, as is usual."""
    meta = {**resource.get("meta", {}), "versionId": str(version), "lastUpdated": at}
    rest = {name: value for name, value in resource.items() if name not in ("resourceType", "id", "meta")}
    return {"resourceType": resource["resourceType"], "id": id_, "meta": meta, **rest}
