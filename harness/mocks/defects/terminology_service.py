"""The defects of the terminology service: searches, loading, operations, sharing. Lists, does nothing."""

from __future__ import annotations

from harness.mocks.defects import (
    terminology_service_codes,
    terminology_service_definitions,
    terminology_service_expansions,
    terminology_service_searches,
    terminology_service_sharing,
    terminology_service_translations,
)

__all__ = [
    "terminology_service_codes",
    "terminology_service_definitions",
    "terminology_service_expansions",
    "terminology_service_searches",
    "terminology_service_sharing",
    "terminology_service_translations",
]
