"""The reference health worker registry: by whom care is given, in which role (IHE mCSD). Judges nobody."""

from __future__ import annotations

from typing import ClassVar

from harness.mocks.directory import service
from harness.mocks.directory.mock import DirectoryMock
from harness.mocks.directory.service import Directory
from harness.mocks.rest.declaration import Declaration

__all__ = ["HealthWorkerRegistry", "HealthWorkers"]


class HealthWorkers(Directory):
    """Health workers and their roles, and what it has to know of the places where they work."""

    title: ClassVar[str] = "health worker registry"
    declares: ClassVar[Declaration] = {
        "Practitioner": service.PRACTITIONER,
        "PractitionerRole": service.ROLE,
        "Organization": service.ORGANIZATION,
        "Location": service.LOCATION,
        "HealthcareService": service.SERVICE,
        "OrganizationAffiliation": service.AFFILIATION,
        "Endpoint": service.ENDPOINT,
    }


class HealthWorkerRegistry(DirectoryMock):
    """A health worker registry."""

    name: ClassVar[str] = "health-worker-registry"
    actor: ClassVar[str] = "health_worker_registry"
    kind: ClassVar[type[Directory]] = HealthWorkers
