"""The defects of the client registry: feeds, searches, matches, tokens and more. Lists, does nothing."""

from __future__ import annotations

from harness.mocks.defects import (
    client_registry_any_request,
    client_registry_cross_references,
    client_registry_feeds,
    client_registry_hl7v2_feeds,
    client_registry_hl7v2_messages,
    client_registry_identity_management,
    client_registry_matches,
    client_registry_merges,
    client_registry_ohie_cr_answers,
    client_registry_ohie_cr_cross_references,
    client_registry_ohie_cr_demographics,
    client_registry_ohie_cr_feeds,
    client_registry_ohie_cr_merges,
    client_registry_parameters,
    client_registry_reads,
    client_registry_refusals,
    client_registry_searches,
    client_registry_tokens,
    client_registry_two_tongues,
)

__all__ = [
    "client_registry_any_request",
    "client_registry_cross_references",
    "client_registry_feeds",
    "client_registry_hl7v2_feeds",
    "client_registry_hl7v2_messages",
    "client_registry_identity_management",
    "client_registry_matches",
    "client_registry_merges",
    "client_registry_ohie_cr_answers",
    "client_registry_ohie_cr_cross_references",
    "client_registry_ohie_cr_demographics",
    "client_registry_ohie_cr_feeds",
    "client_registry_ohie_cr_merges",
    "client_registry_parameters",
    "client_registry_reads",
    "client_registry_refusals",
    "client_registry_searches",
    "client_registry_tokens",
    "client_registry_two_tongues",
]
