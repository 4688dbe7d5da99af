"""Exports held to the schemas of their formats, which are their authors' and are installed beside us.

EARL has none, and CSV neither; TestReport is held to FHIR's own definitions where it is tested.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from harness.report.assembly import read_run
from harness.report.exports import export
from harness.report.model import Run
from tests.peers.peer import folder
from tests.report import demo

pytestmark = pytest.mark.peer


@pytest.fixture(scope="module", params=["event", "rehearsal"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return read_run(getattr(demo, request.param)(tmp_path_factory.mktemp(request.param)))


def schema(path: str) -> dict[str, Any]:
    file = folder() / "node_modules" / path
    if not file.is_file():
        pytest.skip(f"{file} is not installed: npm install of tests/peers/package.json")
    content: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return content


def test_ctrf_meets_the_schema_of_its_authors(run: Run) -> None:
    validator = jsonschema.Draft7Validator(schema("ctrf/dist/ctrf-schema-0.0.json"))
    assert [one.message for one in validator.iter_errors(json.loads(export(run, "ctrf")))] == []


def test_har_meets_the_schema_of_postmans_validator(run: Run) -> None:
    whole = schema("har-schema/lib/har.json")
    parts = [json.loads(path.read_text("utf-8")) for path in (folder() / "node_modules/har-schema/lib").glob("*.json")]
    registry: Registry[Any] = Registry().with_resources((one["$id"], Resource.from_contents(one)) for one in parts)
    validator = jsonschema.Draft6Validator(whole, registry=registry)
    assert [one.message for one in validator.iter_errors(json.loads(export(run, "har")))] == []


def test_gitb_is_read_by_the_classes_of_the_test_bed(run: Run, tmp_path: Path) -> None:
    java, jars = shutil.which("java"), folder() / "gitb"
    if java is None or not list(jars.glob("gitb-reader-*.jar")):
        pytest.skip("Java, or the Test Bed's classes: mvn -q -B -f tests/peers/gitb/pom.xml package")
    (tmp_path / "report.xml").write_bytes(export(run, "gitb"))
    path = os.pathsep.join((f"{jars}/*", f"{jars}/lib/*"))
    command = [java, "-XX:TieredStopAtLevel=1", "-cp", path, "Reader", str(tmp_path / "report.xml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    items = sum(len(play.findings) or 1 for play in run.plays)
    fails = sum(each.verdict == "FAIL" for play in run.plays for each in play.findings)
    assert done.stdout.split() == ["FAILURE" if fails else "SUCCESS", str(fails), str(items)], done.stderr
