"""Three systems that are not the harness: a clerk's script, npm's http-proxy as the layer, Sekmet as the registry."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.commands.conftest import HARNESS, Ran, ran
from tests.commands.test_initiator import OWN, Clerk
from tests.peers.peer import folder, free_port

pytestmark = pytest.mark.peer

PEOPLE = """
[harness]
port = {harness}

[[participants]]
name = "Proxy"
actors = ["interoperability_layer"]
endpoints.fhir = "http://127.0.0.1:{layer}/fhir"
"""
OTHERS = """
[[participants]]
name = "Sekmet"
actors = ["client_registry"]
endpoints.fhir = "{registry}"

[[participants]]
name = "Clinic"
actors = ["point_of_service"]
ihe_actors = ["patient_identity_source"]
patience = 30
domains = [{{ uri = "{own}" }}]
"""
UNCHANGED = {("IOLF-2", "PASS"), ("IOLP-1", "PASS"), ("IOLP-2", "PASS")}


@contextmanager
def proxy(port: int, base: str) -> Iterator[None]:
    """npm's http-proxy at this port, leading to `base`."""
    if not shutil.which("node") or not (folder() / "node_modules" / "http-proxy").is_dir():
        pytest.skip("http-proxy is not installed: npm install --prefix .peers, see tests/peers/package.json")
    command = ["node", str(Path(__file__).with_name("http_proxy.mjs")), str(port), base]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "HARNESS_PEERS": str(folder())})
    try:
        assert child.stdout is not None
        assert child.stdout.readline()
        yield
    finally:
        child.kill()
        child.communicate()


def played(place: Path, people: str, *words: str, **more: str) -> Ran:
    """What comes of playing with a clerk at the keyboard."""
    ports = {"harness": str(free_port()), "layer": str(free_port()), "own": OWN, **more}
    (place / "event.toml").write_text(people.format(**ports))
    behind = f"http://127.0.0.1:{ports['harness']}/proxy/client_registry/fhir"
    clerk, command = Clerk(OWN), [*HARNESS, "run", *words, "--participants", "event.toml"]
    with (
        proxy(int(ports["layer"]), behind),
        subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, text=True) as child,
    ):
        for line in child.stdout or ():
            clerk.read(line)
    return ran(child.returncode, "", "", place / "reports")


def of(found: Ran, name: str) -> set[tuple[str, str]]:
    return {(one["requirement"], one["verdict"]) for one in found.findings if one["participant"] == name}


def test_a_layer_of_others_passes_every_workflow_on_unchanged(tmp_path: Path) -> None:
    found = played(tmp_path, PEOPLE, "CRWF-1", "CRWF-2", "CRWF-4")
    applicable = {one for one in of(found, "Proxy") if one[0] in ("IOLF-2", "IOLP-1", "IOLP-2")}
    assert (applicable, found.failed) == (UNCHANGED, set())


def test_three_systems_of_others_play_one_scenario(sekmet_as_it_comes: str, tmp_path: Path) -> None:
    found = played(tmp_path, PEOPLE + OTHERS, "104-09", "--pairs", registry=sekmet_as_it_comes)
    three = [one for one in found.results["results"] if len(one["verdicts"]) == 3]
    assert three
    assert {one["verdicts"]["Clinic"] for one in three} == {one["verdicts"]["Proxy"] for one in three} == {"PASS"}
    assert of(found, "Proxy") == UNCHANGED
