"""Creates, updates and deletes (FHIR R4 3.1.0.4 to 3.1.0.8). Knows resources of any type; an actor overrides its own.

The seams most wanted: `check`, `before_storing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from harness.errors import MalformedMessage
from harness.messages import fhir
from harness.messages.fhir import Resource
from harness.mocks.rest.addresses import if_none_exist
from harness.mocks.rest.messages import Answer, Parameters, Refusal, Request
from harness.mocks.rest.reading import Reading, version_headers
from harness.mocks.rest.references import settled
from harness.mocks.rest.structure import check_structure
from harness.mocks.search.query import MOST_PER_PAGE, Query
from harness.mocks.store import Stored


class Writing(Reading):
    """Answers what changes something."""

    def create(self, request: Request) -> Answer:
        """``POST /Type``; with If-None-Exist only where the search it holds finds nobody."""
        resource = self.resource_in(request)
        with self.store.transaction():
            if (criteria := if_none_exist(request)) is not None:
                matches = self.matching(request, criteria)
                if len(matches) > 1:
                    raise several(matches)
                if matches:
                    return self.written(request, matches[0], 200)
            return self.written(request, self.keep(request, resource, None), 201)

    def update(self, request: Request) -> Answer:
        """``PUT /Type/id``: where callers give ids, of a resource that is not there as well."""
        resource = self.resource_in(request)
        if resource.get("id", request.target[0]) != request.target[0]:
            raise Refusal(400, "value", "The id in the body is not the id in the address")
        with self.store.transaction():
            before = self.before_update(request)
            self.check_version(request, before)
            status = 200 if before and not before.deleted else 201
            return self.written(request, self.keep(request, resource, before), status)

    def before_update(self, request: Request) -> Stored | None:
        """The resource that an update is of. Raises Refusal (404, 410) where there is none and none may be made."""
        if self.declares[request.type].update_create:
            return self.store.read(request.type, request.target[0])
        return self.kept(request)

    def check_version(self, request: Request, before: Stored | None) -> None:
        """Raises Refusal (412) for another version than If-Match names, or one of If-None-Match (3.1.0.5).

        ``*`` is any version that has content (RFC 9110 13.1).
        """
        expected, unwanted = request.header("if-match"), request.header("if-none-match")
        if (expected and not _names(expected, before)) or (unwanted and _names(unwanted, before)):
            found = f"The version is {before.version} by now" if before else "There is no version of it"
            raise Refusal(412, "conflict", found)

    def conditional_update(self, request: Request) -> Answer:
        """``PUT /Type?…``: creates where nobody fits, updates the one who does, 412 for several (3.1.0.4.3)."""
        resource = self.resource_in(request)
        with self.store.transaction():
            matches = self.matching(request, request.parameters)
            if len(matches) > 1:
                raise several(matches)
            before = matches[0] if matches else None
            self.check_version(request, before)
            return self.written(request, self.keep(request, resource, before), 200 if before else 201)

    def delete(self, request: Request) -> Answer:
        """``DELETE /Type/id``."""
        with self.store.transaction():
            stored = self.store.read(request.type, request.target[0])
            if stored is None:
                raise Refusal(404, "not-found", f"There is no {request.type} with this id")
            if not stored.deleted:
                self.check_version(request, stored)
                self.remove(request, stored)
        return Answer(204)

    def conditional_delete(self, request: Request) -> Answer:
        """``DELETE /Type?…``: of the one that fits, or of all where that is declared; 404 for none, 412 for several."""
        every = "delete-all" in self.declares[request.type].conditional
        with self.store.transaction():
            matches = self.matching(request, request.parameters, most=MOST_PER_PAGE if every else 2)
            if len(matches) > 1 and not every:
                raise several(matches)
            if not matches:
                raise Refusal(404, "not-found", f"No {request.type} fits")
            for one in matches:
                self.remove(request, one)
        return Answer(204)

    def matching(self, request: Request, criteria: Parameters, *, most: int = 2) -> Sequence[Stored]:
        """Whom a conditional request is about, `most` of them. Raises Refusal (400) for criteria that mean anybody."""
        query = self.parsed(request.type, criteria, request.base)
        unknown = [name for name, value in criteria if not value or (name, value) not in query.used]
        unknown = [name for name in unknown if name != "_format"]
        if unknown or not query.clauses:
            what = f"{unknown[0][:60]!r} is not one" if unknown else "there is none"
            raise Refusal(400, "required", f"A conditional request needs search parameters that are known: {what}")
        return self.store.search(replace(self.conditional_query(query), per_page=most, after=0, until=None)).matches

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
        if before:
            return self.store.replace(before, resource)
        named = request.target[0] if request.target else ""
        return self.store.add(resource, id_=named, method="POST" if request.interaction == "create" else "PUT")

    def settle(self, request: Request, resource: Resource) -> Resource:
        """`resource` with references that lead somewhere. Raises Refusal (422)."""
        coming = request.beside
        return settled(resource, base=request.base, exists=lambda t, i: f"{t}/{i}" in coming or self.exists(t, i))

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
    if request.resource is not None:
        return request.resource
    content_type = request.header("content-type")
    if fhir.media_type(content_type) is None:
        found = content_type[:60] or "untyped"
        raise Refusal(415, "not-supported", f"A body is application/fhir+json or application/fhir+xml, not {found}")
    try:
        return fhir.parse(request.body, content_type)
    except MalformedMessage as fault:
        raise Refusal(400, "structure", str(fault)[:500]) from None


def _names(tags: str, stored: Stored | None) -> bool:
    """Whether a field of entity tags names the version `stored`; FHIR's are weak, and so is the comparison."""
    if stored is None or tags.strip() == "*":
        return stored is not None and not stored.deleted
    return str(stored.version) in (one.strip().removeprefix("W/").strip('"') for one in tags.split(","))


def several(matches: Sequence[Stored]) -> Refusal:
    """How a conditional request is refused that fits more than one."""
    return Refusal(412, "multiple-matches", f"More than one {matches[0].type} fits")
