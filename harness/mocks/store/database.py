"""Opens the SQLite database of a mock and lays it out. Knows tables, not what is in them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from harness.errors import UsageError
from harness.mocks.search.quantities import kilometres_between
from harness.mocks.search.statement import INDEX_TABLES

APPLICATION = 0x4F484945
"""Marks an SQLite file as ours (``PRAGMA application_id``): the letters OHIE."""
LAYOUT = 2
"""Of the tables (``PRAGMA user_version``)."""

_TABLES = (
    "CREATE TABLE resource (key INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT, id TEXT, newest INTEGER, "
    "deleted INTEGER, UNIQUE (type, id))",
    "CREATE TABLE version (number INTEGER PRIMARY KEY AUTOINCREMENT, key INTEGER, version INTEGER, type TEXT, at TEXT, "
    "method TEXT, status INTEGER, body TEXT)",
    "CREATE UNIQUE INDEX version_of_resource ON version (key, version)",
    "CREATE INDEX version_of_type ON version (type)",
    "CREATE INDEX version_since ON version (at)",
    "CREATE TABLE index_state (digest TEXT)",
    *INDEX_TABLES.values(),
    "CREATE INDEX resource_in_use ON resource (type, deleted)",
    "CREATE INDEX date_index_by_length ON date_index (parameter, high - low)",
    *(f"CREATE INDEX {table}_by_key ON {table} (key, parameter)" for table in map("{}_index".format, INDEX_TABLES)),
)


def opened(path: Path | None) -> sqlite3.Connection:
    """The database in `path`, in memory without one. Raises UsageError if the file is none of ours."""
    what_to_do = "name another file, or one that does not exist yet"
    try:
        database = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise UsageError(f"{path}: expected a place for a data file, found {error}; {what_to_do}") from None
    database.create_function("kilometres_between", 4, kilometres_between, deterministic=True)
    try:
        _prepare(database)
    except (sqlite3.Error, UsageError) as error:
        database.close()
        raise UsageError(f"{path}: expected a data file of a mock, found {error}; {what_to_do}") from None
    return database


def _prepare(database: sqlite3.Connection) -> None:
    """Lays out an empty database. Raises UsageError for one that another program filled."""
    application = database.execute("PRAGMA application_id").fetchone()[0]
    database.execute("PRAGMA synchronous = NORMAL")
    if application == APPLICATION:
        if database.execute("PRAGMA user_version").fetchone()[0] != LAYOUT:
            raise UsageError("one of another version of the harness")
        return
    if database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise UsageError("a database of another program")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("BEGIN IMMEDIATE")
    for table in _TABLES:
        database.execute(table)
    database.execute(f"PRAGMA application_id = {APPLICATION}")
    database.execute(f"PRAGMA user_version = {LAYOUT}")
    database.execute("COMMIT")
