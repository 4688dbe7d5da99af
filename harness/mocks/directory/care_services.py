"""A directory that speaks IHE CSD: what it tells of all that it keeps, or that changed (ITI-74). Knows no envelope.

A defect overrides one of its methods.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from lxml import etree

from harness.messages import csd
from harness.messages.fhir import Resource
from harness.mocks.directory import csd_entities
from harness.mocks.errands.answer import text
from harness.mocks.search.reading import parsed_query
from harness.mocks.store import Store, Stored

_PAGE = (("_count", "200"),)


class CareServices:
    """The part of a directory that speaks CSD."""

    title: ClassVar[str]
    store: Store
    _written: tuple[int, list[etree._Element]] = (-1, [])

    def entities(self) -> list[etree._Element]:
        """All that it keeps, each with its record; made anew when anything was written."""
        newest = self.store.newest
        if self._written[0] != newest:
            self._written = newest, self._made()
        return self._written[1]

    def all_of(self, kind: str) -> Iterator[Stored]:
        """All resources of a type, nothing where it keeps none."""
        cursor: tuple[tuple[str, str], ...] = ()
        while kind in self.store.table.by_resource:
            page = self.store.search(parsed_query(kind, (*_PAGE, *cursor), self.store.table))
            yield from page.matches
            if not page.cursor:
                return
            cursor = (("_cursor", page.cursor),)

    def modifications(self, since: datetime) -> etree._Element:
        """The CSD document of what changed since then."""
        return self.told(csd.document(one for one in self.entities() if self.is_modified(one, since)))

    def is_modified(self, entity: etree._Element, since: datetime) -> bool:
        """Whether an entity changed at this instant or later."""
        at = csd.updated(entity)
        return at is not None and at >= since

    def since(self, asked: str) -> datetime | None:
        """The instant that a question names; None where it is to be refused."""
        return csd.instant(asked)

    def told(self, document: etree._Element) -> etree._Element:
        """A document as it goes out, which is right."""
        return document

    def reply(self, action: str) -> str:
        """The action of an answer, which is right."""
        return action

    def is_whole(self) -> bool:
        """Whether an answer is sent to its end."""
        return True

    def _made(self) -> list[etree._Element]:
        kept = [one for kind in csd_entities.KINDS for one in self.all_of(kind)]
        people = list(self.all_of("Practitioner"))
        ids = {f"{one.type}/{one.id}": csd_entities.entity_id(one.resource) for one in (*kept, *people)}
        told = [one for one in kept if csd_entities.is_told_of(one.resource)]
        return [*(self._place(one, ids) for one in told), *self._providers(people, ids)]

    def _place(self, stored: Stored, ids: dict[str, str]) -> etree._Element:
        return self._recorded(csd_entities.entity(stored.resource, ids), stored, [stored.resource])

    def _providers(self, people: list[Stored], ids: dict[str, str]) -> Iterator[etree._Element]:
        roles: defaultdict[str, list[Resource]] = defaultdict(list)
        for one in self.all_of("PractitionerRole"):
            who = one.resource.get("practitioner")
            roles[text(who, "reference") if isinstance(who, dict) else ""].append(one.resource)
        for one in people:
            hers = roles[f"{one.type}/{one.id}"]
            yield self._recorded(csd_entities.provider(one.resource, hers, ids), one, [one.resource, *hers])

    def _recorded(self, entity: etree._Element, stored: Stored, resources: list[Resource]) -> etree._Element:
        first = stored if stored.version == 1 else self.store.version(stored.type, stored.id, 1)
        directory = f"urn:openhie-connectathon-harness:{self.title.replace(' ', '-')}"
        entity.append(csd_entities.record(resources, first.at if first else stored.at, directory))
        return entity
