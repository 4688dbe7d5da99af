"""An interoperability layer that is not ours between two systems, each of them ours or a script: one timeline."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import HARNESS, Ran, ran
from tests.commands.test_initiator import OWN, Clerk

LAYER = """
[harness]
port = {harness}

[[participants]]
name = "Passer"
actors = ["interoperability_layer"]
ports = [{behind}, {behind}]
endpoints.fhir = "http://127.0.0.1:{fhir}/fhir"
endpoints.hl7v2 = "mllp://127.0.0.1:{mllp}"
"""
REGISTRY = """
[[participants]]
name = "Registry"
actors = ["client_registry"]
endpoints.fhir = "{registry}"
"""
CLINIC = f"""
[[participants]]
name = "Clinic"
actors = ["point_of_service"]
ihe_actors = ["patient_identity_source"]
patience = 30
domains = [{{{{ uri = "{OWN}" }}}}]
"""


@dataclass
class Event:
    """A folder in which an event is described, a layer that runs, and what else was started."""

    folder: Path
    ports: dict[str, Any]
    stack: ExitStack

    def process(self, *words: str) -> str:
        """The first line that a process prints; it is ended with the test."""
        child = self.stack.enter_context(subprocess.Popen(words, stdout=subprocess.PIPE, text=True))
        self.stack.callback(child.terminate)
        assert child.stdout is not None
        return child.stdout.readline()

    def passes(self, port: str, *words: str) -> None:
        """Start a layer that leads there."""
        script = str(Path(__file__).with_name("passer.py"))
        self.process(sys.executable, script, str(self.ports[port]), *words)

    def run(self, people: str, *words: str, clerk: Clerk | None = None) -> Ran:
        """Play with those people; `clerk` is at the keyboard."""
        (self.folder / "event.toml").write_text((LAYER + people).format(**self.ports))
        command = [*HARNESS, "run", *words, "--participants", "event.toml"]
        with subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, text=True) as child:
            for line in child.stdout or ():
                if clerk is not None:
                    clerk.read(line)
        return ran(child.returncode, "", "", self.folder / "reports")


@pytest.fixture
def event(tmp_path: Path) -> Iterator[Event]:
    with ExitStack() as taken:
        names = ("harness", "behind", "fhir", "mllp", "spare")
        socks = [taken.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in names]
        ports = {name: sock.getsockname()[1] for name, sock in zip(names, socks, strict=True)}
    with ExitStack() as stack:
        event = Event(tmp_path, ports, stack)
        behind = f"http://127.0.0.1:{ports['harness']}/passer/client_registry/fhir"
        event.passes("fhir", behind, str(ports["mllp"]), f"127.0.0.1:{ports['behind']}")
        yield event


def verdicts(found: Ran, name: str) -> dict[str, str]:
    """What was found of a participant, each requirement once; the heaviest word counts."""
    told = [(one["requirement"], one["verdict"]) for one in found.findings if one["participant"] == name]
    return dict(sorted(told, key=lambda one: one[1] != "PASS"))


PASSED_ON = {"IOLF-2": "PASS", "IOLP-1": "PASS", "IOLP-2": "PASS"}


def test_a_layer_between_our_mocks_is_judged_by_both_hops(event: Event) -> None:
    found = event.run("", "CRWF-1")
    assert (found.code, verdicts(found, "Passer")) == (0, PASSED_ON)
    assert {result["casting"]["interoperability_layer"] for result in found.results["results"]} == {"Passer"}


def with_registry(event: Event) -> None:
    line = event.process(*HARNESS, "mock", "client-registry", "--port", "0")
    event.ports["registry"] = line.split()[-1]


def test_three_systems_play_one_scenario_and_each_is_judged(event: Event) -> None:
    with_registry(event)
    found = event.run(REGISTRY + CLINIC, "104-09", "--pairs", clerk=Clerk(OWN))
    three = [one for one in found.results["results"] if len(one["verdicts"]) == 3]
    assert {verdict for one in three for verdict in one["verdicts"].values()} == {"PASS"}
    assert (verdicts(found, "Clinic")["104-09"], verdicts(found, "Passer")) == ("PASS", PASSED_ON)


def test_a_layer_that_leads_nowhere_is_inconclusive_with_the_address(event: Event) -> None:
    event.ports["fhir"] = event.ports["spare"]
    event.passes("spare", f"http://127.0.0.1:{event.ports['harness']}/nowhere/fhir")
    found = event.run("", "CRWF-1")
    words = f"does its route lead to http://127.0.0.1:{event.ports['harness']}/passer/client_registry/fhir?"
    assert (found.code, any(words in one["found"] for one in found.findings)) == (3, True)
