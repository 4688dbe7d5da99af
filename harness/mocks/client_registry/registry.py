"""A client registry without its door: all it does, method by method. A defect overrides one of them.

Reading order: `RestService` (any FHIR server), `FeedRules` and `Merges` (ITI-104), `Identities` and `CrossReferences`
(ITI-83), `Demographics` (ITI-78), `Matches` (ITI-119); the same in HL7 v2 stands in the package `hl7v2`.
`Audits` tells of all of it (ITI-20).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from harness.mocks.client_registry.audits import Audits
from harness.mocks.client_registry.authorities import Authorities
from harness.mocks.client_registry.capabilities import DECLARED, OPERATIONS, STATEMENTS
from harness.mocks.client_registry.cross_references import CrossReferences
from harness.mocks.client_registry.demographics import Demographics
from harness.mocks.client_registry.hl7v2.continuations import Continuations
from harness.mocks.client_registry.hl7v2.cross_reference_queries import CrossReferenceQueries
from harness.mocks.client_registry.hl7v2.demographics_queries import DemographicsQueries
from harness.mocks.client_registry.hl7v2.duplicates import Duplicates
from harness.mocks.client_registry.hl7v2.outbox import Outbox
from harness.mocks.client_registry.linking import Linking
from harness.mocks.client_registry.rules import Rules
from harness.mocks.loading import load
from harness.mocks.rest.declaration import Declaration, offered
from harness.mocks.search.parameters import search_table
from harness.mocks.store import Store
from harness.openhie.domains import Domain


class Registry(Audits, CrossReferences, Demographics, Linking, Duplicates, CrossReferenceQueries, DemographicsQueries):
    """A Patient Identifier Cross-reference Manager and Patient Demographics Supplier for `domains`, in FHIR and HL7 v2.

    `data` is the file to keep records in; they live in memory without one. Raises UsageError for a file of others.
    """

    title: ClassVar[str] = "client registry"
    declares: ClassVar[Declaration] = DECLARED
    definitions: ClassVar[dict[str, str]] = OPERATIONS
    instantiates: ClassVar[tuple[str, ...]] = STATEMENTS
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

    reactions: ClassVar[dict[tuple[str, str], str]] = {
        **{("ADT", event): "feed" for event in ("A01", "A04", "A05", "A08", "A28", "A31")},
        ("ADT", "A40"): "merge",
        ("ADT", "A47"): "change_identifier",
        ("ADT", "A24"): "link",
        ("ADT", "A37"): "unlink",
        ("QBP", "Q23"): "identifiers_query",
        ("QBP", "Q22"): "demographics_query",
        ("QCN", "J01"): "cancel",
    }

    def __init__(self, domains: Sequence[Domain], data: Path | None = None, rules: Rules | None = None) -> None:
        self.rules = rules or Rules()
        self.consumers = list(self.rules.consumers)
        self.outbox, self.continuations = Outbox(), Continuations()
        self.authorities = self.serve(domains)
        table = search_table(offered(self.declares))
        super().__init__(Store(table, data, view=self.view, system=self.authorities.canonical))

    def serve(self, domains: Sequence[Domain]) -> Authorities:
        """The authorities behind `domains`."""
        return Authorities(domains)

    def close(self) -> None:
        """Ends all use of the data."""
        self.outbox.close()
        self.reports_to(None)
        self.store.close()

    def load(self, sources: Sequence[Path]) -> None:
        """Keeps the patients in `sources`; who is linked with whom is worked out when all are there."""
        for one in load(self.store, sources):
            self.store.index_anew(one)
