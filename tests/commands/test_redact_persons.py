from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli import cli
from harness.evidence.ledger import Ledger
from harness.evidence.record import Finding
from harness.folders import fixtures
from tests.commands.conftest import Ran
from tests.evidence.test_people import PATIENT
from tests.report import demo
from tests.report.demo_exchanges import exchange

REAL = (b"kamau", b"mrn-77120", b"254711000111", b"1984-03-09", b"moi avenue", b"nakuru")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An event's run in which somebody real was sent, in a play and beside all plays, and is named in a finding."""
    folder = demo.event(tmp_path_factory.mktemp("event"))
    ledger = Ledger(folder, writer="more")
    play = "update_patient.test_a_changed_name_is_seen_by_everybody[Mlima EMR as point_of_service]"
    for number, where in enumerate((play, "")):
        sent = exchange("POST", "http://h/Patient?family=Kamau", at=demo.AT + number, sent=PATIENT, captured_at="mock")
        ledger.add_exchange(sent, play=where, step=1)
    ledger.add(Finding(play, 1, "104-02", "point_of_service", "Mlima EMR", "SHALL", "FAIL", "x", "name", "A", "Kamau"))
    ledger.close()
    return folder


def said(*words: object) -> None:
    done = CliRunner().invoke(cli, [str(word) for word in words])
    assert done.exit_code == 0, done.output


def real_in(*files: Path) -> list[tuple[str, bytes]]:
    return [(str(file), one) for file in files for one in REAL if one in file.read_bytes().lower()]


def test_a_report_for_others_tells_of_nobody_real_and_stands_beside_the_other(run: Path) -> None:
    said("report", run, "--redact-persons")
    there = [path for path in (run / "report-without-people").rglob("*") if path.is_file()]
    assert real_in(*there) == []
    assert (run / "report-without-people" / "index.html").exists()


def test_without_it_she_is_there(run: Path) -> None:
    said("report", run)
    there = [path for path in (run / "report").rglob("*") if path.is_file()]
    assert {one for _, one in real_in(*there)} == {*REAL}


@pytest.mark.parametrize("form", ["csv", "har", "junit", "testreport", "postman"])
def test_an_export_for_others_tells_of_nobody_real(run: Path, form: str, tmp_path: Path) -> None:
    said("export", run, "--format", form, "--redact-persons", "--out", tmp_path / "it")
    assert real_in(tmp_path / "it") == []


def test_the_evidence_stays_as_it_was(run: Path) -> None:
    assert real_in(run / "bodies" / "more.bin")


def test_who_plays_is_kept(run: Path, tmp_path: Path) -> None:
    said("export", run, "--format", "csv", "--redact-persons", "--out", tmp_path / "it")
    assert b"Kijani MPI" in (tmp_path / "it").read_bytes()
    assert os.stat(tmp_path / "it").st_size > 1000


def test_a_run_writes_nothing_of_whom_others_send(
    harness: Callable[..., Ran], mock: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "them.ndjson").write_text(json.dumps(PATIENT), "utf-8")
    example = (fixtures() / "mocks" / "client_registry.toml").read_text("utf-8")
    (tmp_path / "cr.toml").write_text(f'load = ["{tmp_path}/them.ndjson"]\n{example}', "utf-8")
    url = mock("client-registry", "--config", f"{tmp_path}/cr.toml", "--defect", "always-names-somebody")
    done = harness("run", "CRWF-4", "--against", f"client_registry={url}", "--redact-persons")
    kept = [path for path in done.folder.rglob("*") if path.is_file()]
    assert (done.code, real_in(*kept)) == (1, [])
    assert any(re.search(rb'"family":\s*"Person[0-9a-f]{6}"', path.read_bytes()) for path in kept)
