"""The defects of the point of service: what it sends wrongly, and what it makes of an answer. Lists, does nothing."""

from __future__ import annotations

from harness.mocks.defects import (
    point_of_service_audits,
    point_of_service_clocks,
    point_of_service_directories,
    point_of_service_feeds_v2,
    point_of_service_follow_ups,
    point_of_service_identities_v2,
    point_of_service_nodes,
    point_of_service_queries_v2,
    point_of_service_requests,
    point_of_service_screens,
    point_of_service_terminology,
    point_of_service_tokens,
)

__all__ = [
    "point_of_service_audits",
    "point_of_service_clocks",
    "point_of_service_directories",
    "point_of_service_feeds_v2",
    "point_of_service_follow_ups",
    "point_of_service_identities_v2",
    "point_of_service_nodes",
    "point_of_service_queries_v2",
    "point_of_service_requests",
    "point_of_service_screens",
    "point_of_service_terminology",
    "point_of_service_tokens",
]
