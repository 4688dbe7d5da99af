"""Faults of what a client registry tells an Audit Record Repository of (ITI-20)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import partial

from typing_extensions import override

from harness.messages.audit import ActiveParticipant, AuditEvent, Code, ParticipantObject, envelope
from harness.mocks.auditing import Outlet, Target
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.transactions.deed import QUERY, Deed, Side

defect = partial(declare, mock="client-registry")


@defect(
    "audits-no-queries",
    breaks=["20-01a"],
    where="Record Audit Event",
    text="Only what changes a record is audited; who was looked for is told to nobody.",
)
class _AuditsNoQueries(Registry):
    @override
    def did(self, deed: Deed) -> None:
        if not deed.is_audited or not deed.is_query:
            super().did(deed)


@defect(
    "audits-everything-as-a-query",
    breaks=["20-01b"],
    where="EventIdentification.EventID",
    text="Each audit message has the EventID of a query, whatever took place.",
)
class _AuditsEverythingAsAQuery(Registry):
    @override
    def told_kind(self, deed: Deed) -> Code:
        return QUERY


@defect(
    "audits-corrections-as-creations",
    breaks=["20-01c"],
    where="AuditEvent.action",
    text="Each feed is audited as the creation of a record, whether there was one before or not.",
)
class _AuditsCorrectionsAsCreations(Registry):
    @override
    def told_action(self, deed: Deed, side: Side) -> str:
        return super().told_action(deed, side).replace("U", "C")


@defect(
    "audits-the-record-s-own-id",
    breaks=["20-01d"],
    where="ParticipantObjectIdentification.ParticipantObjectID",
    text="The patient in an audit event is named without the authority that issued her number, but by the registry's.",
)
class _AuditsItsOwnAuthority(Registry):
    @override
    def told_patients(self, deed: Deed) -> tuple[ParticipantObject, ...]:
        known = super().told_patients(deed)
        return tuple(replace(one, id=f"{one.id.partition('^')[0]}^^^CR&1.2.3.4&ISO") for one in known)


@defect(
    "audits-every-outcome-as-a-failure",
    breaks=["20-01e"],
    where="EventIdentification.EventOutcomeIndicator",
    text="The outcome of every audit event is 8, since nobody ever sets it.",
)
class _AuditsEveryOutcomeAsAFailure(Registry):
    @override
    def told_outcome(self, deed: Deed) -> str:
        return "8"


@defect(
    "audits-in-two-layers",
    breaks=["20-01f"],
    also=["20-01c"],
    where="Record Audit Event",
    text="The filter in front and the index behind it each tell of an exchange, each at its own moment.",
)
class _AuditsInTwoLayers(Registry):
    @override
    def reports(self, deed: Deed, address: str) -> tuple[bytes, ...]:
        later = replace(deed, at=deed.at + timedelta(milliseconds=7))
        return (*super().reports(deed, address), *super().reports(later, address))


@defect(
    "audits-refusals-as-success",
    breaks=["20-02"],
    where="EventIdentification.EventOutcomeIndicator",
    text="The audit event is written before the answer is known, and says that all went well.",
)
class _AuditsRefusalsAsSuccess(Registry):
    @override
    def told_outcome(self, deed: Deed) -> str:
        return "0"


@defect(
    "audits-the-values-of-a-question",
    breaks=["20-03"],
    where="AuditEvent.entity.query",
    text="The question in an audit event is a list of values, without the parameters whose they are.",
)
class _AuditsTheValuesOfAQuestion(Registry):
    @override
    def told_question(self, deed: Deed) -> bytes:
        return re.sub(rb"[?&][\w:.]+=", b" ", super().told_question(deed))


@defect(
    "audits-in-the-words-of-rfc-3881",
    breaks=["20-04"],
    where="EventID.csd-code",
    text="Audit messages are written by RFC 3881, with code and displayName, as before DICOM took them over.",
)
class _AuditsInTheWordsOfRfc3881(Registry):
    @override
    def as_xml(self, event: AuditEvent) -> bytes:
        return super().as_xml(event).replace(b"csd-code=", b"code=").replace(b"originalText=", b"displayName=")


@defect(
    "audits-by-another-msgid",
    breaks=["20-07"],
    where="MSGID",
    text="Audit messages leave through the general log, with its own MSGID.",
)
class _AuditsByAnotherMsgid(Registry):
    @override
    def as_syslog(self, deed: Deed, side: Side) -> bytes:
        return super().as_syslog(deed, side).replace(envelope.MSGID.encode(), b"registry.log", 1)


@defect(
    "audits-without-network",
    breaks=["20-06"],
    where="AuditEvent.agent",
    text="An AuditEvent does not say from which machine it was asked.",
)
class _AuditsWithoutNetwork(Registry):
    @override
    def told_participants(self, deed: Deed, side: Side) -> tuple[ActiveParticipant, ...]:
        known = super().told_participants(deed, side)
        return tuple(replace(one, network_address="", network_type="") for one in known)


@defect(
    "audits-by-a-slow-clock",
    breaks=["1-04"],
    where="EventIdentification.EventDateTime",
    text="Audit events are dated in local time, an hour behind, as if it were UTC.",
)
class _AuditsByASlowClock(Registry):
    @override
    def told_time(self, deed: Deed) -> str:
        return super().told_time(replace(deed, at=deed.at - timedelta(hours=1)))


class _Forgetful(Outlet):
    @override
    def delivered(self, event: bytes) -> bool:
        super().delivered(event)
        return True


@defect(
    "audits-once-and-forgets",
    breaks=["20-05"],
    where="Record Audit Event",
    text="An audit event that the repository did not take is logged, and never sent again.",
)
class _AuditsOnceAndForgets(Registry):
    @override
    def opened(self, target: Target) -> Outlet:
        return _Forgetful(target)
