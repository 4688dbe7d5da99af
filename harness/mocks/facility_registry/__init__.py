"""The reference facility registry: where care is given, and what is offered there (IHE mCSD). Judges nobody."""

from __future__ import annotations

from typing import ClassVar

from harness.mocks.directory import service
from harness.mocks.directory.mock import DirectoryMock
from harness.mocks.directory.service import Directory
from harness.mocks.rest.declaration import Declaration

__all__ = ["Facilities", "FacilityRegistry"]


class Facilities(Directory):
    """Facilities and jurisdictions as pairs, what is offered there, and how they take part in programmes."""

    title: ClassVar[str] = "facility registry"
    declares: ClassVar[Declaration] = {
        "Organization": service.ORGANIZATION,
        "Location": service.LOCATION,
        "HealthcareService": service.SERVICE,
        "OrganizationAffiliation": service.AFFILIATION,
        "Endpoint": service.ENDPOINT,
    }


class FacilityRegistry(DirectoryMock):
    """A facility registry."""

    name: ClassVar[str] = "facility-registry"
    actor: ClassVar[str] = "facility_registry"
    kind: ClassVar[type[Directory]] = Facilities
