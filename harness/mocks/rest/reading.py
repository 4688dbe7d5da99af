"""Reads, searches and histories (FHIR R4 3.1.0.1, 3.1.0.9, 3.1.1). Knows resources of any type, changes none.

The seam most wanted is `found`: what a search gives.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime

from harness.messages.fhir import Resource
from harness.mocks.rest import bundles
from harness.mocks.rest.answering import Answering
from harness.mocks.rest.eras import era_of
from harness.mocks.rest.messages import Answer, Parameters, Refusal, Request
from harness.mocks.rest.subsets import subset
from harness.mocks.search.query import Query, Unsearchable
from harness.mocks.search.reading import parsed_query
from harness.mocks.store import Page, Stored


class Reading(Answering):
    """Answers what changes nothing."""

    def read(self, request: Request) -> Answer:
        """``GET /Type/id``: 404 for what never was, 410 for what was removed."""
        stored = self.kept(request)
        return Answer(200, stored.resource, version_headers(stored))

    def kept(self, request: Request) -> Stored:
        """The resource that the address names. Raises Refusal."""
        stored = self.store.read(request.type, request.target[0])
        if stored is None:
            raise Refusal(404, "not-found", f"There is no {request.type} with this id")
        if stored.deleted:
            raise Refusal(410, "deleted", f"This {request.type} was removed")
        return stored

    def vread(self, request: Request) -> Answer:
        """``GET /Type/id/_history/version``."""
        id_, version = request.target[:2]
        known = version.isdigit() and version == str(int(version[:12]))
        stored = self.store.version(request.type, id_, int(version)) if known else None
        if stored is None:
            raise Refusal(404, "not-found", f"There is no such version of a {request.type}")
        if stored.deleted:
            raise Refusal(410, "deleted", "With this version it was removed")
        return Answer(200, stored.resource, version_headers(stored))

    def history(self, request: Request) -> Answer:
        """``GET /Type/id/_history``."""
        if self.store.read(request.type, request.target[0]) is None:
            raise Refusal(404, "not-found", f"There is no {request.type} with this id")
        return self.past(request, f"{request.type}/{request.target[0]}/_history")

    def history_type(self, request: Request) -> Answer:
        """``GET /Type/_history``."""
        return self.past(request, f"{request.type}/_history")

    def history_system(self, request: Request) -> Answer:
        """``GET /_history``."""
        return self.past(request, "_history")

    def past(self, request: Request, address: str) -> Answer:
        """A page of a history. Raises Refusal (400) for one that cannot be asked for so."""
        era, used = era_of(request)
        found = self.store.history(era)
        return Answer(200, bundles.history(found, base=request.base, address=address, used=used))

    def search(self, request: Request) -> Answer:
        """``GET /Type?…`` and ``POST /Type/_search``."""
        query = self.query_of(request)
        page = self.store.search(query)
        return Answer(200, self.bundle(request, query, page))

    def query_of(self, request: Request) -> Query:
        """The search that a request asks for. Raises Refusal (400)."""
        query = self.parsed(request.type, request.asked, request.base)
        if "handling=strict" in request.header("prefer").replace(" ", ""):
            self.check_all_used(request, query)
        return query

    def check_all_used(self, request: Request, query: Query) -> None:
        """Raises Refusal (400) where a search that wants to be taken strictly holds what is not known (3.1.1.3.4)."""
        names = {name for name, _ in query.used} | {"_cursor"}
        for name, value in request.asked:
            if value and name not in names:
                raise Refusal(400, "not-supported", f"{name[:60]!r} is not searched by here")

    def parsed(self, type_: str, pairs: Parameters, base: str) -> Query:
        """A search as it is understood here: absolute references to ourselves are relative ones."""
        try:
            return parsed_query(type_, pairs, self.store.table, base=base)
        except Unsearchable as fault:
            raise Refusal(400, fault.code, str(fault)) from None

    def bundle(self, request: Request, query: Query, page: Page) -> Resource:
        """The page as a Bundle."""
        matches = self.found(request, query, [one.resource for one in page.matches])
        if query.elements or query.summary:
            matches = [subset(one, query) for one in matches]
        entries = [bundles.entry(one, base=request.base, mode="match") for one in matches]
        if query.includes:
            whole = replace(query, elements=())
            included = (subset(one, whole) for one in self.included(query, page))
            entries += [bundles.entry(one, base=request.base, mode="include") for one in included]
        return bundles.searchset(query, base=request.base, total=page.total, cursor=page.cursor, entries=entries)

    def included(self, query: Query, page: Page) -> list[Resource]:
        """What comes along with the matches. Raises Refusal (400) where it is too much."""
        try:
            return [one.resource for one in self.store.included(page, query)]
        except Unsearchable as fault:
            raise Refusal(400, fault.code, str(fault)) from None

    def found(self, request: Request, query: Query, matches: list[Resource]) -> list[Resource]:  # noqa: ARG002
        """What goes out in place of `matches`, which are right."""
        return matches


def version_headers(stored: Stored) -> dict[str, str]:
    """ETag and Last-Modified of a version."""
    at = format_datetime(datetime.fromisoformat(stored.at), usegmt=True)
    return {"etag": f'W/"{stored.version}"', "last-modified": at}
