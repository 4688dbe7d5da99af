"""Resolves duplicates (ITI-8 and ITI-30 A40), links and unlinks (A24, A37), changes identifiers (A47). Knows pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from harness.messages.fhir import Resource
from harness.messages.hl7v2 import Message, Place
from harness.mocks.client_registry.hl7v2.feeds import Feeds, Named, feeds
from harness.mocks.client_registry.hl7v2.fields import refused
from harness.mocks.client_registry.links import linked, unlinked
from harness.mocks.client_registry.records import identifiers, is_in_use
from harness.mocks.store import Stored

PID, MRG = Place("PID"), Place("MRG")


class Duplicates(Feeds):
    """What is resolved in one tongue is resolved in the other: a record that was replaced is not in use any more."""

    def merge(self, request: Message) -> Message:
        """A40: each MRG-1 goes up in the PID-3 of its PID. All of them are taken, or none."""
        with self.store.transaction():
            for old, new in list(self.pairs_in(request)):
                self.merge_pair(request, old, new)
        return self.acknowledged(request, "AA")

    def pairs_in(self, request: Message) -> Iterator[tuple[Named, Named]]:
        """Whoever goes, and who stays, for each MRG of the message. Raises Rejection."""
        pids, merges = request.places("PID"), request.places("MRG")
        for segment, found in ((PID, pids), (MRG, merges)):
            if len(found) < max(len(pids), len(merges), 1):
                raise refused("100", segment, f"There are {len(pids)} PID and {len(merges)} MRG; one of each is wanted")
        for pid, mrg in zip(pids, merges, strict=True):
            staying = self.identifiers_in(request, replace(pid, field=3))
            for old in self.identifiers_in(request, replace(mrg, field=1)):
                yield old, self.staying(old, staying)

    def staying(self, old: Named, staying: list[Named]) -> Named:
        """The identifier that `old` goes up in: the one of its own domain. Raises Rejection."""
        same = [one for one in staying if one.domain is old.domain]
        if not same:
            raise refused("204", old.where.at(4), f"{old.value} and {staying[0].value} are of two domains")
        return same[0]

    def merge_pair(self, request: Message, old: Named, new: Named) -> None:
        """Puts one record in the place of another. Raises Rejection."""
        self.check_right(request, new)
        if old.value == new.value:
            raise refused("205", old.where.at(1), f"{old.value} cannot replace itself")
        staying = self.living(new)
        going = self.living(old)
        with self.noticing(going, staying) as touched:
            if going.key == staying.key:
                touched.append(self.store.replace(going, self.without(going.resource, old)))
            else:
                touched += self.replaced(going, staying, new)

    def check_right(self, request: Message, one: Named) -> None:
        """Only who assigns in a domain says that two of its identifiers are one patient's. Raises Rejection."""
        if not feeds(request, one.domain):
            who = request.get("MSH-3")[:40] or "an unnamed sender"
            words = f"{who} has no say in {one.domain.namespace or one.domain.uri}"
            raise refused("204", one.where.at(4), words)

    def living(self, one: Named) -> Stored:
        """The record in use that an identifier is of. Raises Rejection (204)."""
        found = [each for each in self.with_identifier(one.domain.uri, one.value) if is_in_use(each.resource)]
        if not found:
            raise refused("204", one.where.at(1), f"{one.value} is not known here")
        return next((each for each in found if self.leads(each, one.domain)), found[0])

    def replaced(self, going: Stored, staying: Stored, new: Named) -> list[Stored]:
        """Takes `going` out of use; what others know her by, `staying` is known by from now on."""
        others = [one for one in going.resource.get("identifier", ()) if not self.is_of(one, new)]
        have = set(identifiers(staying.resource))
        more = [one for one in others if (one.get("system"), one.get("value")) not in have]
        if more:
            known = staying.resource.get("identifier", [])
            staying = self.store.replace(staying, {**staying.resource, "identifier": [*known, *more]})
        link = {"other": {"reference": f"Patient/{staying.id}"}, "type": "replaced-by"}
        links = [one for one in going.resource.get("link", ()) if one.get("type") != "replaced-by"]
        gone = self.store.replace(going, {**going.resource, "active": False, "link": [*links, link]})
        self.hand_over(gone, staying)
        return [staying]

    def is_of(self, identifier: Resource, one: Named) -> bool:
        """Whether an Identifier is of the domain of `one`."""
        return self.authorities.canonical(identifier.get("system", "")) == one.domain.uri

    def without(self, patient: Resource, old: Named) -> Resource:
        """A record that had both identifiers, without the one that goes."""
        kept = [one for one in patient["identifier"] if not (self.is_of(one, old) and one["value"] == old.value)]
        return {**patient, "identifier": kept}

    def change_identifier(self, request: Message) -> Message:
        """A47: MRG-1 was wrong, PID-3 is right; the patient stays who she is."""
        with self.store.transaction():
            for old, new in list(self.pairs_in(request)):
                self.check_right(request, new)
                if self.is_known(new):
                    raise refused("205", new.where.at(1), f"{new.value} is somebody's already")
                record = self.living(old)
                with self.noticing(record) as touched:
                    touched.append(self.store.replace(record, self.renamed(record.resource, old, new)))
        return self.acknowledged(request, "AA")

    def renamed(self, patient: Resource, old: Named, new: Named) -> Resource:
        """A record with `new` in the place of `old`."""
        wrong = [self.is_of(one, old) and one.get("value") == old.value for one in patient["identifier"]]
        pairs = zip(patient["identifier"], wrong, strict=True)
        return {**patient, "identifier": [{**one, "value": new.value} if is_wrong else one for one, is_wrong in pairs]}

    def link(self, request: Message) -> Message:
        """A24: the two are one person, whatever else speaks against it."""
        with self.store.transaction():
            one, other = self.two_in(request)
            with self.noticing(one, other) as touched:
                touched += [self.store.replace(a, linked(a.resource, b.id)) for a, b in ((one, other), (other, one))]
        return self.acknowledged(request, "AA")

    def unlink(self, request: Message) -> Message:
        """A37: the two are not one person, whatever else speaks for it."""
        with self.store.transaction():
            one, other = self.two_in(request)
            with self.noticing(one, other) as touched:
                touched += [self.store.replace(a, unlinked(a.resource, b.id)) for a, b in ((one, other), (other, one))]
        return self.acknowledged(request, "AA")

    def two_in(self, request: Message) -> tuple[Stored, Stored]:
        """The records of the two PIDs of a message. Raises Rejection."""
        if len(request.places("PID")) != 2:
            raise refused("100", Place("PID"), f"There are {len(request.places('PID'))} PID, two are wanted")
        named = [self.identifiers_in(request, Place("PID", number, 3))[0] for number in (1, 2)]
        if not any(feeds(request, one.domain) for one in named):
            self.check_right(request, named[0])
        one, other = map(self.living, named)
        if one.key == other.key:
            raise refused("205", named[1].where.at(1), "Both identifiers are of one record")
        return one, other
