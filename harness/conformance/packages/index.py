"""The index of one package: each definition found and loaded in about a millisecond. Knows SQLite, not FHIR's rules.

An index is built once for the bytes of a package and kept in the cache. It is written beside its place and renamed, so
that of many processes which start at the same time each sees a whole one. One that is broken is built again; where
nothing can be kept, it is built in memory.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import mkstemp
from threading import Lock
from weakref import finalize

from harness.conformance.packages import cache
from harness.conformance.packages.archive import sha256
from harness.conformance.packages.package import Manifest, Package, Resource

FORMAT = 1
_TABLES = """
    CREATE TABLE package (sha256 TEXT, manifest TEXT, entries INTEGER);
    CREATE TABLE entry (
        id INTEGER PRIMARY KEY, kind TEXT, url TEXT, version TEXT, sort TEXT, type TEXT, derivation TEXT
    );
    CREATE TABLE body (id INTEGER PRIMARY KEY, json BLOB);
"""
_OF_STRUCTURE = ("kind", "type", "derivation")
_LEVEL = 3
"""zlib's: half the time of level 6 for a tenth more space."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One definition: `kind` is its resource type. Of a StructureDefinition also its own kind (`sort`: "resource",
    "primitive-type", …), its type and its derivation; "" of the others."""

    id: int
    kind: str
    url: str
    version: str
    sort: str
    type: str
    derivation: str


class Index:
    """The definitions of the package at `path`. Any thread may read."""

    def __init__(self, path: Path) -> None:
        self._path, self.sha256 = path, sha256(path)
        self._file = cache.index(self.sha256, FORMAT)
        self._lock = Lock()
        try:
            self._open(_kept(self._file))
        except (sqlite3.Error, ValueError):
            self._open(_built(path, self.sha256, self._file))

    def load(self, entry: Entry) -> Resource:
        """The definition itself."""
        try:
            return self._loaded(entry)
        except (sqlite3.Error, zlib.error, ValueError):
            self._open(_built(self._path, self.sha256, self._file))
            return self._loaded(entry)

    def _loaded(self, entry: Entry) -> Resource:
        with self._lock:
            found = self._connection.execute("SELECT json FROM body WHERE id = ?", (entry.id,)).fetchone()
        if found is None:
            raise ValueError(f"{self._file} has lost {entry.url}")
        loaded: Resource = json.loads(zlib.decompress(found[0]))
        return loaded

    def _open(self, connection: sqlite3.Connection) -> None:
        finalize(self, connection.close)
        said = connection.execute("SELECT sha256, manifest, entries FROM package").fetchone()
        entries = tuple(Entry(*row) for row in connection.execute("SELECT * FROM entry ORDER BY id"))
        if said is None or (said[0], said[2]) != (self.sha256, len(entries)):
            raise ValueError(f"{self._file} is not the index of {self._path}")
        with self._lock:
            self._connection, self.entries, self.manifest = connection, entries, Manifest(**json.loads(said[1]))


def _kept(file: Path) -> sqlite3.Connection:
    """The index in the cache. It never changes once it is there, so it is read without locks."""
    uri = f"{file.absolute().as_uri()}?immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


def _built(path: Path, digest: str, file: Path) -> sqlite3.Connection:
    """A new index, kept where that is possible."""
    part = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, part = mkstemp(dir=file.parent, suffix=".part")
        os.close(handle)
        with closing(sqlite3.connect(part)) as connection:
            _fill(connection, path, digest)
        os.chmod(part, 0o644)  # a cache can be shared; mkstemp makes files for one user
        os.replace(part, file)
        return _kept(file)
    except (OSError, sqlite3.Error):
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(connection, path, digest)
        return connection
    finally:
        if part:
            with suppress(OSError):
                os.unlink(part)


def _fill(connection: sqlite3.Connection, path: Path, digest: str) -> None:
    package, count = Package(path), 0
    connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES} BEGIN;")
    for count, (resource, content) in enumerate(package.read(), start=1):
        connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", (count, *_entry(resource)))
        connection.execute("INSERT INTO body VALUES (?, ?)", (count, zlib.compress(content, _LEVEL)))
    manifest = json.dumps(asdict(package.manifest))
    connection.execute("INSERT INTO package VALUES (?, ?, ?)", (digest, manifest, count))
    connection.commit()


def _entry(resource: Resource) -> Iterator[str]:
    """The columns after the id. A version that a definition does not tell is found as ""."""
    names = ("resourceType", "url", "version")
    structure = resource["resourceType"] == "StructureDefinition"
    for value in (*map(resource.get, names), *(resource.get(name) for name in _OF_STRUCTURE if structure)):
        yield value if isinstance(value, str) else ""
    yield from () if structure else ("",) * len(_OF_STRUCTURE)
