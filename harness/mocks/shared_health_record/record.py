"""A shared health record without its door: what it keeps, and how it is found. A defect overrides a method."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from typing_extensions import override

from harness.messages.fhir import Resource
from harness.mocks.rest.declaration import Declaration, Kept, offered
from harness.mocks.rest.messages import Request
from harness.mocks.rest.service import RestService
from harness.mocks.search.parameters import search_table
from harness.mocks.store import Store


class HealthRecord(RestService):
    """Keeps requests for follow-up (W-33). `data` is the file to keep them in, memory without one."""

    title: ClassVar[str] = "shared health record"
    declares: ClassVar[Declaration] = {
        "ServiceRequest": Kept(("create", "read", "vread", "update", "search-type", "history-instance")),
    }

    def __init__(self, data: Path | None = None) -> None:
        super().__init__(Store(search_table(offered(self.declares)), data))

    @override
    def settle(self, request: Request, resource: Resource) -> Resource:
        """As it is: a request speaks of patients and of people who are kept elsewhere."""
        return resource
