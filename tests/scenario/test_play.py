"""What becomes of a play when the other side is not there, does not let us in, breaks off, or is our own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.evidence.ledger import Ledger
from harness.evidence.reading import read
from harness.evidence.record import Ending, Finding, NotChecked
from harness.messages import fhir
from harness.mocks.terminology_service import Settings, TerminologyService
from harness.participants import Listener, Participants
from harness.scenario.casting import Casting
from harness.scenario.library import Scenario
from harness.scenario.operator import Operator
from harness.scenario.play import Play
from harness.scenario.proof import Nobody
from harness.scenario.stage import Stage
from harness.transport.http_server import HttpServer
from tests import library
from tests.library import CATALOGUE
from tests.scenario.answers import App, Scope, answer, fhir_error
from tests.scenario.conftest import participant
from tests.valid import needs_definitions

Played = Callable[..., tuple[Ending, list[Finding]]]
LIBRARY = {one.script.name.split(".")[1]: one for one in library.LIBRARY}
FOUND = "a_patient_is_found_by_her_identifier"
METADATA = "a_server_says_what_it_can_do"


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Played]:
    """`play(name, url)` plays a scenario of the library with the client registry, or another `actor`, at `url`."""
    stages: list[Stage] = []

    def played(name: str, url: str, actor: str = "client_registry", **more: Any) -> tuple[Ending, list[Finding]]:
        one = participant("It", actor, endpoints={"fhir": url}, timeout=1, **more)
        people = Participants(everyone=(one,), listener=Listener(port=0))
        operator = Operator(say=lambda _: None, ask=lambda _: None)
        ledger = Ledger(tmp_path / "run")
        shared = {"participants": people, "catalogue": CATALOGUE, "ledger": ledger, "operator": operator}
        stages.append(Stage(run="r", seed="s", watcher=Nobody(), **shared))
        scenario: Scenario = LIBRARY[name]
        running = Play(scenario.script, Casting({actor: one}), stages[-1])
        return running.perform(scenario.function), running.findings

    yield played
    for stage in stages:
        stage.close()
        stage.ledger.close()


def at(app: App) -> HttpServer:
    return HttpServer(app)


def verdicts(findings: list[Finding]) -> dict[str, str]:
    return {one.requirement: one.verdict for one in findings if one.participant}


def by_get_alone(app: App) -> App:
    """What `app` answers, where no operation may be called by POST."""

    async def asked(scope: Scope, receive: Any, send: Any) -> None:
        is_operation = "$" in scope.get("path", "") and scope.get("method") == "POST"
        await (fhir_error(405, "not-supported") if is_operation else app)(scope, receive, send)

    return asked


@pytest.mark.parametrize("name", ["conditions_directions_and_versions_are_kept", "a_code_is_translated_in_every_way"])
def test_an_operation_that_is_offered_by_get_alone_is_offered(play: Played, name: str) -> None:
    full = next(one for one in LIBRARY if name in one)
    roles = ("terminology_repository",)
    with at(by_get_alone(TerminologyService(settings=Settings()).app)) as server:
        ending, findings = play(full, f"{server.url}/fhir", "terminology_service", ihe_actors=roles)
    told = verdicts(findings)
    assert (ending.verdict, told["101-23"]) == ("PASS", "PASS")
    assert told.get("101-05", told.get("101-07")) == "NOTED"


def test_a_dead_address_is_inconclusive_and_the_systems_doing(play: Played) -> None:
    ending, findings = play(METADATA, "http://127.0.0.1:9/fhir")
    assert (ending.verdict, ending.caused_by) == ("INCONCLUSIVE", "It")
    assert verdicts(findings) == {"Z-03": "INCONCLUSIVE"}


@pytest.mark.parametrize("status", [401, 502, 503, 504])
def test_a_closed_door_is_inconclusive(play: Played, status: int) -> None:
    with at(answer(status)) as server:
        assert play(METADATA, server.url)[0].verdict == "INCONCLUSIVE"


def test_403_for_our_credentials_is_inconclusive(play: Played) -> None:
    with at(fhir_error(403, "forbidden")) as server:
        assert play(METADATA, server.url)[0].verdict == "INCONCLUSIVE"


def test_403_for_a_domain_is_an_answer(play: Played) -> None:
    with at(fhir_error(403, "code-invalid")) as server:
        assert play(METADATA, server.url)[0].verdict == "FAIL"


def test_a_feed_that_is_refused_in_the_given_is_inconclusive(play: Played) -> None:
    with at(fhir_error(422, "invalid")) as server:
        ending, _ = play(FOUND, server.url)
    assert (ending.verdict, ending.caused_by) == ("INCONCLUSIVE", "It")
    assert "could not be set up" in ending.reason


@pytest.mark.parametrize("status", [302, 304])
def test_a_feed_that_is_sent_elsewhere_in_the_given_is_not_set_up(play: Played, status: int) -> None:
    with at(answer(status)) as server:
        ending, findings = play(FOUND, server.url)
    assert f"answered PUT /Patient with {status}" in ending.reason
    assert "FAIL" not in verdicts(findings).values()


def test_an_answer_that_breaks_off_is_a_failure_to_answer(play: Played) -> None:
    with Listening(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", once=True) as url:
        ending, findings = play(FOUND, url)
    assert verdicts(findings) == {"104-10": "FAIL", "78-01": "INCONCLUSIVE", "CRWF-3": "INCONCLUSIVE"}
    assert "no complete answer" in ending.reason


def test_a_server_that_breaks_off_always_is_inconclusive(play: Played) -> None:
    with Listening(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{") as url:
        ending, _ = play(FOUND, url)
    assert ending.verdict == "INCONCLUSIVE"
    assert "probe" in ending.reason


@needs_definitions
def test_what_is_invalid_counts_against_who_sent_it(play: Played) -> None:
    refusal = {"resourceType": "OperationOutcome", "issue": [{"severity": "bad", "code": "not-found"}]}
    with at(answer(404, fhir.JSON, fhir.serialise(refusal))) as server:
        _, findings = play(METADATA, server.url)
    told = [(one.participant, one.verdict, one.where) for one in findings if one.requirement == "FHIR-01"]
    assert told == [("It", "FAIL", "OperationOutcome.issue[0].severity")]


@needs_definitions
def test_what_cannot_be_checked_is_written_down_once(play: Played, tmp_path: Path) -> None:
    strange = [{"url": f"http://a.org/{name}", "valueCode": "c"} for name in ("b", "b", "d")]
    refusal = fhir.operation_outcome("error", "not-found", "no") | {"extension": strange}
    with at(answer(404, fhir.JSON, fhir.serialise(refusal))) as server:
        play(METADATA, server.url)
    told = [one for one in read(tmp_path / "run").records if isinstance(one, NotChecked)]
    assert [(one.participant, one.requirement, one.where) for one in told] == [
        ("It", "FHIR-01", "OperationOutcome.extension[0]"),
        ("It", "FHIR-01", "OperationOutcome.extension[2]"),
    ]


@needs_definitions
def test_what_is_wrong_on_purpose_is_not_judged(play: Played) -> None:
    with at(fhir_error(400, "invalid")) as server:
        _, findings = play("a_patient_without_name_is_refused", server.url)
    assert {one.actor for one in findings if one.requirement == "FHIR-01"} == {"client_registry"}


def test_what_we_send_in_the_place_of_somebody_is_not_theirs(play: Played) -> None:
    ending, findings = play(FOUND, "http://127.0.0.1:9/fhir", "point_of_service", ihe_actors=("document_source",))

    assert ending.verdict == "PASS"
    assert [one.requirement for one in findings if one.participant == "It" and one.requirement != "78-27"] == []


class Listening:
    """A server that sends these bytes to everybody, or to the first only and then answers rightly."""

    def __init__(self, content: bytes, *, once: bool = False) -> None:
        self._content, self._once = content, once
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/fhir"

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _serve(self) -> None:
        content = self._content
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(content)
            if self._once:
                content = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
