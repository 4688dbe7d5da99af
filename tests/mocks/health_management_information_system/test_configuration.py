"""What the reference HMIS is told by a file, and what it keeps in one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import httpx
import pytest

from harness import folders
from harness.errors import UsageError
from harness.messages.adx import MEDIA_TYPE
from harness.mocks.health_management_information_system import HealthManagementInformationSystem
from harness.transport.http_server import HttpServer
from tests.messages.adx.malaria import report, written

CODE = report().org_unit


def posted(service: HealthManagementInformationSystem) -> httpx.Response:
    with HttpServer(service.app) as server:
        return httpx.post(f"{server.url}/adx", content=written(), headers={"content-type": MEDIA_TYPE})


def test_the_file_to_copy_is_right() -> None:
    file = folders.fixtures() / "mocks" / "health_management_information_system.toml"
    assert posted(HealthManagementInformationSystem.configured(file)).status_code == 200


def test_a_code_that_two_facilities_have_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "hmis.toml"
    file.write_text(f'[[org_units]]\ncode = "{CODE}"\nname = "One"\n' * 2, encoding="utf-8")
    answer = posted(HealthManagementInformationSystem.configured(file))
    assert (answer.status_code, "several facilities" in answer.text) == (422, True)


def test_a_rule_of_one_s_own_is_heeded(tmp_path: Path) -> None:
    file = tmp_path / "hmis.toml"
    rule = '[[rules]]\nname = "no more treated than ill"\nnumerator = "MAL01-3"\ndenominator = "MAL01-1"\n'
    file.write_text(rule, encoding="utf-8")
    assert "no more treated than ill" in posted(HealthManagementInformationSystem.configured(file)).text


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "b = 1",
        "structure = 2",
        'structure = "lost.xml"',
        "rules = 3",
        "[[rules]]\nname = 1",
        "org_units = [4]",
    ],
)
def test_every_mistake_is_told_before_it_starts(tmp_path: Path, text: str) -> None:
    file = tmp_path / "hmis.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"hmis\.toml|lost\."):
        HealthManagementInformationSystem.configured(file)


def test_figures_are_there_again_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "hmis.db"
    first = HealthManagementInformationSystem(data=file)
    posted(first)
    first.close()
    again = HealthManagementInformationSystem(data=file)
    counts = posted(again).json()["response"]["importCount"]
    again.close()
    assert (counts["imported"], counts["updated"]) == (0, 32)


def test_the_country_s_measures_can_be_loaded(tmp_path: Path) -> None:
    file = tmp_path / "hmis.toml"
    reporting = folders.fixtures() / "country" / "reporting"
    file.write_text(f'load = ["{reporting.as_posix()}"]\n', encoding="utf-8")
    service = HealthManagementInformationSystem.configured(file)
    with HttpServer(service.app) as server:
        assert httpx.get(f"{server.url}/fhir/Measure").json()["total"] == 5
    service.close()


def test_a_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database " * 100, encoding="utf-8")
    with pytest.raises(UsageError, match="name another file"):
        HealthManagementInformationSystem(data=file)


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE a (b)")
    with pytest.raises(UsageError, match="another program"):
        HealthManagementInformationSystem(data=tmp_path / "other.db")
