"""An interlinked registry without its door: what it learns from directories, and how it joins them. Asks nobody itself.

A defect overrides one of its methods.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from harness.messages.fhir import Resource
from harness.mocks.directory import service
from harness.mocks.directory.service import Directory
from harness.mocks.interlinked_registry.news import News, news_in
from harness.mocks.interlinked_registry.places import Places, address_in, place, place_of
from harness.mocks.rest.declaration import Declaration, Kept
from harness.transactions.care_services_query import KINDS

_FOLLOWED = ("read", "vread", "history-instance", "history-type", "search-type")
_WORKERS = ("Practitioner", "PractitionerRole")


def _followed(kept: Kept) -> Kept:
    """What nobody feeds: it comes from other directories."""
    return Kept(_FOLLOWED, profiles=kept.profiles)


class Linking(Directory):
    """Keeps what facility and health worker registries tell of, as one directory."""

    title: ClassVar[str] = "interlinked registry"
    declares: ClassVar[Declaration] = {
        "Organization": _followed(service.ORGANIZATION),
        "Location": _followed(service.LOCATION),
        "HealthcareService": _followed(service.SERVICE),
        "OrganizationAffiliation": _followed(service.AFFILIATION),
        "Endpoint": _followed(service.ENDPOINT),
        "Practitioner": _followed(service.PRACTITIONER),
        "PractitionerRole": _followed(service.ROLE),
    }
    everywhere: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Path | None = None) -> None:
        super().__init__(data)
        self.places = Places()
        self._newest: dict[str, tuple[str, int]] = {}
        self._owners: dict[str, tuple[str, str]] = {}
        self._raw: dict[str, tuple[Resource, str]] = {}
        self._referrers: dict[str, set[str]] = {}

    def learn(self, bundle: Resource, source: str, base: str) -> None:
        """Keep what the history `bundle` of the directory at `base`, which is `source` in OpenHIE's words, tells of."""
        told = [one for one in news_in(bundle, base) if one.type in KINDS and self.is_new(one)]
        self.places.bases.add(base)
        with self.store.transaction():
            for one in reversed(told):
                self.keep_news(one, source, base)
            for address in self.places.awaited & {one.address for one in told}:
                self.places.awaited.discard(address)
                self._link_again(address)

    def is_new(self, news: News) -> bool:
        """Whether nothing newer is known of it; pages come newest first, and a later one may be older."""
        known = self._newest.get(news.address)
        return known is None or not news.is_dated or news.order > known

    def keep_news(self, news: News, source: str, base: str) -> None:
        """Keep what `news` tells: a resource, or that it was removed."""
        self._newest[news.address] = news.order
        if news.resource is None:
            self.forget(news)
            return
        place = self.places.of(news.address, lambda: self.known_by(news, news.resource or {}))
        if self.may_tell(place, news, source):
            self._owners[place] = (news.address, source)
            self._raw[news.address] = (news.resource, base)
            for one in _references(news.resource):
                self._referrers.setdefault(address_in(one, base), set()).add(news.address)
            self.store_at(place, self.linked(news.resource, news.address, base))

    def known_by(self, news: News, resource: Resource) -> str:
        """The place of what nobody told of before: of its first identifier, or of its address without one."""
        return place_of(resource) or place(news.type, news.address)

    def may_tell(self, place: str, news: News, source: str) -> bool:
        """Whether `source` is to be believed of what is at `place`.

        Who told of it first is, unless another is the authority: facility registries are of places and what is offered
        there, health worker registries of people.
        """
        address, before = self._owners.get(place, (news.address, source))
        authority = "health_worker_registry" if news.type in _WORKERS else "facility_registry"
        return address == news.address or (source == authority and before != authority)

    def forget(self, news: News) -> None:
        """What was removed where it came from is removed here."""
        place = self.places.known(news.address)
        if place and self._owners.get(place, ("", ""))[0] == news.address:
            self._owners.pop(place)
            self._raw.pop(news.address, None)
            stored = self.store.read(*place.split("/"))
            if stored is not None and not stored.deleted:
                self.store.remove(stored)

    def linked(self, resource: Resource, address: str, base: str) -> Resource:
        """`resource` as it is kept here: with references that lead here, and in ``meta.source`` where it is from."""
        meta = {key: value for key, value in resource.get("meta", {}).items() if key in ("tag", "profile", "security")}
        walked: Resource = self._walked(resource, base)
        return {**walked, "meta": {**meta, "source": address}}

    def store_at(self, place: str, resource: Resource) -> None:
        """Keep `resource` at `place`."""
        type_, id_ = place.split("/")
        before = self.store.read(type_, id_)
        if before is None:
            self.store.add(resource, id_=id_, method="PUT")
        else:
            self.store.replace(before, resource)

    def _link_again(self, known: str) -> None:
        """Who refers to the address that is `known` only now did not lead there: write it again."""
        for address in self._referrers.get(known, set()) & self._raw.keys():
            self._write_again(address, *self._raw[address])

    def _write_again(self, address: str, resource: Resource, base: str) -> None:
        here = self.places.known(address)
        stored = self.store.read(*here.split("/")) if here else None
        made = self.linked(resource, address, base)
        if stored is not None and not stored.deleted and _content(stored.resource) != _content(made):
            self.store.replace(stored, made)

    def _walked(self, node: Any, base: str) -> Any:
        if isinstance(node, list):
            return [self._walked(one, base) for one in node]
        if not isinstance(node, dict):
            return node
        walked = {name: self._walked(one, base) for name, one in node.items()}
        is_reference = isinstance(node.get("reference"), str) or _is_logical(node)
        return self.places.leading(walked, base) if is_reference else walked


def _references(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, list):
        for one in node:
            yield from _references(one)
    elif isinstance(node, dict):
        if isinstance(node.get("reference"), str):
            yield node
        for one in node.values():
            yield from _references(one)


def _is_logical(node: dict[str, Any]) -> bool:
    """Whether it is a reference by identifier alone."""
    return isinstance(node.get("identifier"), dict) and isinstance(node.get("type"), str) and "value" not in node


def _content(resource: Resource) -> Resource:
    return {name: value for name, value in resource.items() if name not in ("id", "meta")}
