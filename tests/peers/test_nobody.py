"""A registry that takes everything and knows nobody must not be able to pass anything but that it answers."""

from __future__ import annotations

import pytest

from harness.transport.http_server import HttpServer
from tests.peers.conftest import Judged, judge
from tests.peers.nobody import finds_nobody, knows_no_address, registry

ANSWERED = {"1-01", "104-10", "78-26", "83-10", "119-11"}
"""What whoever answers at all passes: that it does, and that it knows what time it is."""


@pytest.fixture(scope="module", params=[finds_nobody, knows_no_address], ids=lambda one: one.__name__)
def straw(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    with HttpServer(registry(request.param)) as server:
        return judge(f"{server.url}/fhir", "Straw", tmp_path_factory.mktemp("straw"))


def test_who_knows_nobody_passes_nothing_but_that_it_answers(straw: Judged) -> None:
    doubted = straw.requirements("FAIL") | straw.requirements("INCONCLUSIVE") | straw.requirements("NOTED")
    assert straw.requirements("PASS") - doubted <= ANSWERED


def test_who_knows_nobody_fails_to_find_whom_it_was_told_of(straw: Judged) -> None:
    assert (straw.exit, "CRWF-3" in straw.requirements("FAIL")) == (1, True)
