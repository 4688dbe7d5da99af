"""What a recording says of that which is not in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import Inconclusive, NothingReceived
from harness.evidence.ledger import Ledger
from harness.evidence.reading import read
from harness.evidence.record import Wait
from harness.scenario.recording import Recording

PLAY = "create.somebody_is_audited[Amani as client_registry]"


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    ledger = Ledger(tmp_path)
    ledger.add(Wait(PLAY, 3, 1, "Amani", "Tell the repository.", "http://localhost/fhir", 0.0, "expired"))
    ledger.close()
    return Recording(read(tmp_path), go_on=False)


def test_a_wait_that_ran_out_runs_out_again(recording: Recording) -> None:
    with pytest.raises(NothingReceived, match=r"no ITI-20 arrived at http://localhost/fhir before the wait ran out"):
        recording.lacks("ITI-20", PLAY, 3, initiator="client_registry")


def test_what_nobody_waited_for_is_not_known(recording: Recording) -> None:
    with pytest.raises(Inconclusive, match="the evidence holds no ITI-20 at this place"):
        recording.lacks("ITI-20", PLAY, 4, initiator="client_registry")
