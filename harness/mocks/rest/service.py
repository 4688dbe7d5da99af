"""A FHIR R4 REST service over a store (FHIR R4 3.1.0). Knows resources of any type; what an actor adds, it overrides.

Each method does one thing, so that an actor or a defect can change just that. The seams most wanted: `seen` (a
request, before anything), `before_storing`, `found` (what a search gives), `before_answering`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, ClassVar

from harness.errors import MalformedMessage
from harness.messages import fhir
from harness.messages.fhir import JSON, Resource
from harness.mocks.node import Node
from harness.mocks.rest import bundles
from harness.mocks.rest.addresses import parsed_parameters
from harness.mocks.rest.formats import wanted_format
from harness.mocks.rest.messages import Answer, Parameters, Refusal, Request
from harness.mocks.rest.references import settled
from harness.mocks.rest.structure import check_structure
from harness.mocks.rest.token_gate import TokenGate
from harness.mocks.search.query import Query, Unsearchable, parsed_query
from harness.mocks.store import Page, Store, Stored

if TYPE_CHECKING:
    from harness.mocks.rest.strictness import Strictness


class RestService(TokenGate, Node, ABC):
    """Answers requests about the resource types in `types`.

    `operations` maps ``Type/$name`` to the methods it can be called by; ``$name`` is answered by the method whose
    name is in `actions`.
    """

    types: ClassVar[tuple[str, ...]] = ()
    operations: ClassVar[dict[str, tuple[str, ...]]] = {}
    actions: ClassVar[dict[str, str]] = {}

    def __init__(self, store: Store) -> None:
        self.store = store
        self.strictness: Strictness | None = None

    def be_strict(self) -> None:
        """From now on refuse what is not valid FHIR. Raises UsageError without the definitions of FHIR."""
        from harness.mocks.rest.strictness import Strictness  # the validator takes 0.3 s to load

        self.strictness = Strictness()

    def answer(self, request: Request) -> Answer:
        """The answer to `request`, whatever it is."""
        wanted = JSON
        try:
            request = self.seen(request)
            wanted = self.format_of(request)
            self.admit(request)
            if self.strictness:
                self.strictness.check(request)
            answer = self.perform(request)
        except Refusal as refusal:
            answer = Answer(refusal.status, refusal.outcome, refusal.headers)
        return self.before_answering(request, replace(answer, format=wanted))

    def seen(self, request: Request) -> Request:
        """The request that is served in place of the one that came. Raises Refusal."""
        return request

    def format_of(self, request: Request) -> str:
        """The media type to answer in. Raises Refusal."""
        wanted = wanted_format(request)
        if wanted is None:
            raise self.unsupported_format(request)
        return wanted

    def unsupported_format(self, request: Request) -> Refusal:  # noqa: ARG002 - an actor looks at it
        """How an answer in neither JSON nor XML is refused."""
        return Refusal(406, "not-supported", "Answers are application/fhir+json or application/fhir+xml")

    def perform(self, request: Request) -> Answer:
        """Does what is asked for."""
        name = self.actions.get(request.interaction, request.interaction.replace("-", "_"))
        answer: Answer = getattr(self, name)(request)
        return answer

    def before_answering(self, request: Request, answer: Answer) -> Answer:  # noqa: ARG002 - a defect looks at it
        """The answer that goes out in place of `answer`, which is right."""
        return answer

    # Reading.

    @abstractmethod
    def capabilities(self, request: Request) -> Answer:
        """``GET /metadata``."""

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
        versions = {str(one.version): one for one in self.store.history(request.type, request.target[0])}
        stored = versions.get(request.target[1])
        if stored is None:
            raise Refusal(404, "not-found", f"There is no such version of a {request.type}")
        if stored.deleted:
            raise Refusal(410, "deleted", "With this version it was removed")
        return Answer(200, stored.resource, version_headers(stored))

    def history(self, request: Request) -> Answer:
        """``GET /Type/id/_history``."""
        versions = self.store.history(request.type, request.target[0])
        if not versions:
            raise Refusal(404, "not-found", f"There is no {request.type} with this id")
        return Answer(200, bundles.history(versions, base=request.base))

    def search(self, request: Request) -> Answer:
        """``GET /Type?…`` and ``POST /Type/_search``."""
        query = self.query_of(request)
        page = self.store.search(query)
        return Answer(200, self.bundle(request, query, page))

    def query_of(self, request: Request) -> Query:
        """The search that a request asks for. Raises Refusal (400)."""
        return self.parsed(request.type, request.asked, request.base)

    def parsed(self, type_: str, pairs: Parameters, base: str) -> Query:
        """A search as it is understood here: absolute references to ourselves are relative ones."""
        try:
            return parsed_query(type_, pairs, self.store.table, base=base)
        except Unsearchable as fault:
            raise Refusal(400, fault.code, str(fault)) from None

    def bundle(self, request: Request, query: Query, page: Page) -> Resource:
        """The page as a Bundle."""
        matches = self.found(request, query, [one.resource for one in page.matches])
        entries = [bundles.entry(one, base=request.base, mode="match") for one in matches]
        included = self.store.included(page, query) if query.includes else ()
        entries += [bundles.entry(one.resource, base=request.base, mode="include") for one in included]
        return bundles.searchset(query, base=request.base, total=page.total, cursor=page.cursor, entries=entries)

    def found(self, request: Request, query: Query, matches: list[Resource]) -> list[Resource]:  # noqa: ARG002
        """What goes out in place of `matches`, which are right."""
        return matches

    # Writing.

    def create(self, request: Request) -> Answer:
        """``POST /Type``; with If-None-Exist only where the search it holds finds nobody."""
        resource = self.resource_in(request)
        with self.store.transaction():
            if criteria := request.header("if-none-exist"):
                matches = self.matching(request, parsed_parameters(criteria.encode("latin-1")))
                if len(matches) > 1:
                    raise several(matches)
                if matches:
                    return self.written(request, matches[0], 200)
            return self.written(request, self.keep(request, resource, None), 201)

    def update(self, request: Request) -> Answer:
        """``PUT /Type/id`` of a resource that is there; ids are given here, so no other can be created by it."""
        resource = self.resource_in(request)
        if resource.get("id", request.target[0]) != request.target[0]:
            raise Refusal(400, "value", "The id in the body is not the id in the address")
        with self.store.transaction():
            before = self.kept(request)
            expected = request.header("if-match")
            if expected and expected.strip().removeprefix("W/").strip('"') != str(before.version):
                raise Refusal(412, "conflict", f"The version is {before.version} by now")
            return self.written(request, self.keep(request, resource, before), 200)

    def conditional_update(self, request: Request) -> Answer:
        """``PUT /Type?…``: creates where nobody fits, updates the one who does, 412 for several (3.1.0.4.3)."""
        resource = self.resource_in(request)
        with self.store.transaction():
            matches = self.matching(request, request.parameters)
            if len(matches) > 1:
                raise several(matches)
            before = matches[0] if matches else None
            return self.written(request, self.keep(request, resource, before), 200 if before else 201)

    def delete(self, request: Request) -> Answer:
        """``DELETE /Type/id``."""
        with self.store.transaction():
            stored = self.store.read(request.type, request.target[0])
            if stored is None:
                raise Refusal(404, "not-found", f"There is no {request.type} with this id")
            if not stored.deleted:
                self.remove(request, stored)
        return Answer(204)

    def conditional_delete(self, request: Request) -> Answer:
        """``DELETE /Type?…``: of the one that fits; 404 for none, 412 for several."""
        with self.store.transaction():
            matches = self.matching(request, request.parameters)
            if len(matches) > 1:
                raise several(matches)
            if not matches:
                raise Refusal(404, "not-found", f"No {request.type} fits")
            self.remove(request, matches[0])
        return Answer(204)

    def matching(self, request: Request, criteria: Parameters) -> Sequence[Stored]:
        """Whom a conditional request is about, two at most. Raises Refusal (400) for criteria that mean anybody."""
        query = self.parsed(request.type, criteria, request.base)
        unknown = [name for name, value in criteria if not value or (name, value) not in query.used]
        unknown = [name for name in unknown if name != "_format"]
        if unknown or not query.clauses:
            what = f"{unknown[0][:60]!r} is not one" if unknown else "there is none"
            raise Refusal(400, "required", f"A conditional request needs search parameters that are known: {what}")
        return self.store.search(replace(self.conditional_query(query), per_page=2, after=0, until=None)).matches

    def conditional_query(self, query: Query) -> Query:
        """The search that decides whom a conditional request is about."""
        return query

    def resource_in(self, request: Request) -> Resource:
        """The resource in the body. Raises Refusal: 415 for another format, 400 for what is no such resource."""
        resource = parsed_body(request)
        if resource["resourceType"] != request.type:
            found = resource["resourceType"][:60]
            raise Refusal(400, "invalid", f"A {request.type} is wanted at this address, not a {found}")
        check_structure(resource)
        return resource

    def keep(self, request: Request, resource: Resource, before: Stored | None) -> Stored:
        """Stores `resource`, as the next version of `before` if there is one. Raises Refusal (422)."""
        self.check(request, resource, before)
        resource = self.settle(request, resource)
        resource = self.before_storing(request, resource, before)
        return self.store.replace(before, resource) if before else self.store.add(resource)

    def settle(self, request: Request, resource: Resource) -> Resource:
        """`resource` with references that lead somewhere. Raises Refusal (422)."""
        return settled(resource, base=request.base, exists=self.exists)

    def exists(self, type_: str, id_: str) -> bool:
        """Whether a resource is kept."""
        stored = self.store.read(type_, id_)
        return stored is not None and not stored.deleted

    def check(self, request: Request, resource: Resource, before: Stored | None) -> None:
        """Raises Refusal (422) for a resource that the rules of an actor do not allow."""

    def before_storing(self, request: Request, resource: Resource, before: Stored | None) -> Resource:  # noqa: ARG002
        """What is stored in place of `resource`, which is right."""
        return resource

    def remove(self, request: Request, stored: Stored) -> None:  # noqa: ARG002 - a defect looks at it
        """Removes a resource; its versions stay."""
        self.store.remove(stored)

    def written(self, request: Request, stored: Stored, status: int) -> Answer:
        """The answer to a write: the resource as it is kept now, and where."""
        location = f"{request.base}/{stored.type}/{stored.id}/_history/{stored.version}"
        headers = {**version_headers(stored), "location": location}
        wants_none = "return=minimal" in request.header("prefer").replace(" ", "")
        return Answer(status, None if wants_none else stored.resource, headers)


def parsed_body(request: Request) -> Resource:
    """The body as a resource of any type. Raises Refusal: 415 for a format that is not FHIR's, 400 for a broken one."""
    content_type = request.header("content-type")
    if fhir.media_type(content_type) is None:
        found = content_type[:60] or "untyped"
        raise Refusal(415, "not-supported", f"A body is application/fhir+json or application/fhir+xml, not {found}")
    try:
        return fhir.parse(request.body, content_type)
    except MalformedMessage as fault:
        raise Refusal(400, "structure", str(fault)[:500]) from None


def several(matches: Sequence[Stored]) -> Refusal:
    """How a conditional request is refused that fits more than one."""
    return Refusal(412, "multiple-matches", f"More than one {matches[0].type} fits")


def version_headers(stored: Stored) -> dict[str, str]:
    """ETag and Last-Modified of a version."""
    at = format_datetime(datetime.fromisoformat(stored.at), usegmt=True)
    return {"etag": f'W/"{stored.version}"', "last-modified": at}
