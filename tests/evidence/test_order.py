"""The files of a ledger are read as their writers began, wherever they were copied to."""

from __future__ import annotations

import os
from pathlib import Path

from harness.evidence.ledger import Ledger
from harness.evidence.order import files_of
from harness.evidence.record import Fact, Step


def written(run: Path, writer: str, at: float) -> None:
    ledger = Ledger(run, writer=writer)
    ledger.add(Fact("catalogue"))
    ledger.add(Step("play", 1, "when", "she is registered", at))
    ledger.close()


def test_who_began_first_is_read_first_whatever_the_files_say_of_their_age(run: Path) -> None:
    written(run, "main", 1795673840.5)
    written(run, "another", 1795673999.5)
    os.utime(run / "ledger" / "main.jsonl", (1795680000, 1795680000))

    assert [path.stem for path in files_of(run)] == ["main", "another"]


def test_a_file_without_a_moment_stands_where_it_was_last_written(run: Path) -> None:
    written(run, "main", 1795673840.5)
    (run / "ledger" / "empty.jsonl").touch()
    os.utime(run / "ledger" / "empty.jsonl", (1795673000, 1795673000))

    assert [path.stem for path in files_of(run)] == ["empty", "main"]
