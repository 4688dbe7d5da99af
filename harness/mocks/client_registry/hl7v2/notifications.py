"""Tells consumers of changed cross-references (ITI-10, TF-2 3.10). Knows who is told what, not how one is linked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from harness.messages import hl7v2
from harness.messages.fhir import Resource
from harness.messages.hl7v2 import Message
from harness.messages.hl7v2.building import Part
from harness.mocks.client_registry.hl7v2.assigners import written
from harness.mocks.client_registry.hl7v2.outbox import Outbox
from harness.mocks.client_registry.hl7v2.pid_written import identifier, pid
from harness.mocks.client_registry.hl7v2.tongue import Tongue
from harness.mocks.client_registry.records import identifiers, is_in_use
from harness.mocks.client_registry.rules import Consumer
from harness.mocks.rest.messages import Request
from harness.mocks.store import Stored

Pair = tuple[str, str]


class Notifications(Tongue):
    """Compares who is whose before a change and after it, whichever tongue the change was told in."""

    consumers: list[Consumer]
    outbox: Outbox
    _touched: list[Stored] | None = None

    def keep(self, request: Request, resource: Resource, before: Stored | None) -> Stored:
        """Stores what a FHIR feed brought."""
        if resource["resourceType"] != "Patient":
            return super().keep(request, resource, before)
        with self.noticing(before) as touched:
            stored = super().keep(request, resource, before)
            touched.append(stored)
        return stored

    def remove(self, request: Request, stored: Stored) -> None:
        """Removes a record."""
        with self.noticing(stored):
            super().remove(request, stored)

    @contextmanager
    def noticing(self, *before: Stored | None) -> Iterator[list[Stored]]:
        """Tells the consumers of what changes within: the records `before`, and those that are put into the list.

        It stands within a transaction of the store, which lets one change in at a time.
        """
        if self._touched is not None or not self.consumers:
            yield [] if self._touched is None else self._touched
            return
        touched: list[Stored] = []
        self._touched = touched
        try:
            groups = [self.records_of([one]) for one in before if one is not None]
            yield touched
            members = {one.key: one for group in groups for one in group} | {one.key: one for one in touched}
            after = self.groups_of(members.values())
            others = [one for group in after for one in group if one.key not in members]
            without = {one.key for one in touched}
            self.tell([*groups, *(self.records_of([one], without=without) for one in others)], after)
        finally:
            self._touched = None

    def groups_of(self, records: Iterable[Stored]) -> list[list[Stored]]:
        """The records of each person that one of `records` is one of, as they are now."""
        now = (self.store.read(one.type, one.id) for one in records)
        living = [one for one in now if one is not None and not one.deleted and is_in_use(one.resource)]
        groups = {frozenset(one.key for one in group): group for each in living if (group := self.records_of([each]))}
        return list(groups.values())

    def tell(self, before: Sequence[Sequence[Stored]], after: Sequence[Sequence[Stored]]) -> None:
        """One message for each set of identifiers that changed, to each who wants its domains."""
        for consumer in self.consumers:
            old = {frozenset(self.pairs_for(consumer, group)) for group in before}
            was_linked = any(len(one) > 1 for one in old)
            for group in after:
                pairs = self.pairs_for(consumer, group)
                if pairs and frozenset(pairs) not in old and (len(pairs) > 1 or was_linked):
                    self.outbox.post(consumer.address, self.notification(consumer, pairs).encode())

    def pairs_for(self, consumer: Consumer, group: Iterable[Stored]) -> list[Pair]:
        """The identifiers of one person that `consumer` wants to hear of."""
        pairs = self.pairs_of(group)
        return [one for one in pairs if not consumer.domains or one[0] in consumer.domains]

    def pairs_of(self, group: Iterable[Stored]) -> list[Pair]:
        """The identifiers in `group`, each once, under the one name of its domain."""
        pairs = ((self.authorities.canonical(of), value) for one in group for of, value in identifiers(one.resource))
        return list(dict.fromkeys(pairs))

    def notification(self, consumer: Consumer, pairs: Sequence[Pair]) -> Message:
        """ADT^A31 in 2.5, with the whole list of identifiers, a space for a name and nobody's visit (3.10.4.1)."""
        at = datetime.now(UTC)
        message = hl7v2.new_message(
            version="2.5",
            kind=("ADT", "A31", "ADT_A05"),
            control_id=self.control_id(),
            at=at,
            sender=(self.rules.speech.application, self.rules.speech.facility),
            receiver=(consumer.application, consumer.facility),
        )
        message = message.with_value("MSH-18", "UNICODE UTF-8").with_raw("MSH-21", "ITI-10^IHE")
        event = hl7v2.segment("EVN", "", hl7v2.timestamp(at))
        person = pid(1, [self.cx(one) for one in pairs], {5: " "})
        return message.with_segments(event, person, hl7v2.segment("PV1", "", "N"))

    def cx(self, pair: Pair) -> Part:
        """An identifier with all that is known of who assigned it."""
        return identifier(pair[1], written(self.authorities.domain(pair[0]), pair[0]))
