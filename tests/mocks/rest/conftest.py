"""A directory of organizations, places, people and their roles, on a real socket."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, ClassVar

import httpx
import pytest

from harness.mocks.rest.application import application
from harness.mocks.rest.declaration import Declaration, Kept, offered
from harness.mocks.rest.service import RestService
from harness.mocks.search.parameters import search_table
from harness.mocks.store import Store
from harness.transport.http_server import HttpServer

EVERY: Any = ("create", "update", "delete")


class Directory(RestService):
    """Keeps what a directory keeps, under ids that its callers give."""

    title: ClassVar[str] = "directory"
    declares: ClassVar[Declaration] = {
        "Organization": Kept(conditional=EVERY, update_create=True),
        "Location": Kept(conditional=("create", "update", "delete-all"), update_create=True),
        "Practitioner": Kept(conditional=EVERY, update_create=True),
        "PractitionerRole": Kept(conditional=EVERY, update_create=True),
        "Endpoint": Kept(("read", "search-type", "create"), ("_id", "organization")),
    }
    everywhere: ClassVar[tuple[str, ...]] = ("transaction", "batch", "history-system")

    def __init__(self) -> None:
        super().__init__(Store(search_table(offered(self.declares))))


class Caller(httpx.Client):
    """Asks a directory; its base is the FHIR base, and `database` what the directory keeps it all in."""

    database: sqlite3.Connection

    def put(self, name: str, /, **elements: Any) -> httpx.Response:  # type: ignore[override]
        """Puts a resource to the address `name` (``Location/a``)."""
        type_, _, id_ = name.partition("/")
        return self.request("PUT", name, json={"resourceType": type_, "id": id_, **elements}, headers=FHIR)

    def found(self, asked: str) -> list[str]:
        """What a search finds and brings along, by type and id."""
        answer = self.get(asked)
        assert answer.status_code == 200, answer.text
        return [f"{one['resource']['resourceType']}/{one['resource']['id']}" for one in answer.json().get("entry", ())]

    def carried_out(self, kind: str, *entries: dict[str, Any]) -> httpx.Response:
        """Posts a Bundle."""
        bundle = {"resourceType": "Bundle", "type": kind, "entry": list(entries)}
        return self.post("", content=json.dumps(bundle), headers=FHIR)


FHIR = {"content-type": "application/fhir+json"}


@pytest.fixture
def directory() -> Iterator[Caller]:
    service = Directory()
    with HttpServer(application(service)) as server, Caller(base_url=f"{server.url}/fhir/") as caller:
        caller.database = service.store.database
        yield caller
    service.store.close()
