"""A client registry without its door: all it does, method by method. A defect overrides one of them.

Reading order: `RestService` (any FHIR server), `FeedRules` and `Merges` (ITI-104), `Identities` and `CrossReferences`
(ITI-83), `Demographics` (ITI-78), `Matches` (ITI-119).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from harness.messages.fhir import Resource
from harness.mocks.client_registry.authorities import Authorities
from harness.mocks.client_registry.capabilities import capabilities
from harness.mocks.client_registry.cross_references import CrossReferences
from harness.mocks.client_registry.demographics import Demographics
from harness.mocks.client_registry.matches import Matches
from harness.mocks.rest.messages import Answer, Request
from harness.mocks.search.parameters import search_table
from harness.mocks.store import Store
from harness.openhie.domains import Domain


class Registry(CrossReferences, Demographics, Matches):
    """A Patient Identifier Cross-reference Manager and Patient Demographics Supplier for `domains`.

    `data` is the file to keep records in; they live in memory without one. Raises UsageError for a file of others.
    """

    types: ClassVar[tuple[str, ...]] = ("Patient", "RelatedPerson")
    operations: ClassVar[dict[str, tuple[str, ...]]] = {
        "Patient/$match": ("POST",),
        "Patient/$ihe-pix": ("GET", "POST"),
    }
    actions: ClassVar[dict[str, str]] = {"$match": "match", "$ihe-pix": "cross_reference"}
    scopes: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("search", "read"), "ITI-78"),
        **dict.fromkeys(("create", "update", "conditional-update", "delete", "conditional-delete"), "ITI-104"),
        "$match": "ITI-119",
        "$ihe-pix": "ITI-83",
    }

    def __init__(self, domains: Sequence[Domain], data: Path | None = None) -> None:
        self.authorities = self.serve(domains)
        self._since = datetime.now(UTC).isoformat(timespec="seconds")
        table = search_table(self.types)
        super().__init__(Store(table, data, view=self.view, system=self.authorities.canonical))

    def serve(self, domains: Sequence[Domain]) -> Authorities:
        """The authorities behind `domains`."""
        return Authorities(domains)

    def capabilities(self, request: Request) -> Answer:
        """``GET /metadata``."""
        return Answer(200, self.statement(request))

    def statement(self, request: Request) -> Resource:
        """The CapabilityStatement."""
        return capabilities(self.store.table, base=request.base, date=self._since)
