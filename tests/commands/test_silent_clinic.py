"""A clinic where nobody does what is asked holds up no run: it is asked three times, and no more."""

from __future__ import annotations

import pytest

from harness.evidence.reading import read
from harness.evidence.record import Ending, NotPlayed, Wait
from tests.commands.conftest import HarnessIn
from tests.commands.unsteady import Unsteady, table

CLINIC = """
[[participants]]
name = "Silent"
actors = ["point_of_service"]
ihe_actors = ["patient_identity_source"]
patience = 0.3

[[participants.domains]]
uri = "http://ohie.org/test/test_a"
oid = "2.16.840.1.113883.3.72.5.9.2"
namespace = "TEST_A"

"""
Records = list[Ending | NotPlayed | Wait]


@pytest.fixture(scope="module")
def recorded(harness_in: HarnessIn, tmp_path_factory: pytest.TempPathFactory) -> Records:
    """What a run wrote down of a silent clinic and a registry that answers."""
    folder, system = tmp_path_factory.mktemp("silent"), Unsteady()
    (folder / "event.toml").write_text(CLINIC + table("Quick", system), encoding="utf-8")
    harness_in(folder, "run", "--participants", "event.toml", "--listen-port", "0", "CRWF-1", "CRWF-2", "CRWF-3")
    system.close()
    (run,) = (one for one in (folder / "reports").iterdir() if one.is_dir())
    return [one for one in read(run).records if isinstance(one, Ending | NotPlayed | Wait)]


def test_a_silent_clinic_is_asked_three_times(recorded: Records) -> None:
    assert len([one for one in recorded if isinstance(one, Wait) and one.state == "expired"]) == 3


def test_what_is_left_of_a_silent_clinic_is_inconclusive_with_the_reason(recorded: Records) -> None:
    left = [one for one in recorded if isinstance(one, NotPlayed) and one.verdict == "INCONCLUSIVE"]
    assert {one.caused_by for one in left} == {"Silent"}
    assert all(one.reason.startswith("nobody answered three instructions in a row, the last at ") for one in left)


def test_a_silent_clinic_takes_nothing_from_the_others(recorded: Records) -> None:
    quick = [one for one in recorded if isinstance(one, Ending) and "Quick" in one.verdicts]
    assert {one.verdict for one in quick} == {"PASS"}
