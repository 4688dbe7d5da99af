"""A registry that takes everything and knows nobody must not be able to pass anything but that it answers."""

from __future__ import annotations

import pytest

from harness.transport.http_server import HttpServer
from tests.peers.conftest import Judged, judge
from tests.peers.nobody import finds_nobody, knows_no_address, registry

ANSWERED = {"104-10", "78-26", "83-10", "119-11"}
WITHOUT_CONTROL = {
    finds_nobody: {
        "104-01": "$ihe-pix is answered 200, whatever is in it",
        "104-05": "an old identifier is left out of an answer that names none",
        "119-03": "nobody is certain where nobody is ever found",
        "119-05": "somebody unknown is not found where nobody is ever found",
        "119-06": "a replaced record is no candidate where nobody ever is",
        "78-03": "an identifier of nobody finds nobody where none finds anybody",
        "78-06": "a replaced record is not shown where none ever is",
        "78-07": "two empty answers are alike",
        "83-02": "nothing in the wanted domain, as in every other",
        "83-06": "nothing for an old identifier, as for every other",
        "83-11": "the identifier that was asked with is not among none",
    },
    knows_no_address: {
        "78-04a": "404 and not-found for an unknown domain, as for a known one",
        "78-04b": "404 for an unknown domain, as for a known one",
        "78-14b": "404 for a record that is not there, as for one that is",
        "78-14c": "404 for a replaced record, as for one that lives",
        "83-03": "404 and not-found for an unknown identifier, as for a known one",
        "Z-05": "404 for a record that is not there, as for one that is",
    },
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
