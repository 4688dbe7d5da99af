"""FHIR's own terminology cases at the terminology service mock. Where it answers otherwise, the reason is known.

terminology_cases.csv has a line for each case that it answers otherwise, with the reason why.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from harness.conformance.packages.definitions import HOW_TO_GET, definitions
from harness.mocks.terminology_service import TerminologyService
from harness.transport.http_server import HttpServer
from tests.peers.peer import PeerMissing
from tests.peers.terminology_cases import answers

pytestmark = pytest.mark.peer

LISTED = Path(__file__).with_name("terminology_cases.csv")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    if not definitions().available:
        pytest.skip(HOW_TO_GET)
    service = TerminologyService()
    with HttpServer(service.app, host="127.0.0.1", port=0) as server:
        try:
            told = answers(f"{server.url}/fhir", tmp_path_factory.mktemp("cases"))
        except PeerMissing as missing:
            pytest.skip(str(missing))
    service.close()
    return told


def test_all_cases_are_asked(found: dict[str, str]) -> None:
    assert len(found) > 250


def test_those_that_are_answered_otherwise_are_listed_with_a_reason(found: dict[str, str]) -> None:
    with LISTED.open(encoding="utf-8", newline="") as text:
        listed = {row["case"]: row["reason"] for row in csv.DictReader(text)}

    assert {case: why for case, why in found.items() if why and case not in listed} == {}
    assert [case for case, reason in listed.items() if not found.get(case) or len(reason) < 20] == []
