"""Faults of a client registry that is fed by Patient Identity Management (ITI-30)."""

from __future__ import annotations

from functools import partial

from typing_extensions import override

from harness.messages.hl7v2 import Message
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare

defect = partial(declare, mock="client-registry")


class _Forgets(Registry):
    """Acknowledges one event, and does nothing about it."""

    event = ""

    @override
    def react(self, request: Message) -> Message:
        if request.get("MSH-9.2") == self.event and request.get("MSH-12") >= "2.5":
            return self.acknowledged(request, "AA")
        return super().react(request)


@defect(
    "creates-nobody-but-by-an-update",
    breaks=["30-01"],
    where="MSA-1",
    text="An A28 is not known here: patients come by an A31.",
)
class _CreatesNobodyButByAnUpdate(Registry):
    @override
    def react(self, request: Message) -> Message:
        if request.get("MSH-9.2") == "A28":
            raise self.unsupported(request)
        return super().react(request)


@defect(
    "forgets-an-update",
    breaks=["30-02"],
    where="PID-5.1",
    text="An A31 is acknowledged and not kept.",
)
class _ForgetsAnUpdate(_Forgets):
    event = "A31"


@defect(
    "forgets-a-merge-by-iti-30",
    breaks=["30-03"],
    where="MSA-1",
    text="A merge in HL7 v2.5 is acknowledged and not carried out.",
)
class _ForgetsAMerge(_Forgets):
    event = "A40"


@defect(
    "forgets-a-link",
    breaks=["30-04"],
    where="PID-3",
    text="An A24 is acknowledged, and the two stay strangers.",
)
class _ForgetsALink(_Forgets):
    event = "A24"


@defect(
    "keeps-a-link-for-good",
    breaks=["30-05"],
    where="PID-3",
    text="An A37 is acknowledged, and the two stay one person.",
)
class _KeepsALinkForGood(_Forgets):
    event = "A37"


@defect(
    "keeps-a-wrong-number",
    breaks=["30-06"],
    where="PID-3",
    text="An A47 is acknowledged, and the patient keeps her number.",
)
class _KeepsAWrongNumber(_Forgets):
    event = "A47"
