"""Faults of a client registry that takes in a feed over HL7 v2 (ITI-8) and does not keep what it was told."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from typing_extensions import override

from harness.messages.fhir import Resource
from harness.messages.hl7v2 import Message, Place
from harness.mocks.client_registry.hl7v2.feeds import Named
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.store import Stored

defect = partial(declare, mock="client-registry")


@defect(
    "keeps-nobody-who-is-only-expected",
    breaks=["8-01"],
    where="PID-3",
    text="A pre-admission (A05) is acknowledged with AA, and nothing is kept of the patient until she is admitted.",
)
class _KeepsNobodyWhoIsOnlyExpected(Registry):
    @override
    def feed(self, request: Message) -> Message:
        return self.acknowledged(request, "AA") if request.get("MSH-9.2") == "A05" else super().feed(request)


@defect(
    "keeps-the-first-name-over-hl7-v2",
    breaks=["8-07"],
    also=["CRWF-2"],
    where="PID-5.1",
    text="An A08 is acknowledged with AA, but the name stays as it was when the record was made.",
)
class _KeepsTheFirstNameOverHl7V2(Registry):
    @override
    def fed(self, before: Stored | None, request: Message, pid: Place, own: Named, named: Sequence[Named]) -> Resource:
        patient = super().fed(before, request, pid, own, named)
        kept = before is not None and request.get("MSH-9.2") == "A08"
        return {**patient, "name": before.resource["name"]} if kept and before else patient
