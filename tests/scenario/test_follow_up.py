"""The workflow of three systems that begin and answer exchanges (W-33), each of them a participant, without us."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from harness.mocks import MOCKS
from harness.participants import Participant
from harness.scenario.casting import castings
from harness.scenario.play import Play
from harness.transport.http_server import HttpServer
from tests.library import LIBRARY
from tests.scenario.conftest import participant
from tests.scenario.plays_v2 import stage

NAMES = ("point-of-service", "shared-health-record", "community-health-information-system")


@pytest.fixture
def everybody() -> Iterator[list[Participant]]:
    """The three mocks as participants."""
    with ExitStack() as open_:
        found = []
        for name in NAMES:
            mock = MOCKS[name].make()
            open_.callback(mock.close)
            url = open_.enter_context(HttpServer(mock.app)).url
            told = {"endpoints": {"fhir": f"{url}/fhir"}, "operator": f"{url}/instructions", "patience": 5}
            found.append(participant(name, mock.actor, **told))
        yield found


@pytest.mark.parametrize("layer", [False, True])
def test_peers_follow_up_together(tmp_path: Path, everybody: list[Participant], layer: bool) -> None:
    every = [one for one in LIBRARY if one.script.workflow == "W-33"]
    cast = [(one, how) for one in every for how in castings(one.script, everybody, pairs=True, layer=layer)]
    with stage(tmp_path, everybody) as on:
        verdicts = {Play(one.script, how, on).perform(one.function).verdict for one, how in cast}

    assert verdicts == {"PASS"}
    assert [len(how.participants) for _, how in cast].count(3) == 2
