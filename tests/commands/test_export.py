from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli import cli
from harness.report.exports import FORMATS
from tests.report import demo


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo.event(tmp_path_factory.mktemp("exported"))


def harness(*words: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "harness", *map(str, words)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60)


def test_without_a_file_it_goes_to_standard_output(run: Path) -> None:
    done = harness("export", run, "--format", "ctrf")
    assert (done.returncode, json.loads(done.stdout)["reportFormat"]) == (0, "CTRF")


def test_a_format_is_named_in_any_case(run: Path) -> None:
    assert harness("export", run, "--format", "JUnit").stdout.startswith(b"<?xml")


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_written_to_a_file_that_is_named(run: Path, form: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["export", str(run), "--format", form, "--out", str(tmp_path / "it")])
    assert (done.exit_code, done.output) == (0, f"{tmp_path / 'it'}\n")
    assert (tmp_path / "it").stat().st_size > 1000


@pytest.mark.parametrize("form", sorted({*FORMATS} - {"pdf"}))
def test_for_one_participant_nobody_else_occurs(run: Path, form: str, tmp_path: Path) -> None:
    words = ["export", str(run), "--format", form, "--only", "Kijani MPI", "--out", str(tmp_path / "it")]
    assert CliRunner().invoke(cli, words).exit_code == 0
    assert [one for one in ("baobab", "mlima") if one in (tmp_path / "it").read_text("utf-8").lower()] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "xlsx"), "there is no such format; there are csv, ctrf"),
        (("--format", "csv", "--language", "fr"), "csv is read by programs, and stays English"),
        (("--format", "csv", "--only", "Nobody"), "there is no such participant"),
        (("--format", "csv", "--out", "/nowhere/it"), "cannot be written (No such file or directory)"),
    ],
)
def test_what_is_asked_wrongly_is_told(run: Path, words: tuple[str, ...], said: str) -> None:
    done = CliRunner().invoke(cli, ["export", str(run), *words])
    assert (done.exit_code, said in done.output) == (2, True)


def test_what_cannot_be_read_of_the_evidence_is_told(tmp_path: Path) -> None:
    file = demo.rehearsal(tmp_path) / "ledger" / "main.jsonl"
    file.write_bytes(file.read_bytes() + b"{torn")
    done = harness("export", tmp_path, "--format", "junit")
    assert (done.returncode, b"is torn" in done.stderr) == (0, True)
