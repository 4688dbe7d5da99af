"""Where figures are kept: one number for each facility, period, data element and split, in SQLite. Knows no rules.

They lie in tables of their own beside the FHIR resources of a store, and are written in its transactions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Literal

from harness.messages import periods
from harness.messages.figures import Figure, Report
from harness.mocks.store import Store

_TABLE = (
    "CREATE TABLE IF NOT EXISTS figure (org_unit TEXT, period TEXT, data_element TEXT, split TEXT, data_set TEXT, "
    "value TEXT, comment TEXT, at TEXT, message INTEGER, PRIMARY KEY (org_unit, period, data_element, split)) "
    "WITHOUT ROWID"
)
_WHOSE = "org_unit = ? AND period = ? AND data_element = ? AND split = ?"
Kept = Literal["imported", "updated", "twice"]
Split = tuple[tuple[str, str], ...]


class Books:
    """Figures by what they are, in the database of `store`."""

    def __init__(self, store: Store) -> None:
        self._store, self._message = store, 0
        self._execute = store.database.execute
        with store.transaction():
            self._execute(_TABLE)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All within is one message: it is kept together or not at all, and nothing else in between."""
        with self._store.transaction():
            newest = self._execute("SELECT coalesce(max(message), 0) FROM figure").fetchone()[0]
            self._message = newest + 1
            yield

    def value(self, report: Report, figure: Figure) -> str | None:
        """The number that is kept for this facility, period, data element and split; None where there is none."""
        found = self._execute(f"SELECT value FROM figure WHERE {_WHOSE}", _whose(report, figure)).fetchone()
        return found[0] if found else None

    def keep(self, report: Report, figure: Figure) -> Kept:
        """Keep a number in the place of the one before; ``twice`` where the same message has another one for it."""
        whose = _whose(report, figure)
        before = self._execute(f"SELECT message, value FROM figure WHERE {_WHOSE}", whose).fetchone()
        if before and before[0] == self._message and before[1] != figure.value:
            return "twice"
        more = (report.data_set, figure.value, figure.annotation, _now(), self._message)
        self._execute("INSERT OR REPLACE INTO figure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*whose, *more))
        return "updated" if before else "imported"

    def drop(self, report: Report, figure: Figure) -> None:
        """Keep this number no longer."""
        self._execute(f"DELETE FROM figure WHERE {_WHOSE}", _whose(report, figure))

    def reported(self, org_unit: str, period: str, data_set: str = "") -> Report | None:
        """All that is kept of a facility and a period (ISO 8601), by one form or by any; None where nothing is."""
        asked = "SELECT data_element, split, value, comment, data_set FROM figure WHERE org_unit = ? AND period = ?"
        with self._store.transaction():
            rows = self._execute(f"{asked} ORDER BY data_element, split", (org_unit, period)).fetchall()
        found = [one for one in rows if data_set in ("", one[4])]
        if not found:
            return None
        figures = tuple(Figure(name, value, _parts(split), comment) for name, split, value, comment, _ in found)
        return Report(found[0][4], org_unit, periods.parse(period), figures)


def _whose(report: Report, figure: Figure) -> tuple[str, str, str, str]:
    split = json.dumps(sorted(figure.dimensions), ensure_ascii=False)
    return report.org_unit, report.period.iso, figure.data_element, split


def _parts(split: str) -> Split:
    return tuple((name, code) for name, code in json.loads(split))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
