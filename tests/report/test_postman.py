"""A play as a collection for Postman; newman, Postman's own runner, sends it to a mock."""

from __future__ import annotations

import dataclasses
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from harness.evidence.kept import Crossing
from harness.evidence.redaction import MASK
from harness.mocks import MOCKS
from harness.report.exports import export
from harness.report.model import Play, Run
from harness.report.postman import collection, repeatable
from harness.transport.http_server import HttpServer
from tests.peers.peer import folder

NEWMAN = folder() / "node_modules" / "newman" / "bin" / "newman.js"


@pytest.fixture
def play(event: Run) -> Play:
    """A play in which a patient is fed and asked for over HTTP."""
    found = next(each for each in event.plays if each.scenario.title == "A changed name is seen by everybody")
    return dataclasses.replace(found, crossings=tuple(map(based, found.crossings)))


def based(crossing: Crossing) -> Crossing:
    """`crossing` with the base of whoever answered, which the harness writes down."""
    base = crossing.exchange.address.partition("/Patient")[0]
    return Crossing.of(crossing.play, crossing.step, dataclasses.replace(crossing.exchange, base=base))


def items(made: dict[str, Any]) -> list[dict[str, Any]]:
    return [item["request"] for each in made["item"] for item in each["item"]]


def test_each_request_of_a_play_is_there_in_its_order(play: Play) -> None:
    made = items(collection([play], name="Mine"))
    assert [each["method"] for each in made] == [each.request.method for each in play.exchanges]
    assert [each["body"]["raw"].encode() for each in made if "body" in each] == [
        each.request.body for each in play.exchanges if each.request.body
    ]


def test_where_a_responder_lives_is_a_variable(play: Play) -> None:
    made = collection([play], name="Mine")
    assert {each["url"]["host"][0] for each in items(made)} == {"{{client_registry}}"}
    assert made["variable"][0]["value"] == play.exchanges[0].base


def test_two_addresses_of_one_actor_are_two_variables(play: Play) -> None:
    first, *rest = play.crossings
    moved = Crossing.of(first.play, first.step, dataclasses.replace(first.exchange, base=""))
    moved_play = dataclasses.replace(play, crossings=(*rest, moved))
    keys = [each["key"] for each in collection([moved_play], name="Mine")["variable"]]
    assert keys == ["client_registry", "client_registry_2", "secret"]


def test_what_was_redacted_is_a_variable(play: Play) -> None:
    crossing = play.crossings[0]
    request = dataclasses.replace(crossing.exchange.request, headers=(("Authorization", f"Bearer {MASK}"),))
    secret = Crossing.of(crossing.play, crossing.step, dataclasses.replace(crossing.exchange, request=request))
    made = items(collection([dataclasses.replace(play, crossings=(secret,))], name="Mine"))
    assert made[0]["header"] == [{"key": "Authorization", "value": "Bearer {{secret}}"}]


def test_what_is_too_long_stands_in_a_file_or_is_said_to_be_missing(play: Play) -> None:
    crossing = play.crossings[0]
    request = dataclasses.replace(crossing.exchange.request, body=b"x" * 200_000)
    long = Crossing.of(crossing.play, crossing.step, dataclasses.replace(crossing.exchange, request=request))
    sent = dataclasses.replace(play, crossings=(long,))
    (kept,), (left_out,) = (items(collection([sent], name="Mine", keep=each)) for each in (lambda _: "bodies/1", None))
    assert (kept["body"]["file"], "body" in left_out) == ({"src": "bodies/1"}, False)
    assert "Its body, 200.0 kB, is in the ledger" in left_out["description"]


def test_what_did_not_go_over_http_is_left_out(play: Play) -> None:
    crossing = play.crossings[0]
    other = Crossing.of(crossing.play, crossing.step, dataclasses.replace(crossing.exchange, protocol="mllp"))
    sent = dataclasses.replace(play, crossings=(other,))
    assert (repeatable(play), repeatable(sent), collection([sent], name="Mine")["item"]) == (True, False, [])


def test_a_whole_run_is_a_collection_with_a_folder_for_each_play(event: Run) -> None:
    made = json.loads(export(event, "postman"))
    assert len(made["item"]) == sum(1 for each in event.plays if each.played and repeatable(each))


@pytest.mark.peer
@pytest.mark.skipif(not NEWMAN.exists(), reason="newman is not installed in .peers")
def test_postman_sends_it_as_it_was_sent(play: Play, tmp_path: Path) -> None:
    file, told = tmp_path / "collection.json", tmp_path / "told.json"
    file.write_text(json.dumps(collection([play], name="Mine")), encoding="utf-8")
    registry = MOCKS["client-registry"].make()
    with HttpServer(registry.app) as server:
        where = ["--env-var", f"client_registry={server.url}/fhir"]
        report = ["--reporters", "json", "--reporter-json-export", str(told)]
        subprocess.run(["node", str(NEWMAN), "run", str(file), *where, *report], check=True, timeout=60)
    registry.close()
    answers = [each["response"]["code"] for each in json.loads(told.read_text(encoding="utf-8"))["run"]["executions"]]
    assert answers == [each.response.status for each in play.exchanges if each.response]
