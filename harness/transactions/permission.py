"""Searches that a layer has to turn away (W-00): who asks may not use its route. Knows no credentials."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from harness.transactions.care_services_query import CareServicesQuery
from harness.transactions.patient_demographics import MobilePatientDemographicsQuery
from harness.transactions.transaction import Call, Identity, Source


@dataclass(frozen=True, slots=True)
class QueryOfAStranger(MobilePatientDemographicsQuery):
    """A search for patients by whom nobody knows."""

    wrong: ClassVar[bool] = True
    stopped: ClassVar[bool] = True
    answering: ClassVar[str] = ""
    unasked: ClassVar[tuple[str, ...]] = ()
    shows: ClassVar[Identity] = "nobody"

    @override
    def call(self, source: Source) -> Call:
        return dataclasses.replace(MobilePatientDemographicsQuery.call(self, source), shows=self.shows)


@dataclass(frozen=True, slots=True)
class CareServicesQueryOfAStranger(CareServicesQuery):
    """A search for care services by whom nobody knows (W-06 step 11)."""

    wrong: ClassVar[bool] = True
    stopped: ClassVar[bool] = True
    answering: ClassVar[str] = ""
    unasked: ClassVar[tuple[str, ...]] = ()

    @override
    def call(self, source: Source) -> Call:
        return dataclasses.replace(CareServicesQuery.call(self, source), shows="nobody")


@dataclass(frozen=True, slots=True)
class QueryWithoutPermission(QueryOfAStranger):
    """The same by a client that the layer knows, and that may not use the route."""

    shows: ClassVar[Identity] = "barred"
