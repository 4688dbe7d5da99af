"""Our client registry, fed and asked by HAPI: the OHIE-CR cases in the suite's order, read by another parser.

Steps, identifiers and people are the suite's, messages and expectations ours (``ohie_cr.csv``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.mocks.client_registry import ClientRegistry, Rules
from harness.mocks.client_registry.rules import Speech
from harness.transport.mllp_server import MllpServer
from tests.peers.hapi import Hapi, hapi
from tests.peers.peer import PeerMissing

pytestmark = pytest.mark.peer

OHIE = Rules(speech=Speech(repeats_queried=True))
AFTER = {"ADT": "PV1||I", "QBP": "RCP|I"}


@pytest.fixture(scope="module")
def client() -> Iterator[Hapi]:
    registry = ClientRegistry(rules=OHIE)
    with MllpServer(registry.hear, refuse=registry.refuse) as server:
        try:
            with hapi(server.port) as found:
                yield found
        except PeerMissing as missing:
            pytest.skip(str(missing))
    registry.close()


def steps() -> dict[str, list[dict[str, str]]]:
    """The rows of each step; the first of them has the message."""
    found: dict[str, list[dict[str, str]]] = {}
    with Path(__file__).with_name("ohie_cr.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["step"], []).append(row)
    return found


STEPS = steps()


def message(row: dict[str, str]) -> str:
    code = row["kind"][:3]
    version = "2.3.1" if code == "ADT" else "2.5"
    header = rf"MSH|^~\&|{row['sender']}|TEST|CR1|MOH_CAAT|20260101120000||{row['kind']}|{row['step']}|P|{version}"
    event = ["EVN||20260101120000"] if code == "ADT" else []
    return "\r".join([header, *event, *row["rest"].split(r"\r"), AFTER[code], ""])


@pytest.mark.parametrize("step", STEPS)
def test_hapi_finds_in_the_answer_what_the_suite_means(client: Hapi, step: str) -> None:
    rows = STEPS[step]
    found = client.says(message(rows[0]), "MSA-2", *(row["path"] for row in rows))

    assert found[0] == step
    for value, row in zip(found[1:], rows, strict=True):
        assert value in row["wanted"].split(" ") or (row["wanted"] == "*" and value), (row["path"], value)
