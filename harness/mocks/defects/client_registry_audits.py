"""Faults of what a client registry tells an Audit Record Repository of (ITI-20)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from typing_extensions import override

from harness.messages.audit import ActiveParticipant, AuditEvent, Code, ParticipantObject, envelope
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
    "audits-everything-as-executed",
    breaks=["20-01c"],
    where="EventIdentification.EventActionCode",
    text="Each audit event says that something was executed, what became of a record too.",
)
class _AuditsEverythingAsExecuted(Registry):
    @override
    def told_action(self, deed: Deed, side: Side) -> str:
        return "E"


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
    "audits-half-the-question",
    breaks=["20-03"],
    where="ParticipantObjectIdentification.ParticipantObjectQuery",
    text="The question in an audit event is cut off before its end.",
)
class _AuditsHalfTheQuestion(Registry):
    @override
    def told_question(self, deed: Deed) -> bytes:
        return super().told_question(deed)[:-3]


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
    where="AuditEvent.agent[0].network",
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
