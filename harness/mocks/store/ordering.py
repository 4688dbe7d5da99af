"""Searches in an order of their own (``_sort``, FHIR R4 3.1.1.5.1). Knows SQL, not how the index is filled.

A search by one parameter is walked along the index until its page is full; any other is sorted whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from harness.mocks.search.conditions import table_of
from harness.mocks.search.index_rows import System
from harness.mocks.search.query import Query
from harness.mocks.search.reading import sorted_cursor
from harness.mocks.search.statement import SORTED_BY, ordered, statement
from harness.mocks.store.versions import Stored, Versions

Row = Sequence[Any]
"""A key, and the values that it is sorted by."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of what a search found: all together `total`, here `matches`, and `cursor` of the next page, if any."""

    total: int
    matches: Sequence[Stored]
    cursor: str


class Ordering(Versions):
    """Pages in the order that a search asks for."""

    _system: System

    def _sorted(self, query: Query, until: int, total: int) -> Page:
        rows = list(islice(self._rows(query), query.per_page + 1))
        here = rows[: query.per_page]
        cursor = sorted_cursor(here[-1][0], until, here[-1][1:]) if here and len(rows) > len(here) else ""
        known = {one.key: one for one in self._current([row[0] for row in here])}
        return Page(total, [known[row[0]] for row in here], cursor)

    def _rows(self, query: Query) -> Iterator[Row]:
        """What `query` finds after its cursor, in its order."""
        low, high = SORTED_BY[table_of(query.order[0].parameter)]
        if len(query.order) == 1 and (low == high or not query.order[0].descending):
            return self._walked(query)
        return self._sorted_whole(query)

    def _sorted_whole(self, query: Query) -> Iterator[Row]:
        sql, arguments = ordered(query, system=self._system)
        rows = self._database.execute(sql, arguments).fetchall()
        if query.until is None:
            return iter(rows)
        last = _place(query, (query.after, *query.after_values))
        return (row for row in rows if _place(query, row) > last)

    def _walked(self, query: Query) -> Iterator[Row]:
        """Along the index, each resource where its first value stands; then those that have none."""
        order, (value,) = query.order[0], query.after_values or (None,)
        table, number = table_of(order.parameter), order.parameter.number
        column, before, way = SORTED_BY[table][0], *((">", "DESC") if order.descending else ("<", "ASC"))
        found, arguments = statement(query, system=self._system)
        rows = f"{table}_index AS i WHERE i.parameter = ? AND +i.key IN ({found})"
        other = f"SELECT 1 FROM {table}_index AS o WHERE o.key = i.key AND o.parameter = ?"
        if query.until is None or value is not None:
            after, more = "", list[Any]()
            if query.until is not None:
                beyond = "<" if order.descending else ">"
                after = f"AND i.{column} {beyond}= ? AND (i.{column} {beyond} ? OR i.key > ?)"
                more = [value, value, query.after]
            is_first = f"NOT EXISTS ({other} AND o.{column} {before} i.{column})"
            sql = (
                f"SELECT DISTINCT i.key, i.{column} FROM {rows} {after} AND {is_first} ORDER BY i.{column} {way}, i.key"
            )
            yield from self._database.execute(sql, [number, *arguments, *more, number])
        key = query.after if query.until is not None and value is None else 0
        none = f"NOT EXISTS (SELECT 1 FROM {table}_index AS i WHERE i.key = found.key AND i.parameter = ?)"
        sql = f"SELECT found.key, NULL FROM ({found}) AS found WHERE {none} AND found.key > ? ORDER BY found.key"
        yield from self._database.execute(sql, [*arguments, number, key])


class _Descending:
    """A value that comes the later the smaller it is."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: _Descending) -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Descending) and bool(self.value == other.value)

    __hash__ = None  # type: ignore[assignment]


def _place(query: Query, row: Row) -> tuple[Any, ...]:
    """Where a row stands in the order of `query`."""
    parts = []
    for one, value in zip(query.order, row[1:], strict=True):
        plain = (isinstance(value, str), value)
        parts.append((value is None, () if value is None else (_Descending(plain) if one.descending else plain,)))
    return (*parts, row[0])
