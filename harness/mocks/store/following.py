"""What a page of a search brings along: ``_include`` and ``_revinclude`` (FHIR R4 3.1.1.5.5). Knows references."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from harness.mocks.search.index_rows import values_at
from harness.mocks.search.parameters import SearchTable
from harness.mocks.search.query import Include, Query, Unsearchable
from harness.mocks.store.finding import Finding
from harness.mocks.store.ordering import Page
from harness.mocks.store.versions import Stored

MOST_INCLUDED = 5000


class Following(Finding):
    """Follows references, forwards and backwards."""

    table: SearchTable

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
            canonicals = [one.resource["url"] for one in reached if isinstance(one.resource.get("url"), str)]
            return self._pointing_at(
                [*(f"{one.type}/{one.id}" for one in reached), *canonicals], include.parameter.number
            )
        return self._pointed_at([one for one in sources if one.type == include.parameter.resource], include)

    def _pointing_at(self, names: Sequence[str], parameter: int) -> list[Stored]:
        wanted = "parameter = ? AND target IN (SELECT value FROM json_each(?))"
        sql = f"SELECT DISTINCT key FROM reference_index WHERE {wanted}"
        found = self._database.execute(sql, (parameter, json.dumps(names))).fetchall()
        return self._current([key for (key,) in found])

    def _pointed_at(self, sources: Sequence[Stored], include: Include) -> list[Stored]:
        paths = include.parameter.paths
        values = [value for one in sources for path in paths for value in values_at(one.resource, path)]
        references = (str(value.get("reference", "")) for value in values if isinstance(value, dict))
        names = {one.partition("/_history/")[0] for one in references}
        wanted = {name for name in names if include.target in ("", name.partition("/")[0])}
        parts = [name.partition("/")[::2] for name in sorted(wanted)]
        rows = "(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))"
        sql = f"SELECT key FROM resource WHERE (type, id) IN {rows} AND deleted = 0"
        found = self._current([key for (key,) in self._database.execute(sql, (json.dumps(parts),))])
        return [*found, *self._by_canonical([one for one in values if isinstance(one, str)], include)]

    def _by_canonical(self, canonicals: Sequence[str], include: Include) -> list[Stored]:
        """Those whose ``url`` a canonical names, in the version that it names, if it does."""
        types = [
            one for one in self.table.by_resource if include.parameter.leads_to(one) and include.target in ("", one)
        ]
        numbers = [self.table.of(one)["url"].number for one in types if "url" in self.table.of(one)]
        if not canonicals or not numbers:
            return []
        urls = [one.partition("|")[0] for one in canonicals]
        each = "(SELECT value FROM json_each(?))"
        sql = f"SELECT DISTINCT key FROM uri_index WHERE parameter IN {each} AND value IN {each}"
        keys = [key for (key,) in self._database.execute(sql, (json.dumps(numbers), json.dumps(urls)))]
        named = {*canonicals}
        return [one for one in self._current(keys) if named & {one.resource["url"], _versioned(one)}]


def _versioned(stored: Stored) -> str:
    return f"{stored.resource['url']}|{stored.resource.get('version', '')}"
