"""Evidence that somebody wrote anew, or put what is no evidence into: told in words, by whatever reads it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from harness.cli import cli
from harness.commands.run import trusted
from harness.evidence.ledger import Ledger, digest
from harness.evidence.reading import read
from harness.evidence.record import Fact
from harness.evidence.sealing import seal
from harness.evidence.seals import newest, seals
from harness.evidence.verification import verified
from harness.report import finish
from tests.report import demo
from tests.seen import answer, crossed, request


@pytest.fixture
def sealed(run: Path) -> Path:
    """A run of three lines and two bodies, sealed once."""
    ledger = Ledger(run)
    ledger.add(Fact("run", {"verdict": "FAIL"}))
    ledger.add_exchange(crossed(request("POST", "/", b"the first body"), answer(b"the second body")))
    ledger.add(Fact("end", {}))
    ledger.close()
    seal(run, versions={"harness": "1"})
    return run


def manifest_added(run: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """A second seal beside the genuine one: what that says, changed."""
    told = json.loads(seals(run)[0].path.read_bytes()) | {"before": newest(run)}
    change(told)
    content = json.dumps(told).encode()
    (run / "seals" / f"2-{hashlib.sha256(content).hexdigest()}.json").write_bytes(content)


def written_anew(run: Path) -> str:
    """Change a verdict and mend the chain behind it; the digest of the last line."""
    file, previous, out = run / "ledger" / "main.jsonl", "", []
    for content in file.read_bytes().replace(b'"FAIL"', b'"PASS"').splitlines(keepends=True):
        line = content.replace(json.loads(content)["prev"].encode() or b"\0", previous.encode(), 1)
        out.append(line)
        previous = digest(line)
    file.write_bytes(b"".join(out))
    return previous


@pytest.fixture
def forged(sealed: Path) -> Path:
    """Written anew, and covered by a seal of the forger's beside the genuine one."""
    last = written_anew(sealed)
    manifest_added(sealed, lambda told: told["ledger"]["main.jsonl"].update(last=last))
    return sealed


def test_a_later_seal_makes_no_forged_line_good(forged: Path) -> None:
    told = verified(forged, seal=seals(forged)[0].digest).changes
    assert [one.partition(": one of")[0] for one in told] == [
        "ledger/main.jsonl: two seals contradict each other about line 3"
    ]


def test_whoever_reads_forged_evidence_is_told(forged: Path) -> None:
    evidence = read(forged)
    assert evidence.faults == ["main.jsonl: up to line 3 it is not what was sealed: changed afterwards?"]
    assert not evidence.is_whole


def test_no_verdict_on_forged_evidence_is_trusted(forged: Path) -> None:
    assert trusted(read(forged), 0) == 2


def test_a_later_seal_makes_no_forged_body_good(sealed: Path) -> None:
    file = sealed / "bodies" / "main.bin"
    file.write_bytes(b"x" * file.stat().st_size)
    forged = hashlib.sha256(file.read_bytes()).hexdigest()
    manifest_added(sealed, lambda told: told["bodies"]["main.bin"].update(sha256=forged))
    assert any("bytes at 14, which line 2 of its ledger file names, were" in one for one in verified(sealed).changes)


def test_seals_that_contradict_each_other_about_bodies_are_told(sealed: Path) -> None:
    manifest_added(sealed, lambda told: told["bodies"]["main.bin"].update(sha256="0" * 64))
    assert verified(sealed).changes == [
        "bodies/main.bin: two seals contradict each other about it: one of them was added"
    ]


@pytest.fixture
def torn(run: Path) -> Path:
    """A run that was sealed with half a line at its end."""
    Ledger(run).close()
    (run / "ledger" / "main.jsonl").write_bytes(b"torn")
    seal(run, versions={"harness": "1"})
    return run / "ledger" / "main.jsonl"


def test_a_later_seal_makes_no_forged_half_line_good(run: Path, torn: Path) -> None:
    torn.write_bytes(b"other")
    half = {"size": 5, "sha256": digest(b"other")}
    manifest_added(run, lambda told: told["ledger"]["main.jsonl"].update(torn=half))
    assert verified(run).changes == ["ledger/main.jsonl: line 1, which was torn when it was sealed, was changed"]


def test_half_a_line_that_was_sealed_cannot_be_taken_away(run: Path, torn: Path) -> None:
    torn.write_bytes(b"")
    assert verified(run).changes == ["ledger/main.jsonl: line 1, which was torn when it was sealed, is gone"]


def line_added(run: Path, content: bytes) -> None:
    with (run / "ledger" / "main.jsonl").open("ab") as file:
        file.write(content)


def body_far_away(run: Path) -> None:
    kind = {"kind": "act", "pictures": [{"body": {"sha256": "x", "at": 2**70, "size": 2**70}}]}
    line = {"n": 1, "prev": newest(run), **kind}
    (run / "ledger" / "review.jsonl").write_bytes(json.dumps(line).encode() + b"\n")
    (run / "bodies" / "review.bin").write_bytes(b"")


DAMAGES: list[tuple[Callable[[Path], object], str]] = [
    (lambda run: line_added(run, b'{"n":Infinity,"prev":"","kind":"x"}\n'), "cannot be read any more"),
    (lambda run: (run / "ledger" / "x.jsonl").mkdir(), "ledger/x.jsonl is no evidence of a run: it was added"),
    (lambda run: (run / "bodies" / "x.bin").mkdir(), "bodies/x.bin is no evidence of a run: it was added"),
    (lambda run: (run / "seals" / f"2-{'a' * 64}.json").mkdir(), ".json is no seal of a run: it was added"),
    (lambda run: manifest_added(run, lambda told: told["bodies"]["main.bin"].update(size=float("inf"))), "no seal of"),
    (lambda run: manifest_added(run, lambda told: told["ledger"]["main.jsonl"].update(lines="many")), "no seal of"),
    (body_far_away, "which line 1 of its ledger file names, were changed"),
]


@pytest.mark.parametrize(("damage", "said"), DAMAGES)
def test_damage_of_any_kind_is_told_in_words(tmp_path: Path, damage: Callable[[Path], object], said: str) -> None:
    run = demo.rehearsal(tmp_path / "run")
    finish(run, seal=True)
    damage(run)
    done = CliRunner().invoke(cli, ["verify", str(run)])
    assert (done.exit_code, said in done.output) == (1, True), done.output


@pytest.mark.parametrize("damage", [damage for damage, _ in DAMAGES])
@pytest.mark.parametrize("command", ["report", "export --format junit"])
def test_damaged_evidence_can_still_be_shown(tmp_path: Path, damage: Callable[[Path], object], command: str) -> None:
    run = demo.rehearsal(tmp_path / "run")
    finish(run, seal=True)
    damage(run)
    done = CliRunner().invoke(cli, [*command.split(), str(run)])
    assert (done.exit_code, done.exception) == (0, None), done.output


@pytest.mark.parametrize("damage", [damage for damage, _ in DAMAGES[1:6]])
def test_what_is_no_evidence_is_told_to_whoever_reads(sealed: Path, damage: Callable[[Path], object]) -> None:
    damage(sealed)
    stray = (sealed / "bodies" / "x.bin").is_dir()
    assert bool(read(sealed).faults) is not stray
