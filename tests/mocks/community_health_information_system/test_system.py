"""A community health information system does what a program tells it, and remembers what came of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness import folders
from harness.errors import UsageError
from harness.mocks.community_health_information_system import CommunityHealthInformationSystem
from harness.mocks.community_health_information_system.configuration import EXAMPLE, SHARED_HEALTH_RECORD, read
from harness.mocks.community_health_information_system.tasks import task_in
from harness.mocks.shared_health_record import SharedHealthRecord
from harness.transactions import FollowUpSearch, Transaction, UpdateFollowUp
from harness.transport.http_server import HttpServer

WAS = {"resourceType": "ServiceRequest", "id": "17", "status": "active"}
SAID = (FollowUpSearch("active"), UpdateFollowUp(WAS, "on-hold", 'W/"1"'))


@pytest.mark.parametrize("said", SAID, ids=lambda one: type(one).__name__)
def test_what_a_scenario_says_is_understood(said: Transaction) -> None:
    assert task_in(said.task()).transaction() == said


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown action": ({"action": "find follow-ups"}, "Did you mean"),
    "no status": ({"action": "find follow-up"}, "status"),
    "no request": ({"action": "update follow-up", "was": {"id": "17"}, "status": "on-hold"}, "was: a ServiceRequest"),
}


@pytest.mark.parametrize(("task", "words"), WRONG.values(), ids=WRONG.keys())
def test_what_is_no_task_is_refused(task: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        task_in(task)


@pytest.fixture
def system() -> Iterator[str]:
    """Where one is that knows a shared health record."""
    keeper = SharedHealthRecord()
    with HttpServer(keeper.app) as there:
        service = CommunityHealthInformationSystem(record=f"{there.url}/fhir")
        with HttpServer(service.app) as here:
            yield f"{here.url} {there.url}/fhir"
        service.close()
    keeper.close()


def waited_for(url: str, words: str) -> str:
    for _ in range(100):
        if words in (page := httpx.get(url).text):
            return page
        time.sleep(0.05)
    return page


def test_a_task_is_carried_out(system: str) -> None:
    url, record = system.split()
    told = {"kind": "instruction", "address": record, "task": SAID[0].task()}

    assert httpx.post(f"{url}/instructions", json=told).status_code == 202
    assert "that are active: 200" in waited_for(url, "active")


def test_there_is_no_screen(system: str) -> None:
    asked = httpx.post(f"{system.split()[0]}/instructions", json={"kind": "question", "task": {"sight": "a patient"}})

    assert asked.json() == {"answer": "cannot tell"}


def test_a_file_says_where_requests_are_kept(tmp_path: Path) -> None:
    (tmp_path / "chis.toml").write_text(EXAMPLE, encoding="utf-8")
    name = "community_health_information_system.toml"
    CommunityHealthInformationSystem.configured(folders.fixtures() / "mocks" / name).close()

    assert read(tmp_path / "chis.toml") == SHARED_HEALTH_RECORD


def test_a_wrong_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "chis.toml").write_text("shared_health_record = 'there'", encoding="utf-8")

    with pytest.raises(UsageError, match="shared_health_record: a FHIR base URL is wanted"):
        read(tmp_path / "chis.toml")
