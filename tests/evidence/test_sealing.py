from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from harness.errors import UsageError
from harness.evidence.ledger import Ledger
from harness.evidence.reading import read
from harness.evidence.record import Act, Fact
from harness.evidence.sealing import seal
from harness.evidence.seals import newest, seals

VERSIONS = {"harness": "1"}


@pytest.fixture
def sealed(run: Path) -> Path:
    ledger = Ledger(run)
    ledger.add(Fact("run", {}))
    ledger.add(Fact("end", {}))
    ledger.close()
    seal(run, versions=VERSIONS)
    return run


def comment(run: Path) -> None:
    ledger = Ledger(run, writer="review")
    ledger.add(Act("1", "comment", "Amina", "mentor", 1.0, text="well done"))
    ledger.close()


def manifest(run: Path, number: int) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(seals(run)[number - 1].path.read_bytes())
    return content


def test_a_seal_is_the_digest_of_a_manifest_of_all_files(sealed: Path) -> None:
    (only,) = seals(sealed)
    assert hashlib.sha256(only.path.read_bytes()).hexdigest() == only.digest == newest(sealed)
    assert manifest(sealed, 1)["ledger"]["main.jsonl"]["lines"] == 2
    assert manifest(sealed, 1)["bodies"] == {"main.bin": {"size": 0, "sha256": hashlib.sha256(b"").hexdigest()}}


def test_what_is_sealed_already_has_its_seal(sealed: Path) -> None:
    assert seal(sealed, versions=VERSIONS) == newest(sealed)
    assert len(seals(sealed)) == 1


def test_what_comes_after_a_seal_begins_at_it_and_is_covered_by_the_next(sealed: Path) -> None:
    first = newest(sealed)
    comment(sealed)
    assert json.loads((sealed / "ledger" / "review.jsonl").read_bytes())["prev"] == first
    assert seal(sealed, versions=VERSIONS) == newest(sealed) != first
    assert manifest(sealed, 2)["before"] == first


def test_a_run_that_went_on_after_its_seal_can_be_read(sealed: Path) -> None:
    comment(sealed)
    assert (read(sealed).faults, len(read(sealed).acts), read(sealed).seal) == ([], 1, newest(sealed))


def test_a_file_that_begins_at_no_seal_of_the_run_is_told(sealed: Path) -> None:
    comment(sealed)
    seals(sealed)[0].path.unlink()
    assert read(sealed).faults == ["review.jsonl: line 1 does not follow the line before it: changed afterwards?"]


def test_what_was_changed_is_not_sealed_again(sealed: Path) -> None:
    file = sealed / "ledger" / "main.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"end"', b'"bad"'))
    with pytest.raises(UsageError, match=r"not sealed: ledger/main\.jsonl: up to line 2 it is not what was sealed"):
        seal(sealed, versions=VERSIONS)


def test_where_no_seal_can_be_written_the_reason_is_told(run: Path) -> None:
    Ledger(run).close()
    (run / "seals").write_bytes(b"")
    with pytest.raises(UsageError, match=r"the seal cannot be written \(File exists\)"):
        seal(run, versions=VERSIONS)
