"""Faults of a facility registry in what it tells by CSD (ITI-74)."""

from __future__ import annotations

from datetime import UTC, datetime

from lxml import etree
from typing_extensions import override

from harness.messages import csd
from harness.mocks.defects.facility_registry_searches import defect
from harness.mocks.facility_registry import Facilities
from harness.transactions import CareServicesModifications


@defect(
    "tells-the-interlinked-registry-of-no-facility",
    breaks=["FRWF-1", "74-01a"],
    where="facilityDirectory",
    text="Facilities are left out of what it tells by CSD.",
)
class _TellsOfNoFacility(Facilities):
    @override
    def is_modified(self, entity: etree._Element, since: datetime) -> bool:
        return csd.kind_of(entity) != "facility" and super().is_modified(entity, since)


@defect(
    "tells-what-changed-long-ago",
    breaks=["74-01b"],
    where="record/@updated",
    text="Asked for what changed since an instant in the past, it tells of all that it keeps.",
)
class _TellsWhatChangedLongAgo(Facilities):
    @override
    def is_modified(self, entity: etree._Element, since: datetime) -> bool:
        return since <= datetime.now(UTC) or super().is_modified(entity, since)


@defect(
    "tells-of-all-where-nothing-changed",
    breaks=["74-02"],
    where="organizationDirectory",
    text="Where nothing changed, it tells of all that it keeps.",
)
class _TellsOfAllWhereNothingChanged(Facilities):
    @override
    def modifications(self, since: datetime) -> etree._Element:
        document = super().modifications(since)
        return document if list(csd.entities_in(document)) else csd.document(self.entities())


@defect(
    "breaks-off-what-changed",
    breaks=["74-03"],
    where="the answer's end",
    text="What it tells by CSD breaks off in the middle.",
)
class _BreaksOffWhatChanged(Facilities):
    @override
    def is_whole(self) -> bool:
        return False


@defect(
    "names-no-entity",
    breaks=["74-04"],
    where="organization/@entityID",
    text="What it tells of by CSD has no entityID.",
)
class _NamesNoEntity(Facilities):
    @override
    def told(self, document: etree._Element) -> etree._Element:
        for one in csd.entities_in(document):
            one.attrib.pop("entityID")
        return document


@defect(
    "takes-yesterday-for-an-instant",
    breaks=["74-05"],
    where="Envelope.Body",
    text="A lastModified that cannot be read counts as the year 1970.",
)
class _TakesYesterdayForAnInstant(Facilities):
    @override
    def since(self, asked: str) -> datetime | None:
        return super().since(asked) or datetime(1970, 1, 1, tzinfo=UTC)


@defect(
    "answers-with-the-action-of-the-request",
    breaks=["74-06"],
    where="Envelope.Header.Action",
    text="What it tells by CSD has the action of the request.",
)
class _AnswersWithTheActionOfTheRequest(Facilities):
    @override
    def reply(self, action: str) -> str:
        return CareServicesModifications.action
