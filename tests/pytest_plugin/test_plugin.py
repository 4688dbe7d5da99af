"""pytest as the engine: items, outcomes, options of pytest and of its plugins."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from harness import folders

Pytest = Callable[..., "subprocess.CompletedProcess[str]"]
CREATE = str(folders.scenarios() / "patient_identity_management" / "test_create_patient_demographic_record.py")
DEAD = ("--against", "client_registry=http://127.0.0.1:9/fhir", "--as", "Dead")


@pytest.fixture
def play(tmp_path: Path) -> Pytest:
    """`play("-k", "twice")` runs pytest on scenarios, in a folder of its own."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--reports", str(tmp_path / "r"), *words]
        environment = {**os.environ, "COLUMNS": "200"}
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, env=environment)

    return run


def scenario(tmp_path: Path, *body: str) -> str:
    """The path of a scenario file with these lines as its only scenario."""
    lines = [
        '"""A story (CRWF-1)."""',
        "from harness import given, patients, then, verifies, when",
        "from harness.checks import http",
        "from harness.transactions import PatientIdentityFeed",
        *body,
    ]
    path = tmp_path / "test_own.py"
    path.write_text("\n".join(lines))
    return str(path)


def test_a_scenario_is_an_item_for_each_casting(play: Pytest) -> None:
    done = play(CREATE, "--collect-only", "-q")
    assert "test_a_patient_sent_twice_is_registered_once[rehearsal]" in done.stdout


def test_a_rehearsal_passes(play: Pytest) -> None:
    assert play(CREATE, "-k", "twice", "-q").returncode == 0


def test_what_cannot_be_judged_is_shown_as_inconclusive(play: Pytest) -> None:
    done = play(CREATE, "-k", "twice", "-v", *DEAD)
    assert done.returncode == 1
    assert "INCONCLUSIVE" in done.stdout


def test_a_requirement_that_is_not_declared_stops_collection(play: Pytest, tmp_path: Path) -> None:
    body = (
        '@verifies("104-01")',
        "def test_it(client_registry):",
        '    with then(client_registry).shall("x", "104-02"):',
    )
    done = play(scenario(tmp_path, *body, "        pass"))
    assert done.returncode == 4
    assert "104-02 is judged, but @verifies does not declare it" in done.stderr


def test_a_function_among_scenarios_that_declares_nothing_stops_collection(play: Pytest, tmp_path: Path) -> None:
    judged = (
        '@verifies("104-01")',
        "def test_it(client_registry):",
        "    with then(client_registry).shall('x', '104-01'):",
    )
    place = scenario(tmp_path, *judged, "        pass", "def test_forgotten(client_registry):", "    pass")
    done = play(place)
    assert done.returncode == 4
    assert f'{place}:9: expected @verifies("ID", …) above test_forgotten, found none' in done.stderr


def test_junit_tells_inconclusive_from_failed(play: Pytest, tmp_path: Path) -> None:
    play(CREATE, "-k", "twice", "--junitxml", str(tmp_path / "j.xml"), *DEAD)
    suite = ElementTree.parse(tmp_path / "j.xml").getroot()[0]
    assert (suite.get("failures"), suite.get("errors")) == ("0", "1")
    assert [one.get("type") for one in suite.iter("error")] == ["inconclusive"]


def test_pytest_html_has_our_columns_and_the_bytes(play: Pytest, tmp_path: Path) -> None:
    play(CREATE, "-k", "twice", "--html", str(tmp_path / "h.html"), "--self-contained-html")
    page = (tmp_path / "h.html").read_text()
    assert "Requirements" in page
    assert "x0001 ITI-104 PUT Patient?identifier=" in page


def test_workers_keep_a_participant_together(play: Pytest) -> None:
    done = play(CREATE, "-n", "2", "-v", *DEAD)
    used = {line.split("]")[0] for line in done.stdout.splitlines() if line.startswith("[gw") and "Dead" in line}
    assert len(used) == 1


def test_a_bug_in_a_scenario_is_our_error_and_nobodys_failure(play: Pytest, tmp_path: Path) -> None:
    body = (
        '@verifies("104-01")',
        "def test_it(point_of_service, client_registry):",
        '    with when("something breaks"):',
        "        point_of_service.no_such_verb()",
        '    with then(client_registry).shall("x", "104-01"):',
        "        pass",
    )
    done = play(scenario(tmp_path, *body), "-v")
    assert "ERROR" in done.stdout
    assert "no_such_verb" in done.stdout


def test_a_fixture_of_somebody_elses_is_told_who_plays(play: Pytest, tmp_path: Path) -> None:
    fixture = "import pytest\n@pytest.fixture(autouse=True)\ndef own(client_registry, casting):\n"
    (tmp_path / "conftest.py").write_text(f"{fixture}    print(client_registry, 'in', casting.name)\n")
    body = (
        '@verifies("104-01")',
        "def test_it(client_registry):",
        '    with then(client_registry).shall("x", "104-01"):',
    )
    done = play(scenario(tmp_path, *body, "        pass"), "-s")
    assert "reference mock in rehearsal" in done.stdout


def test_the_plugin_leaves_other_peoples_tests_alone(play: Pytest, tmp_path: Path) -> None:
    (tmp_path / "test_theirs.py").write_text("def test_it(): assert True")
    assert play("test_theirs.py", "-q").returncode == 0
    assert not (tmp_path / "r").exists()


def test_a_run_that_is_not_there_is_one_mistake(play: Pytest) -> None:
    done = play(str(folders.scenarios()), "--judge", "nope")
    assert (done.returncode, done.stderr.count("expected the folder of a run")) == (4, 1)
