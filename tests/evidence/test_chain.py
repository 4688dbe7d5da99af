"""The chain of a file, of which another process may have looked at the beginning."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.evidence.chain import Chain
from harness.evidence.covered import Covered
from harness.evidence.decoding import line_in
from harness.evidence.ledger import Ledger
from harness.evidence.record import Fact


@pytest.fixture
def lines(run: Path) -> list[bytes]:
    ledger = Ledger(run)
    for number in range(4):
        ledger.add(Fact("run", {"number": number}))
    ledger.close()
    return (run / "ledger" / "main.jsonl").read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize("passed", range(4))
@pytest.mark.parametrize("changed", [False, True])
def test_what_follows_lines_that_were_seen_elsewhere_is_followed(
    lines: list[bytes], passed: int, changed: bool
) -> None:
    chain = Chain(Path("main.jsonl"), Covered([]))
    for content in lines[:passed]:
        chain.passes(content.replace(b"number", b"Number") if changed else content)
    told = [fault for content in lines[passed:] for fault in chain.faults(content, line_in(content))]
    assert [f"line {passed + 1} does not follow" in fault for fault in told] == [True] * (changed and passed > 0)
    assert chain.number == 4
