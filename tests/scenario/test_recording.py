"""What a recording says of that which is not in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import Inconclusive, NothingReceived
from harness.evidence.ledger import Ledger
from harness.evidence.reading import read
from harness.evidence.record import Ending, Finding, Step, Wait
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


def test_a_play_that_broke_off_breaks_off_for_the_reason_it_had(tmp_path: Path) -> None:
    ledger, reason = Ledger(tmp_path), "the operator program at http://localhost did not take the instruction (404)"
    ledger.add(Wait(PLAY, 3, 1, "Amani", "Tell the repository.", "http://localhost/fhir", 0.0, "expired"))
    ledger.add(Ending(PLAY, "INCONCLUSIVE", {}, 0.0, reason, "Amani"))
    ledger.close()
    with pytest.raises(Inconclusive, match=r"did not take the instruction \(404\)") as raised:
        Recording(read(tmp_path), go_on=False).lacks("ITI-20", PLAY, 3, initiator="client_registry")
    assert raised.value.caused_by == "Amani"


def test_a_then_that_found_nothing_out_has_its_own_reason(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.add(Step(PLAY, 4, "then", "it shows Amina", 0.0, "pos", "SHALL", "104-01"))
    said = Finding(PLAY, 4, "104-01", "pos", "Amani", "SHALL", "INCONCLUSIVE", "it shows Amina", found="nobody looked")
    ledger.add(said)
    ledger.add(Ending(PLAY, "INCONCLUSIVE", {}, 0.0, "something else", "Amani"))
    ledger.close()
    with pytest.raises(Inconclusive, match="nobody looked"):
        Recording(read(tmp_path), go_on=False).breaks_off(PLAY, 4, "the evidence does not say")
