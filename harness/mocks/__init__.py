"""The reference mocks by name. Knows where each is found; loads it only when one is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any

from harness.errors import UsageError
from harness.openhie.actors import actor

if TYPE_CHECKING:
    from harness.mocks.defects import Defect

__all__ = ["MOCKS", "Mock", "named"]


@dataclass(frozen=True, slots=True)
class Mock:
    """A reference mock: the OpenHIE `actor` it plays, what it is in a sentence, and the class that it is made from.

    The class has ``app`` (an ASGI application for any root path), ``name``, ``actor`` and ``close()``; its
    ``configured`` makes one from a TOML file. `path` is where callers begin, below the root, `besides`
    what is spoken elsewhere there: protocol and path each. `keeps_data` says that it
    can be given a file to keep its records in, `takes_resources` that it is sent FHIR and can be strict
    about it;
    `listens` that it has ports beside HTTP's, which its ``listen(host)`` opens and tells of, protocol and URL each;
    `hears` that it answers HL7 v2: its ``hear(delivery)`` one message, its ``listen(host, port=…)`` those of a port;
    `learns` that it keeps what it is answered: its ``learns(exchange)`` is told of what was asked in its name.
    """

    name: str
    actor: str
    summary: str
    module: str
    kind: str
    path: str
    besides: tuple[tuple[str, str], ...] = ()
    keeps_data: bool = False
    takes_resources: bool = False
    listens: bool = False
    hears: bool = False
    learns: bool = False

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """All that is spoken over HTTP below the root: protocol and path each, where callers begin first."""
        return (("http", self.path), *self.besides)

    def load(self) -> Any:
        """The class."""
        return getattr(import_module(self.module), self.kind)

    def make(self, **arguments: Any) -> Any:
        """A new one. Every mock takes `defects`, those that keep data `data`, those that take resources `strict`."""
        return self.load()(**arguments)

    @property
    def defects(self) -> tuple[Defect, ...]:
        """The faults that it can be told to have."""
        from harness.mocks import defects

        return defects.all_of(self.name)


_ALL = (
    Mock(
        "client-registry",
        "client_registry",
        "Patient Identifier Cross-reference Manager and Patient Demographics Supplier over FHIR R4 "
        "(ITI-78, ITI-83, ITI-104, ITI-119) and HL7 v2 (ITI-8, ITI-9, ITI-10, ITI-21, ITI-30)",
        "harness.mocks.client_registry",
        "ClientRegistry",
        "/fhir",
        keeps_data=True,
        takes_resources=True,
        hears=True,
    ),
    Mock(
        "point-of-service",
        "point_of_service",
        "A clinic's application: registers patients at a client registry, asks it, and shows what came of it, over "
        "FHIR R4 and HL7 v2 (ITI-8, ITI-9, ITI-10, ITI-21)",
        "harness.mocks.point_of_service",
        "PointOfService",
        "/",
        hears=True,
    ),
    Mock(
        "facility-registry",
        "facility_registry",
        "Directory of facilities, jurisdictions and services over FHIR R4 (ITI-90, ITI-91, ITI-130) and CSD (ITI-74)",
        "harness.mocks.facility_registry",
        "FacilityRegistry",
        "/fhir",
        besides=(("soap", "/soap"),),
        keeps_data=True,
        takes_resources=True,
    ),
    Mock(
        "health-worker-registry",
        "health_worker_registry",
        "Directory of health workers and their roles over FHIR R4 (ITI-90, ITI-91, ITI-130) and CSD (ITI-74)",
        "harness.mocks.health_worker_registry",
        "HealthWorkerRegistry",
        "/fhir",
        besides=(("soap", "/soap"),),
        keeps_data=True,
        takes_resources=True,
    ),
    Mock(
        "interlinked-registry",
        "interlinked_registry",
        "Asks facility and health worker registries for updates (ITI-91, ITI-74), joins them, and answers as one "
        "Directory over FHIR R4 (ITI-90) and CSD (ITI-73)",
        "harness.mocks.interlinked_registry",
        "InterlinkedRegistry",
        "/fhir",
        besides=(("csd", "/csd"),),
        keeps_data=True,
        takes_resources=True,
        learns=True,
    ),
    Mock(
        "audit-record-repository",
        "audit_record_repository",
        "Audit Record Repository: takes audit events by syslog over UDP and TLS and as FHIR R4 (ITI-20), and answers "
        "searches for them (ITI-81)",
        "harness.mocks.audit_record_repository",
        "AuditRecordRepository",
        "/fhir",
        keeps_data=True,
        takes_resources=True,
        listens=True,
    ),
    Mock(
        "interoperability-layer",
        "interoperability_layer",
        "Interoperability layer: one door to many services for HTTP, HL7 v2 and syslog, with permissions and a log",
        "harness.mocks.interoperability_layer",
        "InteroperabilityLayer",
        "/",
        listens=True,
    ),
    Mock(
        "alert-aggregator",
        "alert_aggregator",
        "Alert Aggregator of mACM: takes alerts to people and health workers (ITI-84), looks for whom they are, and "
        "tells what became of them (ITI-85)",
        "harness.mocks.alert_aggregator",
        "AlertAggregator",
        "/fhir",
        keeps_data=True,
        takes_resources=True,
    ),
    Mock(
        "alert-reporter",
        "alert_reporter",
        "Alert Reporter of mACM: finds people (ITI-78) and health workers (ITI-90), reports alerts to them (ITI-84) "
        "and asks what became of those (ITI-85)",
        "harness.mocks.alert_reporter",
        "AlertReporter",
        "/",
    ),
    Mock(
        "shared-health-record",
        "shared_health_record",
        "Shared Health Record: keeps requests for follow-up in the community (ServiceRequest) over FHIR R4",
        "harness.mocks.shared_health_record",
        "SharedHealthRecord",
        "/fhir",
        keeps_data=True,
        takes_resources=True,
    ),
    Mock(
        "community-health-information-system",
        "community_health_information_system",
        "Community Health Information System: finds requests for follow-up (ServiceRequest), claims them, and tells "
        "of the visits",
        "harness.mocks.community_health_information_system",
        "CommunityHealthInformationSystem",
        "/",
    ),
    Mock(
        "authorization-server",
        "authorization_server",
        "Authorization Server of IUA: gives tokens for client credentials (ITI-71), tells of them (ITI-102), describes "
        "itself (ITI-103)",
        "harness.mocks.authorization_server",
        "AuthorizationServer",
        "/oauth",
    ),
    Mock(
        "health-management-information-system",
        "health_management_information_system",
        "Content Consumer of aggregate data: ADX (QRPH-53), MeasureReports and Measures over FHIR R4 (QRPH-58, "
        "QRPH-59), and DHIS2's dataValueSets at /api/dataValueSets",
        "harness.mocks.health_management_information_system",
        "HealthManagementInformationSystem",
        "/",
        besides=(("fhir", "/fhir"), ("adx", "/adx"), ("dhis2", "/api")),
        keeps_data=True,
        takes_resources=True,
    ),
    Mock(
        "aggregate-data-sender",
        "aggregate_data_sender",
        "Content Creator of aggregate data: makes reports from figures and sends them in ADX (QRPH-53), as "
        "MeasureReports (QRPH-58) and to DHIS2's dataValueSets",
        "harness.mocks.aggregate_data_sender",
        "AggregateDataSender",
        "/",
    ),
    Mock(
        "terminology-service",
        "terminology_service",
        "Terminology Repository: keeps code systems, value sets and concept maps, and expands, looks up, validates and "
        "translates their codes over FHIR R4 (ITI-95 to ITI-101); shares them by SVS, in SOAP too (ITI-48, ITI-60)",
        "harness.mocks.terminology_service",
        "TerminologyService",
        "/fhir",
        besides=(("svs", "/svs"), ("soap", "/soap")),
        keeps_data=True,
        takes_resources=True,
    ),
)

MOCKS: Mapping[str, Mock] = {one.name: one for one in _ALL}
"""Every reference mock by its name."""


def named(name: str) -> Mock:
    """The mock called `name`, or by the abbreviation of its actor (``cr``). Raises UsageError with what was meant."""
    short = {actor(one.actor).abbreviation.lower(): one for one in _ALL}
    known = MOCKS.get(name) or short.get(name.lower() or " ")
    if known is None:
        close = get_close_matches(name, MOCKS, n=1)
        hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(MOCKS)}."
        raise UsageError(f"There is no mock {name!r}: {hint}")
    return known
