"""The reference HMIS: takes aggregate figures in ADX, in FHIR and as DHIS2 does, and keeps them. Judges nobody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from starlette.applications import Starlette
from starlette.routing import Mount

from harness.mocks import defects as known_defects
from harness.mocks.health_management_information_system.books import Books
from harness.mocks.health_management_information_system.configuration import Configuration, read, usual
from harness.mocks.health_management_information_system.doors import routes
from harness.mocks.health_management_information_system.intake import Intake
from harness.mocks.health_management_information_system.reports import Reports
from harness.mocks.rest.application import application

__all__ = ["HealthManagementInformationSystem"]


class HealthManagementInformationSystem:
    """An HMIS as one ASGI application: ``/adx``, DHIS2's ``/api/dataValueSets``, and FHIR at ``/fhir``.

    `data` is the file to keep figures in (memory without one), `configuration` its form, facilities and rules. Raises
    UsageError for an unknown defect, and for a file that is not ours.
    """

    name: ClassVar[str] = "health-management-information-system"
    actor: ClassVar[str] = "health_management_information_system"
    also_speaks: ClassVar[tuple[str, ...]] = ("adx", "dhis2")

    def __init__(
        self, *, defects: Sequence[str] = (), data: Path | None = None, configuration: Configuration | None = None
    ) -> None:
        kind = known_defects.behaviour(Intake, defects, mock=self.name)
        self._books = Books(data)
        intake: Intake = kind(configuration or usual(), self._books)
        self.app = Starlette(routes=[*routes(intake), Mount("/", application(Reports(intake)))])

    @classmethod
    def configured(cls, file: Path, **arguments: Any) -> HealthManagementInformationSystem:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        return cls(configuration=read(file), **arguments)

    def close(self) -> None:
        """End all use of the data."""
        self._books.close()
