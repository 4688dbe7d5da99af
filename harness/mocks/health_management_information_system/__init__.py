"""The reference HMIS: takes aggregate figures in ADX, in FHIR and as DHIS2 does, and keeps them. Judges nobody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from starlette.applications import Starlette
from starlette.routing import Mount

from harness.mocks import defects as known_defects
from harness.mocks.health_management_information_system.configuration import Configuration, read, usual
from harness.mocks.health_management_information_system.doors import routes
from harness.mocks.health_management_information_system.intake import Intake
from harness.mocks.health_management_information_system.reports import DECLARES, Reports
from harness.mocks.loading import load
from harness.mocks.rest.application import application
from harness.mocks.rest.declaration import offered
from harness.mocks.search.parameters import search_table
from harness.mocks.store import Store

__all__ = ["HealthManagementInformationSystem"]


class HealthManagementInformationSystem:
    """An HMIS as one ASGI application: ``/adx``, DHIS2's ``/api/dataValueSets``, and FHIR at ``/fhir``.

    `data` is the file to keep figures in (memory without one), `configuration` its form, facilities and rules; a
    `strict` one refuses what is not valid FHIR. Raises UsageError for an unknown defect, a file that is not ours, and
    for a strict one without the definitions of FHIR.
    """

    name: ClassVar[str] = "health-management-information-system"
    actor: ClassVar[str] = "health_management_information_system"
    also_speaks: ClassVar[tuple[str, ...]] = ("adx", "dhis2")

    def __init__(
        self,
        *,
        defects: Sequence[str] = (),
        data: Path | None = None,
        configuration: Configuration | None = None,
        strict: bool = False,
    ) -> None:
        kind = known_defects.behaviour(Intake, defects, mock=self.name)
        told = configuration or usual()
        self._store = Store(search_table(offered(DECLARES)), data)
        load(self._store, told.load)
        intake: Intake = kind(told, self._store)
        reports: Any = Reports(intake)
        if strict:
            reports.be_strict()
        self.app = Starlette(routes=[*routes(intake), Mount("/", application(reports))])

    @classmethod
    def configured(cls, file: Path, **arguments: Any) -> HealthManagementInformationSystem:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        return cls(configuration=read(file), **arguments)

    def close(self) -> None:
        """End all use of the data."""
        self._store.close()
