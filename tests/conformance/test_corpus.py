"""Plays fixtures/conformance: valid resources give no error, invalid ones the issue that is written down for them.

``<rule>.invalid.json`` (or .xml) has its issue in the ``expected.csv`` of its folder, with the profiles and the
packages (paths from that folder) that it is judged by, separated by spaces; ``<rule>.valid.json`` beside it is
judged by the same.
"""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from harness.conformance import Issue, validate
from harness.conformance.packages.definitions import Definitions
from harness.folders import fixtures
from harness.messages.fhir.xml_parsing import parsed_tree

CORPUS = fixtures() / "conformance"
AREAS = sorted(path.parent for path in CORPUS.glob("*/expected.csv"))
FILES = sorted(path for area in AREAS for path in area.iterdir())
VALID = [path for path in FILES if ".valid." in path.name]
INVALID = [path for path in FILES if ".invalid." in path.name]
ERRORS = ("error", "fatal")


@cache
def expected(area: Path) -> dict[str, dict[str, str]]:
    """The rows of an area by file name."""
    with (area / "expected.csv").open(encoding="utf-8", newline="") as text:
        return {row["file"]: row for row in csv.DictReader(text)}


def rule(path: Path) -> str:
    """What a file is named for: ``gender-unknown.invalid.json`` → ``gender-unknown``."""
    return path.name.rsplit(".", 2)[0]


def judged(path: Path) -> list[Issue]:
    """The issues of a file by the profiles and packages of its rule."""
    row = next((row for name, row in expected(path.parent).items() if rule(Path(name)) == rule(path)), {})
    body = path.read_bytes()
    resource: Any = parsed_tree(body) if path.suffix == ".xml" else json.loads(body)
    packages = [path.parent / package for package in (row.get("packages") or "").split()]
    return validate(resource, (row.get("profiles") or "").split(), packages)


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("path", VALID, ids=name)
def test_a_valid_resource_gives_no_error(path: Path, core: Definitions) -> None:
    assert core.available
    assert [issue for issue in judged(path) if issue.severity in ERRORS] == []


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_an_invalid_resource_gives_its_issue_and_no_other_error(path: Path, core: Definitions) -> None:
    row = expected(path.parent)[path.name]
    wanted = (row["severity"], row["code"], row["expression"])
    found = {(issue.severity, issue.code, issue.expression) for issue in judged(path)}

    assert core.available
    assert wanted in found
    assert {one for one in found if one[0] in ERRORS} <= {wanted}


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.name)
def test_each_rule_has_a_valid_and_an_invalid_resource_and_a_row(area: Path) -> None:
    invalid = {path.name for path in INVALID if path.parent == area}
    valid = {rule(path) for path in VALID if path.parent == area}

    assert invalid == set(expected(area))
    assert {rule(Path(name)) for name in invalid} <= valid
