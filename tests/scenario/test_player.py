"""Which domains a patient is named in, whoever plays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from harness.evidence.ledger import Ledger
from harness.openhie.domains import DEFAULT_DOMAINS
from harness.openhie.requirements import Catalogue
from harness.participants import Listener, Participant, Participants
from harness.scenario.casting import Casting
from harness.scenario.library import scenarios
from harness.scenario.operator import Operator
from harness.scenario.play import Play
from harness.scenario.player import Player
from harness.scenario.proof import Nobody
from harness.scenario.stage import Stage
from tests.scenario.conftest import participant

TEST, TEST_A, TEST_B, NID = DEFAULT_DOMAINS
Cast = Callable[..., Player]


@pytest.fixture
def registry(tmp_path: Path, catalogue: Catalogue) -> Iterator[Cast]:
    """`registry(*people)` is the client registry of a play between them."""
    script = next(one.script for one in scenarios(catalogue) if "registered_once" in one.script.name)
    with_everybody = Participants(everyone=(), listener=Listener(port=0))
    stage = Stage(
        run="r",
        seed="s",
        watcher=Nobody(),
        participants=with_everybody,
        catalogue=catalogue,
        ledger=Ledger(tmp_path / "run"),
        operator=Operator(say=lambda _: None, ask=lambda _: None),
    )

    def cast(*people: Participant) -> Player:
        return Play(script, Casting({one.actors[0]: one for one in people}), stage).players["client_registry"]

    yield cast
    stage.close()
    stage.ledger.close()


def test_a_second_domain_is_not_the_registrys_own(registry: Cast) -> None:
    assert registry(participant("R", "client_registry")).other_domains == (TEST_A, TEST_B, NID)


def test_a_second_domain_is_not_the_one_in_which_the_clinic_names_its_patients(registry: Cast) -> None:
    clinic = participant("C", "point_of_service", domains=(replace(TEST_A, application="EMR"),))
    assert registry(participant("R", "client_registry"), clinic).other_domains == (TEST_B, NID)
