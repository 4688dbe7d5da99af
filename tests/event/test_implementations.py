from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness import event
from harness.cli import cli
from harness.errors import UsageError
from harness.event.docker_engine import answers
from harness.event.implementations import known, named, placed, read
from tests.peers.peer import free_port


def said(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.mark.parametrize("name", known())
def test_the_table_of_each_is_one_of_a_participants_file(name: str, tmp_path: Path) -> None:
    one = named(name)
    ports = {port: port for container in one.containers for port in container.ports}
    (tmp_path / "event.toml").write_text(placed(one.participant, ports), "utf-8")
    (came,) = event.systems(tmp_path / "event.toml")
    assert came.name == one.title
    assert "{" not in came.endpoints["fhir"]


def test_all_are_listed_with_their_images() -> None:
    done = said("up", "--list")
    assert (done.exit_code, [name for name in known() if name not in done.output]) == (0, [])
    assert "hapiproject/hapi" in done.output


@pytest.mark.parametrize(
    ("words", "mistake"),
    [
        (("up",), "Name what to start"),
        (("down",), "Name what to take away, or --all"),
        (("up", "openhi"), "Did you mean openhim?"),
        (("up", "nowhere.toml"), "nowhere.toml: it cannot be read (No such file or directory)"),
        (("up", "hapi-fhir", "--port", "80=x"), "expected CONTAINER=HOST, where hapi-fhir has the ports 8080"),
        (("up", "hapi-fhir", "--event", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_what_is_asked_wrongly_or_cannot_be_done_is_told(words: tuple[str, ...], mistake: str) -> None:
    done = said(*words)
    assert (done.exit_code, mistake in done.output) == (2, True), done.output


@pytest.mark.parametrize("words", [("up", "hapi-fhir", "--port", "8080=65535"), ("down", "hapi-fhir")])
def test_where_no_engine_answers_it_is_told_what_to_do(words: tuple[str, ...]) -> None:
    environment = os.environ | {"DOCKER_HOST": "unix:///nowhere/docker.sock"}
    command = [sys.executable, "-m", "harness", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr.startswith("harness: No Docker engine answers")) == (2, True)


@pytest.mark.parametrize("text", ["title = 1", "containers = [{ image = 1, nose = 2 }]", "=", "containers = 1"])
def test_a_file_that_does_not_hold_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    with pytest.raises(UsageError, match=r"mine\.toml: "):
        read(tmp_path / "mine.toml")


@pytest.mark.parametrize("scheme", ["http", "https", "tcp"])
def test_where_nobody_listens_nothing_answers(scheme: str) -> None:
    assert "refused" in answers(f"{scheme}://127.0.0.1:{free_port()}")


def test_the_files_name_versions_and_ports() -> None:
    for path in sorted(Path("fixtures/implementations").glob("*.toml")):
        told = tomllib.loads(path.read_text("utf-8"))
        assert all(":" in one["image"] for one in told["containers"]), path
