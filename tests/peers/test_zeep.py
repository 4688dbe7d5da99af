"""A SOAP client that is not ours is served by our Value Set Repository, from its WSDL on."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.mocks.terminology_service import Settings, TerminologyService
from harness.transport.http_server import HttpServer
from tests.peers.peer import REPOSITORY, folder

pytestmark = pytest.mark.peer

OID = "2.25.77.2.1"
VACCINES = REPOSITORY / "fixtures" / "codes" / "vaccines"


@pytest.fixture(scope="module")
def python() -> Path:
    """The Python that has zeep; skips where there is none."""
    python = folder() / "bin" / "python"
    asked = [str(python), "-c", "import zeep"]
    if not python.exists() or subprocess.run(asked, check=False, capture_output=True).returncode:
        pytest.skip(f"zeep is not installed in {folder()}: .peers/bin/pip install -r tests/peers/requirements.txt")
    return python


@pytest.fixture(scope="module")
def wsdl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a service with the vaccines describes itself."""
    codes = tmp_path_factory.mktemp("codes")
    for file in VACCINES.glob("*.json"):
        text = file.read_text("utf-8").replace("{mark}", "Amara").replace("{oid}", "2.25.77")
        (codes / file.name).write_text(text, encoding="utf-8")
    service = TerminologyService(settings=Settings(load=(codes,)))
    with HttpServer(service.app) as server:
        yield f"{server.url}/soap?wsdl"
    service.close()


@pytest.fixture(scope="module")
def told(python: Path, wsdl: str) -> Any:
    """What zeep was told."""
    command = [str(python), str(REPOSITORY / "tests" / "peers" / "svs_client.py"), wsdl, OID]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_zeep_reads_a_value_set_in_its_language(told: Any) -> None:
    assert (told["version"], told["names"][0]) == ("2.0.0", "Vaccin BCG")


def test_zeep_reads_value_sets_by_what_describes_them(told: Any) -> None:
    assert told["several"] == [OID, OID]


def test_zeep_hears_that_nobody_has_a_value_set(told: Any) -> None:
    assert told["fault"] == "{urn:ihe:iti:svs:2008}NAV"
