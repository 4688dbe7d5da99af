"""What a page of a search brings along: ``_include`` and ``_revinclude`` (FHIR R4 3.1.1.5.5). Knows references."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from harness.mocks.search.index_rows import values_at
from harness.mocks.search.query import Include, Query, Unsearchable
from harness.mocks.store.finding import Finding, Page
from harness.mocks.store.versions import Stored

MOST_INCLUDED = 5000


class Following(Finding):
    """Follows references, forwards and backwards."""

    def included(self, page: Page, query: Query) -> list[Stored]:
        """What the includes of `query` add to `page`: each once, none that is a match of the page.

        Raises Unsearchable where they are more than anybody can want.
        """
        matches = {one.key for one in page.matches}
        found: dict[int, Stored] = {}
        with self._lock:
            newest: Sequence[Stored] = page.matches
            includes: Iterable[Include] = query.includes
            while newest:
                more = {one.key: one for include in includes for one in self._through(include, newest)}
                newest = [one for key, one in more.items() if key not in found and key not in matches]
                found.update((one.key, one) for one in newest)
                if len(found) > MOST_INCLUDED:
                    raise Unsearchable("too-costly", "_include", f"more than {MOST_INCLUDED} come along; ask for less")
                includes = [one for one in query.includes if one.iterate]
        return [one for _, one in sorted(found.items())]

    def _through(self, include: Include, sources: Sequence[Stored]) -> list[Stored]:
        if include.reverse:
            reached = [one for one in sources if include.target in ("", one.type)]
            return self._pointing_at([f"{one.type}/{one.id}" for one in reached], include.parameter.number)
        return self._pointed_at([one for one in sources if one.type == include.parameter.resource], include)

    def _pointing_at(self, names: Sequence[str], parameter: int) -> list[Stored]:
        wanted = "parameter = ? AND target IN (SELECT value FROM json_each(?))"
        sql = f"SELECT DISTINCT key FROM reference_index WHERE {wanted}"
        found = self._database.execute(sql, (parameter, json.dumps(names))).fetchall()
        return self._current([key for (key,) in found])

    def _pointed_at(self, sources: Sequence[Stored], include: Include) -> list[Stored]:
        paths = include.parameter.paths
        values = (value for one in sources for path in paths for value in values_at(one.resource, path))
        names = {
            str(value.get("reference", "")).partition("/_history/")[0] for value in values if isinstance(value, dict)
        }
        wanted = {name for name in names if include.target in ("", name.partition("/")[0])}
        parts = [name.partition("/")[::2] for name in sorted(wanted)]
        rows = "(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))"
        sql = f"SELECT key FROM resource WHERE (type, id) IN {rows} AND deleted = 0"
        return self._current([key for (key,) in self._database.execute(sql, (json.dumps(parts),))])
