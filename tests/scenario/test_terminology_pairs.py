"""Two systems play the terminology workflows between themselves: over FHIR, over HTTP by SVS, and in SOAP."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from harness.mocks import MOCKS
from harness.participants import Listener, Participant, Participants
from harness.scenario.casting import castings
from harness.scenario.library import Scenario
from harness.scenario.play import Play
from harness.scenario.proof import _participant, _stage
from harness.scenario.proof_settings import SETTINGS
from harness.scenario.stage import Stage
from tests import library
from tests.library import CATALOGUE

LIBRARY = [one for one in library.LIBRARY if "/terminology_service/" in one.script.file]
BOTH = [one for one in LIBRARY if one.script.judged_actors >= {"point_of_service", "terminology_service"}]


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Participant, Participant]]:
    """A terminology service and a point of service of ours, as if others had brought them."""
    with ExitStack() as running:
        brought = []
        for mock in ("terminology-service", "point-of-service"):
            everyone, _ = running.enter_context(_participant(MOCKS[mock].make, SETTINGS[0]))
            brought.append(dataclasses.replace(everyone.everyone[0], name=mock, slug=mock))
        yield brought[0], brought[1]


@pytest.fixture(scope="module")
def stage(pair: tuple[Participant, Participant], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder: Path = tmp_path_factory.mktemp("pair")
    made = _stage(folder, Participants(everyone=pair, listener=Listener(port=0)), CATALOGUE)
    yield made
    made.close()
    made.ledger.close()


@pytest.mark.parametrize("scenario", BOTH, ids=lambda one: one.script.name)
def test_two_systems_play_it_between_themselves(
    scenario: Scenario, stage: Stage, pair: tuple[Participant, Participant]
) -> None:
    (cast,) = (one for one in castings(scenario.script, pair, pairs=True) if len(one.participants) == 2)
    play = Play(scenario.script, cast, stage)
    assert play.perform(scenario.function).verdict == "PASS"
    assert {one.participant for one in play.findings} == {one.name for one in pair}
