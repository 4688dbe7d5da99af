"""The defects of the HMIS: ADX, what is kept, FHIR, DHIS2's JSON. Lists, does nothing."""

from __future__ import annotations

from harness.mocks.defects import (
    health_management_information_system_adx,
    health_management_information_system_books,
    health_management_information_system_fhir,
    health_management_information_system_values,
)

__all__ = [
    "health_management_information_system_adx",
    "health_management_information_system_books",
    "health_management_information_system_fhir",
    "health_management_information_system_values",
]
