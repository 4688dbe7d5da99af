"""A SOAP client that is not ours polls our facility registry for what changed, from its WSDL on (ITI-74)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from harness.mocks.directory.configuration import Configuration
from harness.mocks.facility_registry import FacilityRegistry
from harness.transport.http_server import HttpServer
from tests.peers.peer import REPOSITORY, folder

pytestmark = pytest.mark.peer


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What zeep was told; skips where there is none."""
    python, clinic = folder() / "bin" / "python", tmp_path_factory.mktemp("clinic") / "clinic.json"
    asked = [str(python), "-c", "import zeep"]
    if not python.exists() or subprocess.run(asked, check=False, capture_output=True).returncode:
        pytest.skip(f"zeep is not installed in {folder()}: .peers/bin/pip install -r tests/peers/requirements.txt")
    clinic.write_text('{"resourceType": "Location", "id": "l", "name": "Amani"}', encoding="utf-8")
    registry = FacilityRegistry(configuration=Configuration(load=(clinic,)))
    with HttpServer(registry.app) as server:
        done = _run(python, f"{server.url}/soap?wsdl")
    registry.close()
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _run(python: Path, wsdl: str) -> subprocess.CompletedProcess[str]:
    command = [str(python), str(REPOSITORY / "tests" / "peers" / "csd_client.py"), wsdl]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_zeep_reads_what_changed(told: Any) -> None:
    assert told["names"] == ["Amani"]


def test_zeep_reads_that_nothing_changed(told: Any) -> None:
    assert told["to come"] == []


def test_zeep_hears_that_yesterday_is_no_instant(told: Any) -> None:
    assert told["fault"] == "lastModified is no xs:dateTime"
