"""Faults of a client registry that is told over HL7 v2 to merge (ITI-8 A40; OHIE-CR cases 16 and 17)."""

from __future__ import annotations

from functools import partial

from typing_extensions import override

from harness.messages.hl7v2 import Message
from harness.mocks.client_registry.hl7v2.feeds import Named
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.store import Stored

defect = partial(declare, mock="client-registry")


@defect(
    "goes-on-using-a-merged-identifier",
    breaks=["8-10", "OHIE-CR-16"],
    also=["30-03"],
    where="MSA-1",
    text="A merge is acknowledged, and the subsumed identifier stays in use.",
)
class _GoesOnUsingAMergedIdentifier(Registry):
    @override
    def replaced(self, going: Stored, staying: Stored, new: Named) -> list[Stored]:
        return [staying]


@defect(
    "merges-across-two-domains",
    breaks=["8-11b", "OHIE-CR-17"],
    where="MSA-1",
    text="An identifier may go up in one of another domain.",
)
class _MergesAcrossTwoDomains(Registry):
    @override
    def staying(self, old: Named, staying: list[Named]) -> Named:
        return staying[0]


@defect(
    "merges-what-it-does-not-know",
    breaks=["8-11c", "OHIE-CR-17"],
    where="MSA-1",
    text="A merge of an identifier that nobody has is acknowledged, since there is nothing to do.",
)
class _MergesWhatItDoesNotKnow(Registry):
    @override
    def merge_pair(self, request: Message, old: Named, new: Named) -> None:
        if self.is_known(old):
            super().merge_pair(request, old, new)


@defect(
    "lets-anybody-merge",
    breaks=["8-11d", "OHIE-CR-17"],
    where="MSA-1",
    text="Nobody looks whether the sender of a merge issues the identifiers in it.",
)
class _LetsAnybodyMerge(Registry):
    @override
    def check_right(self, request: Message, one: Named) -> None:
        pass


@defect(
    "merges-an-identifier-into-itself",
    breaks=["8-12"],
    where="MSA-1",
    text="A merge of an identifier into itself is acknowledged.",
)
class _MergesAnIdentifierIntoItself(Registry):
    @override
    def merge_pair(self, request: Message, old: Named, new: Named) -> None:
        if old.value != new.value:
            super().merge_pair(request, old, new)
