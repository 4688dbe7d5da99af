"""What the registries refuse, and what their files say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.errors import UsageError
from harness.mocks import MOCKS
from tests.mocks.directories.conftest import total

BAD = {
    "a count below nothing": "Location?_count=-1",
    "a count in words": "Location?_count=many",
    "a place in words": "Location?near=behind the market",
    "a place off the globe": "Location?near=91|200|1|km",
    "a distance below nothing": "Location?near=1|1|-5|km",
    "a unit that nobody knows": "Location?near=1|1|5|cubits",
    "a time in words": "Location?_lastUpdated=geyesterday",
    "a history since words": "Location/_history?_since=yesterday",
    "a history of so many": "Location/_history?_count=-1",
    "a modifier that nobody knows": "Location?name:sounds-like=x",
}


@pytest.mark.parametrize("name", BAD)
def test_what_nobody_can_understand_is_refused_with_a_reason(opened: Any, name: str) -> None:
    answer = opened("facility-registry").get(BAD[name])
    assert (answer.status_code, answer.json()["resourceType"]) == (400, "OperationOutcome")


@pytest.mark.parametrize("name", ["facility-registry", "health-worker-registry"])
def test_a_registry_loads_what_its_file_names(tmp_path: Path, name: str) -> None:
    (tmp_path / "one.ndjson").write_text('{"resourceType": "Organization", "id": "a", "name": "Kisumu"}\n')
    (tmp_path / "registry.toml").write_text('load = ["one.ndjson"]')
    mock = MOCKS[name].load().configured(tmp_path / "registry.toml")
    assert mock.directory.store.read("Organization", "a") is not None
    mock.close()


WRONG = {
    "asks": ('[[sources]]\nactor = "facility_registry"\nbase = "http://x/fhir"', "asks nobody for updates"),
    "strange": ('colour = "green"', "colour"),
    "nowhere": ('load = ["nowhere.ndjson"]', "nowhere.ndjson"),
    "of nobody": ('[[sources]]\nactor = "client_registry"\nbase = "http://x/fhir"', "sources.0.actor"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_says_something_wrong_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "registry.toml").write_text(WRONG[name][0])
    with pytest.raises(UsageError, match=WRONG[name][1]):
        MOCKS["facility-registry"].load().configured(tmp_path / "registry.toml")


def test_a_read_and_a_search_refuse_a_format_each_in_its_way(opened: Any) -> None:
    client, strange = opened("facility-registry"), {"accept": "text/nobodys"}
    asked = [client.get(one, headers=strange).status_code for one in ("Location/1", "Location?name=x")]
    assert asked == [400, 406]


def test_of_a_broken_transaction_nothing_stays(opened: Any) -> None:
    client = opened("facility-registry")
    entries = [
        {
            "resource": {"resourceType": "Organization", "name": "A"},
            "request": {"method": "POST", "url": "Organization"},
        },
        {"resource": {"resourceType": "Location", "name": 7}, "request": {"method": "POST", "url": "Location"}},
    ]
    answer = client.post("", json={"resourceType": "Bundle", "type": "transaction", "entry": entries})
    assert (answer.status_code, total(client, "Organization")) == (400, 0)
