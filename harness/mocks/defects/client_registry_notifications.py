"""Faults of a client registry that tells of changed cross-references (ITI-10)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from typing_extensions import override

from harness.messages.hl7v2 import Message
from harness.mocks.client_registry.hl7v2.notifications import Pair
from harness.mocks.client_registry.registry import Registry
from harness.mocks.client_registry.rules import Consumer
from harness.mocks.defects.registry import declare
from harness.mocks.store import Stored

defect = partial(declare, mock="client-registry")


@defect(
    "tells-of-one-number-of-several",
    breaks=["10-01"],
    where="PID-3",
    text="A notification of a new link has the first number of the patient and not the others.",
)
class _TellsOfOneNumberOfSeveral(Registry):
    @override
    def notification(self, consumer: Consumer, pairs: Sequence[Pair]) -> Message:
        return super().notification(consumer, pairs[:1])


@defect(
    "tells-of-an-unlink-as-of-a-link",
    breaks=["10-02"],
    where="PID-3",
    text="After an unlink, each notification still lists the numbers of both.",
)
class _TellsOfAnUnlinkAsOfALink(Registry):
    @override
    def tell(self, before: Sequence[Sequence[Stored]], after: Sequence[Sequence[Stored]]) -> None:
        everybody = [one for group in after for one in group]
        parted = len(after) > 1 and all(len(group) > 1 for group in before)
        for consumer in self.consumers if parted else ():
            for _ in after:
                news = self.notification(consumer, self.pairs_for(consumer, everybody))
                self.outbox.post(consumer.address, news.encode())
        if not parted:
            super().tell(before, after)


@defect(
    "tells-of-numbers-that-nobody-subscribed-to",
    breaks=["10-03"],
    where="PID-3.4",
    text="A notification lists the patient's numbers of every domain.",
)
class _TellsOfNumbersThatNobodySubscribedTo(Registry):
    @override
    def notification(self, consumer: Consumer, pairs: Sequence[Pair]) -> Message:
        return super().notification(consumer, self.pairs_of(self.records_of(self.with_identifier(*pairs[0]))))


@defect(
    "tells-of-a-visit",
    breaks=["10-04"],
    where="PV1-2",
    text="A notification says that the patient is an outpatient, where N stands for no visit at all.",
)
class _TellsOfAVisit(Registry):
    @override
    def notification(self, consumer: Consumer, pairs: Sequence[Pair]) -> Message:
        return super().notification(consumer, pairs).with_raw("PV1-2", "O")
