"""Faults of what a point of service tells an Audit Record Repository of (ITI-20)."""

from __future__ import annotations

import re
from functools import partial

from typing_extensions import override

from harness.mocks.defects.registry import declare
from harness.mocks.point_of_service.conduct import Conduct
from harness.transactions.deed import Deed

defect = partial(declare, mock="point-of-service")


@defect(
    "audits-nothing-that-it-asks",
    breaks=["20-01a"],
    where="Record Audit Event",
    text="tells the repository of its feeds, and not of whom it looked for",
)
class _AuditsNothingThatItAsks(Conduct):
    @override
    def did(self, deed: Deed) -> None:
        if not deed.is_audited or not deed.is_query:
            super().did(deed)


@defect(
    "audits-when-asking-and-when-answered",
    breaks=["20-01f"],
    where="Record Audit Event",
    text="tells of an exchange when it asks and once more when the answer is there",
)
class _AuditsWhenAskingAndWhenAnswered(Conduct):
    @override
    def reports(self, deed: Deed, address: str) -> tuple[bytes, ...]:
        return (*super().reports(deed, address), *super().reports(deed, address))


@defect(
    "audits-what-failed-as-success",
    breaks=["20-02"],
    where="AuditEvent.outcome",
    text="writes its audit event when it asks, before it knows the answer",
)
class _AuditsWhatFailedAsSuccess(Conduct):
    @override
    def told_outcome(self, deed: Deed) -> str:
        return "0"


@defect(
    "audits-the-values-that-it-asks-for",
    breaks=["20-03"],
    where="AuditEvent.entity.query",
    text="keeps of a question in the audit event only the values, without the parameters whose they are",
)
class _AuditsTheValuesThatItAsksFor(Conduct):
    @override
    def told_question(self, deed: Deed) -> bytes:
        return re.sub(rb"[?&][\w:.]+=", b" ", super().told_question(deed))
