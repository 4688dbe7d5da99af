"""Reads one parameter of a search, name and value, as a clause (FHIR R4 3.1.1.4). Knows what may be asked, not SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.mocks.search.parameters import ANY_TARGET, SearchParameter, SearchTable
from harness.mocks.search.quantities import amount, near
from harness.mocks.search.query import CHAIN, HAS, Clause, Link, Token, Unsearchable, Value, When
from harness.mocks.search.values import approximately, prefixed_stretch, split_unescaped, unescaped

MODIFIERS = {
    "string": ("", "exact", "contains", "missing"),
    "token": ("", "not", "text", "missing"),
    "date": ("", "missing"),
    "reference": ("", "identifier", "missing"),
    "uri": ("", "below", "above", "missing"),
    "number": ("", "missing"),
    "quantity": ("", "missing"),
    "special": ("", "missing"),
}
MOST_LINKS = 3
"""Steps of a chain that are followed: of more SQLite's parser may run out of its stack."""
MOST_SEGMENTS = 50

_TYPE = re.compile("[A-Z][A-Za-z]+")


class Criteria:
    """Reads clauses over `table`. A reference that starts with `base`, our own URL, is a relative one."""

    def __init__(self, table: SearchTable, base: str = "") -> None:
        self._table, self._base = table, base

    def clause(self, type_: str, name: str, value: str, *, depth: int = 0) -> Clause | None:
        """The clause of `name` for a resource type, None where there is no such parameter. Raises Unsearchable."""
        if depth > MOST_LINKS:
            raise Unsearchable("too-costly", name, f"a chain has {MOST_LINKS} steps at most")
        if name.startswith(f"{HAS}:"):
            return self._reverse(type_, name, value, depth)
        known = self._table.of(type_)
        named, _, modifier = name.partition(":")
        if named in known and "." not in modifier:
            return self._plain(known[named], modifier, value, name)
        head, dot, rest = name.partition(".")
        parameter = known.get(head.partition(":")[0])
        if not dot or parameter is None:
            return None
        return self._chain(parameter, head.partition(":")[2], (rest, value, name), depth)

    def _chain(self, parameter: SearchParameter, wanted: str, asked: tuple[str, str, str], depth: int) -> Clause:
        """``organization.name=…``, ``subject:Patient.identifier=…``: any type that it may lead to and that knows it."""
        rest, value, name = asked
        if parameter.type != "reference":
            raise Unsearchable("not-supported", name, f"{parameter.name} is no reference, nothing follows it")
        types = [one for one in self._table.by_resource if parameter.leads_to(one) and wanted in ("", one)]
        found = ((one, self.clause(one, rest, value, depth=depth + 1)) for one in types)
        links = tuple(Link(type_, clause, self._url(type_)) for type_, clause in found if clause is not None)
        if not links:
            raise Unsearchable("not-supported", name, f"nothing that {parameter.name} leads to here is found by {rest}")
        return Clause(parameter, CHAIN, links)

    def _reverse(self, type_: str, name: str, value: str, depth: int) -> Clause:
        """``_has:PractitionerRole:practitioner:role=…``."""
        source, _, rest = name.removeprefix(f"{HAS}:").partition(":")
        reference, _, asked = rest.partition(":")
        parameter = self._table.of(source).get(reference)
        if parameter is None or parameter.type != "reference" or not parameter.leads_to(type_):
            raise Unsearchable("not-supported", name, f"no {source[:40] or 'resource'} here refers so to a {type_}")
        clause = self.clause(source, asked, value, depth=depth + 1)
        if clause is None:
            raise Unsearchable("not-supported", name, f"a {source} is not found by {asked[:60]!r}")
        return Clause(parameter, HAS, (Link(source, clause, self._url(type_)),))

    def _url(self, type_: str) -> int:
        url = self._table.of(type_).get("url")
        return url.number if url else 0

    def _plain(self, parameter: SearchParameter, modifier: str, value: str, name: str) -> Clause:
        of_type = parameter.type == "reference" and _TYPE.fullmatch(modifier) and parameter.leads_to(modifier)
        if modifier not in MODIFIERS[parameter.type] and not of_type:
            raise Unsearchable("not-supported", name, f"the modifier :{modifier} is not supported here")
        if modifier == "missing":
            if value not in ("true", "false"):
                raise Unsearchable("value", name, f"true or false is wanted, not {value!r}")
            return Clause(parameter, modifier, (value == "true",))
        texts = [one for one in split_unescaped(value, ",") if one]
        values: list[Value]
        if parameter.type == "reference" and modifier != "identifier":
            values = [one for text in texts for one in self._references(parameter, modifier, unescaped(text))]
        else:
            values = [_value(parameter.type, modifier, text, name) for text in texts]
        return Clause(parameter, "" if of_type else modifier, tuple(values))

    def _references(self, parameter: SearchParameter, type_: str, text: str) -> Iterator[str]:
        """An id alone may be that of any type it can lead to (3.1.1.4.12)."""
        plain = text.removeprefix(f"{self._base}/") if self._base else text
        targets = [type_] if type_ else [one for one in parameter.targets if one != ANY_TARGET]
        targets = targets or list(self._table.by_resource)
        if "/" in plain or ":" in plain:
            yield plain
        else:
            yield from (f"{one}/{plain}" for one in targets)


def _value(kind: str, modifier: str, text: str, name: str) -> Value:
    if modifier == "identifier" or (kind == "token" and modifier != "text"):
        return _token(text)
    if kind == "date":
        return _when(text, name)
    if kind in ("number", "quantity"):
        return amount(text, name, quantity=kind == "quantity")
    if kind == "uri" and text.count("/") > MOST_SEGMENTS:
        raise Unsearchable("too-costly", name, f"a uri has {MOST_SEGMENTS} segments at most")
    return near(text, name) if kind == "special" else unescaped(text)


def _token(text: str) -> Token:
    parts = split_unescaped(text, "|")
    if len(parts) == 1:
        return Token(None, unescaped(text))
    return Token(unescaped(parts[0]), unescaped("|".join(parts[1:])) or None)


def _when(text: str, name: str) -> When:
    try:
        prefix, stretch = prefixed_stretch(text)
    except ValueError:
        raise Unsearchable("value", name, f"{text[:40]!r} is not a date (1982, 1982-05, ge1982-05-03)") from None
    return When(prefix, approximately(stretch) if prefix == "ap" else stretch)
