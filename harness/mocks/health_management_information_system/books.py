"""Where figures are kept: one number for each facility, period, data element and split, in SQLite. Knows no rules.

A database in memory lives as long as the books; a file is in WAL mode, so that whatever was answered for survives the
end of the process at any moment. What is done within `transaction` happens together or not at all.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from harness.errors import UsageError
from harness.messages import periods
from harness.messages.figures import Figure, Report

APPLICATION = 0x4F48494D
"""Marks an SQLite file as an HMIS's (``PRAGMA application_id``): the letters OHIM."""
_TABLES = (
    "CREATE TABLE figure (org_unit TEXT, period TEXT, data_element TEXT, split TEXT, data_set TEXT, value TEXT, "
    "comment TEXT, at TEXT, message INTEGER, PRIMARY KEY (org_unit, period, data_element, split)) WITHOUT ROWID",
    "CREATE TABLE report (id TEXT PRIMARY KEY, version INTEGER, at TEXT, body TEXT)",
    f"PRAGMA application_id = {APPLICATION}",
)
_WHOSE = "org_unit = ? AND period = ? AND data_element = ? AND split = ?"
Kept = Literal["imported", "updated", "twice"]
Split = tuple[tuple[str, str], ...]


class Books:
    """Figures by what they are, and the MeasureReports that some came in."""

    def __init__(self, path: Path | None = None) -> None:
        self._database = _opened(path)
        self._lock, self._message = threading.RLock(), 0

    def close(self) -> None:
        """End all use of the database."""
        with self._lock:
            self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All within is one message: it is kept together or not at all, and nothing else in between."""
        with self._lock:
            self._message = 1 + self._database.execute("SELECT coalesce(max(message), 0) FROM figure").fetchone()[0]
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def value(self, report: Report, figure: Figure) -> str | None:
        """The number that is kept for this facility, period, data element and split; None where there is none."""
        found = self._database.execute(f"SELECT value FROM figure WHERE {_WHOSE}", _whose(report, figure)).fetchone()
        return found[0] if found else None

    def keep(self, report: Report, figure: Figure) -> Kept:
        """Keep a number in the place of the one before; ``twice`` where the same message has another one for it."""
        whose = _whose(report, figure)
        before = self._database.execute(f"SELECT message, value FROM figure WHERE {_WHOSE}", whose).fetchone()
        if before and before[0] == self._message and before[1] != figure.value:
            return "twice"
        more = (report.data_set, figure.value, figure.annotation, _now(), self._message)
        self._database.execute("INSERT OR REPLACE INTO figure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*whose, *more))
        return "updated" if before else "imported"

    def drop(self, report: Report, figure: Figure) -> None:
        """Keep this number no longer."""
        self._database.execute(f"DELETE FROM figure WHERE {_WHOSE}", _whose(report, figure))

    def reported(self, org_unit: str, period: str, data_set: str = "") -> Report | None:
        """All that is kept of a facility and a period (ISO 8601), by one form or by any; None where nothing is."""
        asked = "SELECT data_element, split, value, comment, data_set FROM figure WHERE org_unit = ? AND period = ?"
        with self._lock:
            rows = self._database.execute(f"{asked} ORDER BY data_element, split", (org_unit, period)).fetchall()
        found = [one for one in rows if data_set in ("", one[4])]
        if not found:
            return None
        figures = tuple(Figure(name, value, _parts(split), comment) for name, split, value, comment, _ in found)
        return Report(found[0][4], org_unit, periods.parse(period), figures)

    def keep_report(self, resource: dict[str, Any]) -> int:
        """Keep a MeasureReport as it came; its version."""
        before = self.report(resource["id"])
        version = before[0] + 1 if before else 1
        told = json.dumps(resource, ensure_ascii=False)
        row = (resource["id"], version, _now(), told)
        self._database.execute("INSERT OR REPLACE INTO report VALUES (?, ?, ?, ?)", row)
        return version

    def report(self, id_: str) -> tuple[int, str, dict[str, Any]] | None:
        """The version, the instant and the body of the MeasureReport with this id."""
        with self._lock:
            row = self._database.execute("SELECT version, at, body FROM report WHERE id = ?", (id_,)).fetchone()
        return (row[0], row[1], json.loads(row[2])) if row else None


def _opened(path: Path | None) -> sqlite3.Connection:
    database: sqlite3.Connection | None = None
    try:
        database = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        application = database.execute("PRAGMA application_id").fetchone()[0]
        if application != APPLICATION and database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise sqlite3.DatabaseError("a database of another program")
        database.execute("PRAGMA journal_mode = WAL")
        for one in _TABLES if application != APPLICATION else ():
            database.execute(one)
    except sqlite3.Error as error:
        if database is not None:
            database.close()
        raise UsageError(f"{path}: expected a data file of an HMIS, found {error}; name another file") from None
    return database


def _whose(report: Report, figure: Figure) -> tuple[str, str, str, str]:
    split = json.dumps(sorted(figure.dimensions), ensure_ascii=False)
    return report.org_unit, report.period.iso, figure.data_element, split


def _parts(split: str) -> Split:
    return tuple((name, code) for name, code in json.loads(split))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
