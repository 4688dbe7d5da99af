"""The whole story of an event, told by commands alone: init, import, check, doctor, run, review, export, verify."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.evidence.reading import read
from tests.commands.conftest import HARNESS, HarnessIn, Ran, ran
from tests.peers.peer import free_port, running
from tests.reviewing import reviewing

PEOPLE = "name;actors;fhir\nAmani Registry;client_registry;{url}\n"
OUR_OWN = re.compile(r"^\[\[participants\]\].*", re.DOTALL | re.MULTILINE)
SEEN = "She joined two records of one woman, and parted them again."


class Story:
    """What was printed, and what lies in `folder`, once the event is over."""

    def __init__(self, folder: Path, harness_in: HarnessIn) -> None:
        self.folder, self.told = folder, dict[str, subprocess.CompletedProcess[str]]()
        self._harness_in = harness_in

    def does(self, name: str, *words: str) -> None:
        self.told[name] = self._harness_in(self.folder, *words)

    @property
    def run(self) -> Ran:
        return ran(self.told["run"].returncode, self.told["run"].stdout, "", self.folder / "reports")

    @property
    def page(self) -> str:
        """The first page of the event's report."""
        return next(self.folder.glob("reports/*/index.html")).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, harness_in: HarnessIn) -> Iterator[Story]:
    made = Story(tmp_path_factory.mktemp("story"), harness_in)
    port = free_port()
    command = [*HARNESS, "mock", "client-registry", "--port", str(port), "--defect", "keeps-the-first-name"]
    with running(command, answers=f"http://127.0.0.1:{port}/fhir/metadata", cwd=made.folder):
        prepared(made, f"http://127.0.0.1:{port}/fhir")
        made.does("run", "run", "104-02", "--event", "event.toml", "--listen-port", "0")
        with reviewing(made.run.folder) as mentor:
            mentor.attests("Amani Registry", "CRF-5", text=SEEN)
            mentor.overrides("Amani Registry", text="The name is kept by law.")
        made.does("report", "event", "report", "event.toml")
        for form in ("csv", "junit"):
            made.does(form, "export", "reports/latest", "--format", form)
        made.does("verify", "verify", "reports/latest")
        yield made


def prepared(story: Story, url: str) -> None:
    """Begin with the example, leave its participants out, and take ours from a spreadsheet."""
    story.does("init", "event", "init", "event.toml")
    file = story.folder / "event.toml"
    file.write_text(OUR_OWN.sub("", file.read_text(encoding="utf-8")), encoding="utf-8")
    (story.folder / "people.csv").write_text(PEOPLE.format(url=url), encoding="utf-8")
    story.does("import", "event", "import", "people.csv", "--into", "event.toml")
    story.does("check", "event", "check", "event.toml")
    story.does("doctor", "doctor", "--event", "event.toml")


def test_each_command_ends_as_it_says(story: Story) -> None:
    codes = {name: told.returncode for name, told in story.told.items()}
    assert codes == dict.fromkeys(codes, 0) | {"run": 1}


def test_the_run_finds_what_the_registry_does_wrong(story: Story) -> None:
    assert "104-02" in story.run.failed


def test_the_report_shows_the_machine_and_the_mentor(story: Story) -> None:
    assert ("The name is kept by law." in story.page, SEEN in story.page) == (True, True)


def test_what_the_mentor_said_is_in_the_evidence(story: Story) -> None:
    assert [one.act for one in read(story.run.folder).acts] == ["attest", "override"]


def test_the_exports_tell_of_the_same_finding(story: Story) -> None:
    assert ("104-02" in story.told["csv"].stdout, "104-02" in story.told["junit"].stdout) == (True, True)


def test_a_word_that_is_changed_afterwards_is_found(story: Story, tmp_path: Path, harness_in: HarnessIn) -> None:
    copy = shutil.copytree(story.run.folder, tmp_path / "run")
    (file,) = copy.glob("ledger/review*.jsonl")
    file.write_bytes(file.read_bytes().replace(b"kept by law", b"kept by hand"))
    assert harness_in(tmp_path, "verify", "run").returncode == 1
