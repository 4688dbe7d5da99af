"""`harness up` and `harness down` against a Docker engine that is real; the image is one of our own mock."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docker
import pytest

from harness import event
from tests.event import rootfs
from tests.event.dockerd import NoEngine, dockerd
from tests.peers.peer import free_port

pytestmark = pytest.mark.docker

SERVE = ["-m", "harness", "mock", "client-registry", "--host", "0.0.0.0", "--port", "8080"]
TABLE = """
[[participants]]
name = "A mock in a box"
actors = ["client_registry"]
test_system = true
endpoints.fhir = "http://127.0.0.1:{8080}/fhir"
"""
BAOBAB = """
[[participants]]
name = "Baobab MPI"
actors = ["client_registry"]
endpoints.fhir = "http://127.0.0.1:9/fhir"
"""
FORWARD = """
import http.server, time, urllib.request
class Door(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = urllib.request.urlopen("http://partner:8080" + self.path).read()
        self.send_response(200); self.end_headers(); self.wfile.write(body)
http.server.HTTPServer(("", 8080), Door).serve_forever()
"""


@dataclass(frozen=True, slots=True)
class Box:
    """An engine with the image of our mock in it; `words` start Python there."""

    address: str
    words: list[str]
    client: docker.DockerClient

    def harness(self, *words: object) -> subprocess.Popen[str]:
        """Begin a command as a user does, with this engine."""
        environment = os.environ | {"DOCKER_HOST": self.address}
        command = [sys.executable, "-m", "harness", *map(str, words)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True, encoding="utf-8")

    def said(self, *words: object) -> tuple[int, str, str]:
        """Exit code, standard output and standard error of a command."""
        child = self.harness(*words)
        out, err = child.communicate(timeout=120)
        return child.returncode, out, err

    def left(self) -> list[str]:
        """Containers and networks of the harness that are in the engine."""
        chosen = {"label": "org.openhie.harness.implementation"}
        both = [*self.client.containers.list(all=True, filters=chosen), *self.client.networks.list(filters=chosen)]
        return [str(one.name) for one in both]


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # a socket's path has to be short
        words = rootfs.write(Path(folder, "fs.tar"))
        try:
            with dockerd(Path(folder)) as address:
                client = docker.DockerClient(address, timeout=120)
                client.api.import_image(src=f"{folder}/fs.tar", repository="harness-mock", tag="1")
                yield Box(address, words, client)
                client.close()
        except NoEngine as missing:
            pytest.skip(str(missing))


def described(folder: Path, box: Box, **changes: object) -> Path:
    """A file of one container that runs our mock, with `changes`."""
    first: dict[str, object] = {
        "name": "registry",
        "image": "harness-mock:1",
        "command": [*box.words, *SERVE],
        "environment": {"PYTHONPATH": rootfs.SITE},
        "ports": [8080],
        "health": "http://127.0.0.1:{8080}/fhir/metadata",
        "patience": 60,
    }
    return written(folder, first | changes)


def written(folder: Path, *containers: dict[str, object]) -> Path:
    lines = ['title = "A mock in a box"', 'about = "Ours."', f"participant = '''{TABLE}'''"]
    for container in containers:
        lines.append("[[containers]]")
        for name, value in container.items():
            inside = (
                ", ".join(f"{key} = {json.dumps(it)}" for key, it in value.items()) if isinstance(value, dict) else ""
            )
            lines.append(f"{name} = {{ {inside} }}" if inside else f"{name} = {json.dumps(value)}")
    (folder / "box.toml").write_text("\n".join(lines), "utf-8")
    return folder / "box.toml"


def test_it_is_started_added_to_the_event_and_taken_away(box: Box, tmp_path: Path) -> None:
    file, port = tmp_path / "event.toml", free_port()
    file.write_text(BAOBAB, "utf-8")
    words = ("up", described(tmp_path, box), "--event", file, "--port", f"8080={port}")
    code, _, err = box.said(*words)
    assert code == 0, err
    came = {one.name: one for one in event.systems(file)}["A mock in a box"].endpoints["fhir"]
    assert b"CapabilityStatement" in urllib.request.urlopen(f"{came}/metadata", timeout=10).read()
    assert "box is here already" in box.said(*words)[2]
    assert (box.said("down", "box")[:2], box.left()) == ((0, "box is gone. In an event's file its table stays.\n"), [])


def test_what_it_needs_is_started_first_and_reached_by_name(box: Box, tmp_path: Path) -> None:
    port, common = free_port(), {"image": "harness-mock:1", "environment": {"PYTHONPATH": rootfs.SITE}}
    partner = {**common, "name": "partner", "command": [*box.words, *SERVE]}
    health = {"ports": [8080], "health": "http://127.0.0.1:{8080}/fhir/metadata"}
    door = {**common, **health, "name": "door", "command": [*box.words, "-c", FORWARD]}
    code, out, err = box.said("up", written(tmp_path, partner, door), "--port", f"8080={port}")
    assert (code, f"http://127.0.0.1:{port}/fhir" in out) == (0, True), err
    assert (box.said("down", "--all")[0], box.left()) == (0, [])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"image": "nobody/nothing:7"}, "The image nobody/nothing:7 is not on this machine. Get it with: docker pull"),
        ({"command": ["/nothing"]}, "registry cannot be started"),
        ({"health": "tcp://127.0.0.1:1", "patience": 1}, "tcp://127.0.0.1:1 did not answer within 1 seconds"),
    ],
)
def test_what_does_not_start_is_told_and_leaves_nothing(
    box: Box, tmp_path: Path, changes: dict[str, object], told: str
) -> None:
    code, out, err = box.said("up", described(tmp_path, box, **changes), "--port", f"8080={free_port()}")
    assert (code, out, told in err, box.left()) == (2, "", True, []), err


def test_what_ends_at_once_is_told_with_its_log(box: Box, tmp_path: Path) -> None:
    ends = described(tmp_path, box, command=[*box.words, "-c", "print('no licence'); raise SystemExit(3)"])
    code, _, err = box.said("up", ends, "--port", f"8080={free_port()}")
    assert (code, "registry (harness-mock:1) is not well: it ended" in err, "no licence" in err) == (2, True, True)
    assert box.left() == []


def test_a_port_that_is_taken_is_told_before_anything_starts(box: Box, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = box.said("up", described(tmp_path, box), "--port", f"8080={port}")
    assert (code, f"Port {port} of this machine cannot be had" in err, "starting" in err) == (2, True, False)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_who_interrupts_it_leaves_nothing(box: Box, tmp_path: Path, how: signal.Signals) -> None:
    never = described(tmp_path, box, command=[*box.words, "-c", "import time; time.sleep(600)"])
    child = box.harness("up", never, "--port", f"8080={free_port()}")
    while not box.client.containers.list(filters={"label": "org.openhie.harness.implementation"}):
        assert child.poll() is None
        time.sleep(0.1)
    child.send_signal(how)
    child.communicate(timeout=60)
    assert (child.returncode, box.left()) == (130, [])
