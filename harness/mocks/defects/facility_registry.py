"""The defects of the facility registry. Lists, does nothing."""

from __future__ import annotations

from harness.mocks.defects import (
    facility_registry_answers,
    facility_registry_csd,
    facility_registry_feeds,
    facility_registry_inclusions,
    facility_registry_searches,
    facility_registry_updates,
)

__all__ = [
    "facility_registry_answers",
    "facility_registry_csd",
    "facility_registry_feeds",
    "facility_registry_inclusions",
    "facility_registry_searches",
    "facility_registry_updates",
]
