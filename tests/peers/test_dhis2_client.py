"""dhis2-client, by HISP, sends to the reference HMIS and reads its answers as DHIS2's own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.messages import data_value_sets
from harness.mocks.health_management_information_system import HealthManagementInformationSystem
from harness.transport.http_server import HttpServer
from tests.messages.adx.malaria import form, report
from tests.peers.peer import folder

pytestmark = pytest.mark.peer

SCRIPT = Path(__file__).with_name("dhis2_sender.py")
VALUES: dict[str, Any] = data_value_sets.as_json(report(), form())


@pytest.fixture
def hmis() -> Iterator[str]:
    service = HealthManagementInformationSystem()
    with HttpServer(service.app) as server:
        yield server.url
    service.close()


def sent(base: str, values: dict[str, Any]) -> dict[str, Any]:
    """What the client was answered and what it found afterwards."""
    python = folder() / "bin" / "python"
    asked = [python, "-c", "import dhis2_client"]
    there = python.exists() and subprocess.run(asked, capture_output=True).returncode == 0
    if not there:
        pytest.skip(f"dhis2-client is not installed in {folder()}: pip install -r tests/peers/requirements.txt")
    command = [python, SCRIPT, base]
    done = subprocess.run(command, input=json.dumps(values), capture_output=True, text=True, check=True, timeout=60)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_what_it_sends_is_kept_and_counted(hmis: str) -> None:
    answer = sent(hmis, VALUES)
    assert answer["sent"]["response"]["importCount"]["imported"] == 32
    assert sorted(map(str, answer["kept"]["dataValues"])) == sorted(map(str, VALUES["dataValues"]))


def test_a_value_that_is_not_taken_is_a_conflict_to_it(hmis: str) -> None:
    wrong = {**VALUES, "dataValues": [*VALUES["dataValues"][:-1], {"dataElement": "X", "value": "1"}]}
    answer = sent(hmis, wrong)
    assert answer["sent"]["refused"] == "WARNING: X: There is no data element with this code (dataValues[31])"
    assert len(answer["kept"]["dataValues"]) == 31
