"""`harness run` as an organiser meets it: what it prints, what it leaves behind, what it exits with."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.mocks import defects
from tests.commands.conftest import HarnessIn, Ran, mocks, ran
from tests.evidence.test_mishaps import no_file_larger_than

Harness = Callable[..., Ran]
Mock = Callable[..., str]


def test_a_rehearsal_passes_and_says_where_the_report_is(rehearsed: Ran) -> None:
    assert (rehearsed.code, rehearsed.verdicts()) == (0, {"PASS"})
    assert str(rehearsed.folder / "report" / "index.html") in rehearsed.out.replace("\n", "")


def test_a_right_registry_passes_all_that_judges_it(harness: Harness, mock: Mock) -> None:
    ran = harness("run", "--against", f"client_registry={mock('client-registry')}")
    assert (ran.code, ran.failed, ran.verdicts()) == (0, set(), {"PASS"}), ran.out
    assert "has no hl7v2 endpoint [" in ran.out


def test_a_defect_fails_what_it_declares_and_nothing_else(faulty: Ran) -> None:
    declared = defects.named("keeps-the-first-name")
    assert (faulty.code, faulty.failed) == (1, {*declared.breaks, *declared.also})


def test_nothing_listening_is_inconclusive(harness: Harness) -> None:
    ran = harness("run", "CRWF-3", "--against", "client_registry=http://127.0.0.1:9/fhir")
    assert (ran.code, ran.verdicts()) == (3, {"INCONCLUSIVE"})
    assert "None of the scenarios" not in "".join(one.read_text() for one in ran.folder.glob("report/coverage*.html"))
    assert "Nothing listens at 127.0.0.1:9" in ran.out


def test_an_unknown_selection_says_what_was_meant(harness: Harness) -> None:
    ran = harness("run", "CRWF-11")
    assert ran.code == 2
    assert ran.err.startswith("harness: No scenario stands for 'CRWF-11'. Of CRWF there are CRWF-1 to CRWF-4.")


@pytest.mark.parametrize("words", [("run", "W-09"), ("catalogue", "W-09"), ("run", "SHRWF-1")])
def test_a_workflow_that_is_not_played_yet_is_known(harness: Harness, words: tuple[str, ...]) -> None:
    ran = harness(*words)
    assert (ran.code, ran.err.startswith(f"harness: {words[1]} is the workflow “")) == (2, True)


def test_a_selection_that_judges_nobody_who_comes_says_so(harness: Harness) -> None:
    ran = harness("run", "OHIE-CR-02", "--against", "point_of_service=hl7v2", "--domain", "TEST_A")
    assert (ran.code, ran.err[:52]) == (2, "harness: 'OHIE-CR-02' judges none of these systems. ")


def test_a_wrong_file_tells_every_mistake_at_once(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "event.toml").write_text('[[participants]]\nnme = "A"\nactors = ["client_registri"]\n')
    ran = harness("run", "--participants", "event.toml")
    assert ran.code == 2
    *lines, count = ran.err.splitlines()
    assert [line.split(": ")[1][:12] for line in lines] == [f"event.toml:{line}" for line in (1, 2, 3)]
    assert count == "harness: 3 mistakes."


def test_one_system_is_printed_as_a_file_that_runs(harness: Harness, mock: Mock, tmp_path: Path) -> None:
    first = harness("run", "Z-03", "--against", f"client_registry={mock('client-registry')}", "--as", "Mine")
    (tmp_path / "mine.toml").write_text(first.out[first.out.index("[[participants]]") :])
    again = harness("run", "Z-03", "--participants", "mine.toml")
    assert (again.code, again.results["participants"][0]["name"]) == (0, "Mine")


def test_a_registry_that_is_elsewhere_is_only_read_from(harness: Harness) -> None:
    ran = harness("run", "CRWF-1", "--against", "client_registry=http://nowhere.invalid/fhir")
    assert (ran.code, ran.results["made"]) == (3, [])


def test_reports_that_cannot_be_written_are_said_first(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = harness("run", "--reports", "file/reports")
    assert ran.code == 2
    assert "nothing can be written there" in ran.err


@pytest.fixture(scope="module")
def mine(harness_in: HarnessIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    """A run against a registry that goes on, in which people were made."""
    folder = tmp_path_factory.mktemp("mine")
    with mocks(folder) as mock:
        url = mock("client-registry")
        done = harness_in(folder, "run", "CRWF-3", "--against", f"client_registry={url}", "--as", "Mine")
        yield ran(done.returncode, done.stdout, done.stderr, folder / "reports")


def test_what_the_run_made_is_listed_and_can_be_removed(harness: Harness, mine: Ran, tmp_path: Path) -> None:
    cleaned = harness("clean", str(shutil.copytree(mine.folder, tmp_path / "run")))
    assert mine.results["made"]
    assert (cleaned.code, "Nothing of the run is left" in cleaned.out) == (0, True)


def test_a_file_that_is_not_there_is_said(harness: Harness) -> None:
    ran = harness("run", "kenya/test_births.py")
    assert (ran.code, "kenya/test_births.py: there is no such file" in ran.err) == (2, True)


def test_a_system_that_no_scenario_judges_is_said(harness: Harness) -> None:
    ran = harness("run", "--against", "finance_and_insurance_service=http://127.0.0.1:9/fhir")
    assert (ran.code, "nothing was played" in ran.err) == (3, True)


def test_a_folder_without_scenarios_is_said_with_what_would_be_one(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "kenya").mkdir()
    for words in (["kenya/"], ["--scenarios", "kenya"]):
        ran = harness("run", *words)
        assert (ran.code, "expected scenarios, in files named test_*.py; found none" in ran.err) == (2, True)


def test_files_without_a_scenario_in_them_are_said(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "kenya").mkdir()
    (tmp_path / "kenya" / "test_births.py").write_text('"""Nothing yet."""\n')
    ran = harness("run", "kenya/")
    assert (ran.code, "no scenario stands in" in ran.err) == (3, True)


@pytest.mark.parametrize("name", ["nasty.py", "test_nasty.py"])
def test_a_file_that_holds_no_scenario_is_not_run(harness: Harness, tmp_path: Path, name: str) -> None:
    text = "from pathlib import Path\nPath('ran').touch()\n\ndef test_nothing():\n    pass\n"
    (tmp_path / name).write_text(text, encoding="utf-8")
    ran = harness("run", name)
    assert (ran.code, "it holds no scenario, so it is not run" in ran.err) == (2, True)
    assert not (tmp_path / "ran").exists()


def test_the_folder_of_a_run_is_not_played_again(harness: Harness, rehearsal: Path) -> None:
    again = harness("run", str(rehearsal))
    assert (again.code, f"`harness judge {rehearsal}` judges it again" in again.err) == (2, True)


def test_latest_says_when_its_run_is_gone(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "reports" / "another" / "ledger").mkdir(parents=True)
    (tmp_path / "reports" / "latest").write_text(str(tmp_path / "reports" / "gone"))
    ran = harness("report", "reports/latest")
    assert (ran.code, "which is not there any more. The newest run that is still here" in ran.err) == (2, True)


def test_what_stays_is_told_by_the_address_that_was_called(harness: Harness, mine: Ran, tmp_path: Path) -> None:
    run = shutil.copytree(mine.folder, tmp_path / "run")
    cleaned = harness("clean", str(run), "--against", "client_registry=http://127.0.0.1:9/fhir", "--as", "Mine")
    assert "DELETE http://127.0.0.1:9/fhir/Patient/" in cleaned.out
    assert (cleaned.code, len(cleaned.out.splitlines()) < 20) == (1, True)


def test_an_option_of_a_system_without_one_is_no_rehearsal(harness: Harness) -> None:
    ran = harness("run", "CRWF-3", "--as", "Mine")
    assert (ran.code, ran.err) == (2, "harness: --as describes the system of --against ACTOR=URL, and there is none\n")


@pytest.mark.parametrize("words", [("--listen", "0.0.0.0"), ("--listen-port", "0")])
def test_where_we_listen_is_of_no_use_where_nobody_comes(harness: Harness, words: tuple[str, str]) -> None:
    ran = harness("run", "CRWF-3", *words)
    assert (ran.code, ran.err.startswith(f"harness: {words[0]} says where systems reach the harness")) == (2, True)


@pytest.fixture
def taken() -> Iterator[str]:
    """A port that another program has."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield str(other.getsockname()[1])


def test_a_port_that_is_taken_is_told_before_anything_is_sent(harness: Harness, mock: Mock, taken: str) -> None:
    known = f"health_worker_registry={mock('health-worker-registry')}"
    ran = harness("run", "HWWF-4", "--against", known, "--listen-port", taken)
    assert (ran.code, ran.err.startswith(f"harness: Port {taken} on 127.0.0.1 is taken")) == (2, True)
    assert [*ran.folder.iterdir()] == []


def test_a_port_that_is_taken_disturbs_nobody_who_is_only_asked(harness: Harness, mock: Mock, taken: str) -> None:
    known = f"client_registry={mock('client-registry')}"
    ran = harness("run", "CRWF-3", "--against", known, "--listen-port", taken)
    assert (ran.code, "PASS" in ran.verdicts()) == (0, True)


def test_an_empty_word_is_no_folder_to_play(harness: Harness) -> None:
    ran = harness("run", "")
    assert (ran.code, ran.err.startswith("harness: An empty SELECTION")) == (2, True)


def test_evidence_without_room_ends_a_run_in_plain_words(harness: Harness) -> None:
    with no_file_larger_than(2_000):
        ran = harness("run", "CRWF-1")
    assert (ran.code, ran.err.count("could not be written down"), "Traceback" in ran.err) == (4, 1, False)
