"""The tasks by which the point of service asks a directory of care services: ITI-90."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from harness.mocks.errands.values import Text, Word
from harness.mocks.point_of_service import screen
from harness.mocks.point_of_service.patient_index import PatientIndex
from harness.mocks.point_of_service.task import Errand, Task
from harness.transactions import CareServicesQuery, RetrieveCareService, Transaction

Kind = Literal[
    "Organization",
    "Location",
    "Practitioner",
    "PractitionerRole",
    "HealthcareService",
    "Endpoint",
    "OrganizationAffiliation",
]
Pair = Annotated[list[Text], Field(min_length=2, max_length=2)]


@dataclass(frozen=True, slots=True)
class AskedCareServices(CareServicesQuery):
    """A search by pairs of name and value, in which a value may hold any character, ``&`` too."""

    pairs: tuple[tuple[str, str], ...] = ()

    @property
    @override
    def parameters(self) -> list[tuple[str, str]]:
        """What is asked for, unescaped, in order."""
        return list(self.pairs)


class Find(Task):
    """Search a directory for resources of `kind`."""

    action: Literal["find"]
    kind: Kind
    parameters: Annotated[list[Pair], Field(min_length=1)]

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        pairs = tuple((name, value) for name, value in self.parameters)
        asked = AskedCareServices(self.kind, "", page_by_page=True, pairs=pairs)
        return Errand(asked, screen.found_services, adds=False)


class Open(Task):
    """Open one record that a directory keeps: ``Location/17``."""

    action: Literal["open"]
    record: Word

    @override
    def errand(self, index: PatientIndex, following: Transaction | None) -> Errand:
        return Errand(RetrieveCareService(self.record), screen.opened_service)
