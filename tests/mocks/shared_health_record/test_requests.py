"""A shared health record keeps requests for follow-up: versions, searches, and what it loads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness import folders
from harness.errors import UsageError
from harness.mocks.shared_health_record import SharedHealthRecord
from harness.mocks.shared_health_record.configuration import EXAMPLE, read
from harness.transport.http_server import HttpServer

FHIR_JSON = {"content-type": "application/fhir+json"}
ASKED: dict[str, Any] = {
    "resourceType": "ServiceRequest",
    "status": "active",
    "intent": "order",
    "code": {"coding": [{"system": "http://x", "code": "visit"}]},
    "subject": {"reference": "Patient/of-somebody-else"},
    "performer": [{"reference": "Organization/community"}],
}


@pytest.fixture
def record() -> Iterator[httpx.Client]:
    service = SharedHealthRecord()
    with HttpServer(service.app) as server, httpx.Client(base_url=f"{server.url}/fhir/", timeout=20) as made:
        yield made
    service.close()


def kept(record: httpx.Client) -> dict[str, Any]:
    made: dict[str, Any] = record.post("ServiceRequest", json=ASKED, headers=FHIR_JSON).json()
    return made


def claim(record: httpx.Client, was: dict[str, Any], version: str) -> httpx.Response:
    headers = {**FHIR_JSON, "if-match": version}
    return record.put(f"ServiceRequest/{was['id']}", json=was | {"status": "on-hold"}, headers=headers)


@pytest.mark.parametrize(
    "more", ["", "&code=http://x|visit", "&patient=Patient/of-somebody-else", "&performer=Organization/community"]
)
def test_an_active_request_is_found(record: httpx.Client, more: str) -> None:
    was = kept(record)
    found = record.get(f"ServiceRequest?status=active{more}").json()

    assert [one["resource"]["id"] for one in found["entry"]] == [was["id"]]


def test_of_two_claims_the_first_holds(record: httpx.Client) -> None:
    was = kept(record)

    assert [claim(record, was, 'W/"1"').status_code for _ in range(2)] == [200, 412]
    assert record.get("ServiceRequest?status=active").json()["total"] == 0
    assert record.get("ServiceRequest?status=on-hold").json()["total"] == 1


def test_requests_are_loaded_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "requests.ndjson").write_text(json.dumps(ASKED | {"id": "r1"}), encoding="utf-8")
    (tmp_path / "record.toml").write_text(EXAMPLE, encoding="utf-8")
    service = SharedHealthRecord.configured(tmp_path / "record.toml", data=tmp_path / "data")
    with HttpServer(service.app) as server:
        found = httpx.get(f"{server.url}/fhir/ServiceRequest/r1")
    service.close()

    assert (found.status_code, (tmp_path / "data").is_file()) == (200, True)


def test_the_example_file_makes_one() -> None:
    SharedHealthRecord.configured(folders.fixtures() / "mocks" / "shared_health_record.toml").close()


def test_a_wrong_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "record.toml").write_text("load = 3", encoding="utf-8")

    with pytest.raises(UsageError, match="load: "):
        read(tmp_path / "record.toml")
