"""A run that is judged again opens no port: another one may be listening there."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.errors import Inconclusive
from harness.evidence.ledger import Ledger
from harness.evidence.reading import read
from harness.participants import Listener, Participants
from harness.scenario.outages import BackInService, OutOfService, begin
from harness.scenario.recording import Recording
from harness.scenario.stage import Stage
from tests.scenario.conftest import participant
from tests.scenario.plays_v2 import TEXT, played, stage, written

CLINIC = participant("Clinic", "point_of_service", endpoints={}, protocols=("hl7v2",), ports=(20000, 20009))
ODD = TEXT.replace("grace = patients", "client_registry.answers(oddities.Nobody())\n        grace = patients")
ODD = ODD.replace("import given,", "import given, oddities,")


@pytest.fixture
def again(tmp_path: Path) -> Iterator[Stage]:
    """Where a run is judged again, while somebody else listens at the port that is ours."""
    Ledger(tmp_path / "before").close()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        came = Participants(everyone=(CLINIC,), listener=Listener(port=taken.getsockname()[1]))
        recording = Recording(read(tmp_path / "before"), go_on=False)
        with stage(tmp_path, (), participants=came, recording=recording) as made:
            yield made


def test_an_oddity_is_not_put_up(again: Stage, tmp_path: Path) -> None:
    ending, _ = played(written(tmp_path, ODD), {"point_of_service": CLINIC}, again)
    assert (ending.verdict, ending.reason) == ("INCONCLUSIVE", "the evidence holds no ITI-8 at this place")


@pytest.mark.parametrize("endpoint", ["fhir", "hl7v2"])
def test_an_address_is_told_where_nobody_listens(again: Stage, endpoint: str) -> None:
    root = again.participants.listener.root
    expected = {"fhir": f"{root}/clinic/client_registry/fhir", "hl7v2": "mllp://127.0.0.1:20000"}
    assert again.premises.base_for(CLINIC, "client_registry", None, endpoint) == expected[endpoint]


def test_nobody_waits_for_an_outage_to_be_noticed_and_who_would_not_notice_is_told() -> None:
    begin(BackInService(OutOfService()), (), answers=False)
    with pytest.raises(Inconclusive, match="over FHIR alone"):
        begin(OutOfService(), [participant("It", "client_registry", audits="syslog-udp")], answers=False)
