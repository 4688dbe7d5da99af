"""A search as SQL over the index tables of the store. Knows SQL, not where the rows come from.

The clause that promises to find the fewest leads, the others only look at what it found. Where a search finds most of
all there is, a page of it is walked to instead, in the order of creation: the walk ends when the page is full.
"""

from __future__ import annotations

from dataclasses import replace

from harness.mocks.search.conditions import Condition, alternatives, joined, table_of
from harness.mocks.search.index_rows import System
from harness.mocks.search.query import CHAIN, HAS, Amount, Clause, Link, Query, Token, When

INDEX_TABLES = {
    "string": "CREATE TABLE string_index (parameter INTEGER, folded TEXT, value TEXT, key INTEGER, "
    "PRIMARY KEY (parameter, folded, value, key)) WITHOUT ROWID",
    "token": "CREATE TABLE token_index (parameter INTEGER, code TEXT, system TEXT, key INTEGER, "
    "PRIMARY KEY (parameter, code, system, key)) WITHOUT ROWID",
    "date": "CREATE TABLE date_index (parameter INTEGER, low INTEGER, high INTEGER, key INTEGER, "
    "PRIMARY KEY (parameter, low, high, key)) WITHOUT ROWID",
    "reference": "CREATE TABLE reference_index (parameter INTEGER, target TEXT, key INTEGER, "
    "PRIMARY KEY (parameter, target, key)) WITHOUT ROWID",
    "uri": "CREATE TABLE uri_index (parameter INTEGER, value TEXT, key INTEGER, "
    "PRIMARY KEY (parameter, value, key)) WITHOUT ROWID",
    "number": "CREATE TABLE number_index (parameter INTEGER, low REAL, high REAL, code TEXT, system TEXT, key INTEGER, "
    "PRIMARY KEY (parameter, low, high, code, system, key)) WITHOUT ROWID",
    "position": "CREATE TABLE position_index (parameter INTEGER, latitude REAL, longitude REAL, key INTEGER, "
    "PRIMARY KEY (parameter, latitude, longitude, key)) WITHOUT ROWID",
}
_A_WEEK = 7 * 86_400_000_000
"""Microseconds. A shorter stretch tells people apart better than a name does."""


def statement(query: Query, *, system: System, walk: bool = False) -> Condition:
    """SQL and arguments that give the key of each that `query` finds, once, its page and `after` left aside.

    `walk` goes from one resource to the next instead, for a search that finds most of them.
    """
    clauses = sorted(query.clauses, key=_breadth)
    source, arguments = "SELECT key FROM resource WHERE type = ? AND deleted = 0", [query.resource_type]
    if clauses and not _is_negative(clauses[0]) and not walk:
        leading = [one for one in clauses if one is clauses[0] or _shares_a_row(one, clauses[0])]
        source, arguments = _leading(leading, query.resource_type, system)
        clauses = [one for one in clauses if one not in leading]
    conditions = [_following(clause, query.resource_type, system) for clause in clauses]
    if query.until is not None:
        conditions.append(("found.key <= ?", [query.until]))
    if not conditions:
        return source, arguments
    where, more = joined(" AND ", conditions)
    return f"SELECT found.key FROM ({source}) AS found WHERE {where}", [*arguments, *more]


def is_broad(query: Query) -> bool:
    """Whether nothing in `query` is likely to find few."""
    return min(map(_breadth, query.clauses), default=10) >= 8


def without_its_negative(query: Query) -> tuple[Query, Query] | None:
    """`query` without its only negative clause, and with the opposite of it: what the first finds more, `query` finds.

    None where there is no such clause, or more than one. Those who lack something are quicker counted so.
    """
    negative = [one for one in query.clauses if _is_negative(one)]
    if len(negative) != 1:
        return None
    others = tuple(one for one in query.clauses if one is not negative[0])
    missing = negative[0].modifier == "missing"
    opposite = replace(negative[0], values=(False,)) if missing else replace(negative[0], modifier="")
    return replace(query, clauses=others), replace(query, clauses=(*others, opposite))


def ordered(query: Query, *, system: System) -> Condition:
    """SQL and arguments that give, for each that `query` finds, its key and what it is sorted by, in that order.

    Of several values of one resource the lowest counts, the highest where the order descends; a resource that has none
    stands last (3.1.1.5.1).
    """
    sql, arguments = statement(query, system=system)
    values: list[str] = []
    numbers: list[int] = []
    for one in query.order:
        table = table_of(one.parameter)
        low, high = SORTED_BY[table]
        value = f"max({high})" if one.descending else f"min({low})"
        values.append(f"(SELECT {value} FROM {table}_index WHERE key = found.key AND parameter = ?) AS v{len(values)}")
        numbers.append(one.parameter.number)
    by = ", ".join(f"v{n} IS NULL, v{n} {'DESC' if one.descending else 'ASC'}" for n, one in enumerate(query.order))
    return f"SELECT found.key, {', '.join(values)} FROM ({sql}) AS found ORDER BY {by}, 1", [*numbers, *arguments]


SORTED_BY = {
    "string": ("folded", "folded"),
    "token": ("code", "code"),
    "date": ("low", "high"),
    "reference": ("target", "target"),
    "uri": ("value", "value"),
    "number": ("low", "high"),
}
"""The column of each index table that counts where the order ascends, and where it descends."""


def _breadth(clause: Clause) -> int:
    """How much a clause is likely to find, in no unit; one that cannot lead finds most."""
    if _is_negative(clause):
        return 10
    kind, name = clause.parameter.type, clause.parameter.name
    if clause.modifier in (CHAIN, HAS):
        return min(9, 2 + max((_breadth(one.clause) for one in clause.values if isinstance(one, Link)), default=0))
    whole_system = any(isinstance(value, Token) and value.code is None for value in clause.values)
    if clause.modifier == "missing" or whole_system or name in ("active", "gender", "status"):
        return 9
    if kind == "date":
        return _breadth_of_dates([value for value in clause.values if isinstance(value, When)])
    if kind in ("number", "quantity"):
        return 2 if all(isinstance(value, Amount) and value.prefix == "eq" for value in clause.values) else 8
    if name in ("_id", "identifier"):
        return 0
    narrow = {"reference": 1, "token": 2, "uri": 1}.get(kind, 3 if name == "family" else 5)
    return narrow + (3 if clause.modifier == "contains" else 0)


def _breadth_of_dates(values: list[When]) -> int:
    if any(value.prefix != "eq" for value in values):
        return 8
    return 2 if all(value.stretch.high - value.stretch.low < _A_WEEK for value in values) else 4


def _shares_a_row(clause: Clause, leading: Clause) -> bool:
    """Whether both look at one and the same row, as in ``birthdate=ge1982&birthdate=le1983``."""
    if _is_negative(clause) or HAS in (clause.modifier, leading.modifier):
        return False
    return clause.parameter is leading.parameter and clause.parameter.once and _table(clause) == _table(leading)


def _table(clause: Clause) -> str:
    return table_of(clause.parameter, clause.modifier)


def _leading(clauses: list[Clause], type_: str, system: System) -> Condition:
    if clauses[0].modifier == HAS:
        return _referred(clauses[0], type_, system)
    number = clauses[0].parameter.number
    condition, arguments = joined(" AND ", [_met(clause, system) for clause in clauses])
    distinct = "" if clauses[0].parameter.once else "DISTINCT "
    table = f"{_table(clauses[0])}_index"
    return f"SELECT {distinct}key FROM {table} WHERE parameter = ? AND {condition}", [number, *arguments]


def _following(clause: Clause, type_: str, system: System) -> Condition:
    if clause.modifier == HAS:
        sql, arguments = _referred(clause, type_, system)
        return f"found.key IN ({sql})", arguments
    condition, arguments = _met(clause, system)
    table = f"{_table(clause)}_index"
    rows = f"SELECT 1 FROM {table} AS i INDEXED BY {table}_by_key WHERE i.key = found.key AND parameter = ?"
    negated = "NOT " if _is_negative(clause) else ""
    return f"{negated}EXISTS ({rows} AND {condition})", [clause.parameter.number, *arguments]


def _is_negative(clause: Clause) -> bool:
    return clause.modifier == "not" or (clause.modifier == "missing" and clause.values == (True,))


def _met(clause: Clause, system: System) -> Condition:
    """What a row of an index has to meet."""
    if clause.modifier == CHAIN:
        links = [_leads_to(one, system) for one in clause.values if isinstance(one, Link)]
        if len(links) == 1:
            return links[0]
        condition, arguments = joined(" OR ", links)
        return f"({condition})", arguments
    return alternatives(clause, system)


def _leads_to(link: Link, system: System) -> Condition:
    """That a reference leads to what a link finds, by its address or by its canonical."""
    sql, arguments = statement(Query(link.resource_type, (link.clause,)), system=system)
    targets = f"SELECT type || '/' || id FROM resource WHERE key IN ({sql})"
    if link.url:
        targets = f"{targets} UNION ALL SELECT value FROM uri_index WHERE key IN ({sql}) AND parameter = ?"
        arguments = [*arguments, *arguments, link.url]
    return f"target IN ({targets})", arguments


def _referred(clause: Clause, type_: str, system: System) -> Condition:
    """The keys of those of a type to whom a resource that a link finds refers (``_has``)."""
    link = next(one for one in clause.values if isinstance(one, Link))
    sql, arguments = statement(Query(link.resource_type, (link.clause,)), system=system)
    pointing = f"({sql}) AS s CROSS JOIN reference_index AS i INDEXED BY reference_index_by_key ON i.key = s.key"
    if link.url:
        named = "CROSS JOIN uri_index AS u ON u.parameter = ? AND u.value = i.target"
        number = clause.parameter.number
        return f"SELECT DISTINCT u.key FROM {pointing} {named} WHERE i.parameter = ?", [*arguments, link.url, number]
    named = "CROSS JOIN resource AS r ON r.type = ? AND r.deleted = 0 AND r.id = substr(i.target, ?)"
    where = "i.parameter = ? AND i.target >= ? AND i.target < ?"
    sql = f"SELECT DISTINCT r.key FROM {pointing} {named} WHERE {where}"
    return sql, [*arguments, type_, len(type_) + 2, clause.parameter.number, f"{type_}/", f"{type_}0"]
