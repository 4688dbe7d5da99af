"""A registry that takes everything and knows nobody must not be able to pass anything but that it answers."""

from __future__ import annotations

import pytest

from harness.transport.http_server import HttpServer
from tests.peers.conftest import Judged, judge
from tests.peers.nobody import finds_nobody, knows_no_address, registry

ANSWERED = {"104-10", "78-26", "83-10", "119-11"}
WITHOUT_CONTROL = {
    finds_nobody: {
        "78-06": "a replaced record is not shown where none ever is; a point of service is not asked to look before",
    },
    knows_no_address: {},
}


@pytest.fixture(scope="module", params=WITHOUT_CONTROL, ids=lambda one: one.__name__)
def straw(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Judged, set[str]]:
    with HttpServer(registry(request.param)) as server:
        judged = judge(f"{server.url}/fhir", "Straw", tmp_path_factory.mktemp("straw"))
    return judged, set(WITHOUT_CONTROL[request.param])


def test_who_knows_nobody_passes_nothing_that_has_a_control(straw: tuple[Judged, set[str]]) -> None:
    judged, without_control = straw
    doubted = judged.requirements("FAIL") | judged.requirements("INCONCLUSIVE") | judged.requirements("NOTED")
    assert judged.requirements("PASS") - doubted - ANSWERED <= without_control


def test_who_knows_nobody_fails_to_find_whom_it_was_told_of(straw: tuple[Judged, set[str]]) -> None:
    judged, _ = straw
    assert (judged.exit, "CRWF-3" in judged.requirements("FAIL")) == (1, True)
