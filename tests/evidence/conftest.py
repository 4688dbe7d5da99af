"""A ledger that is open, and what can be read of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.evidence.ledger import Ledger


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a run."""
    return tmp_path / "2026-11-22T14-05-11-4f2a"


@pytest.fixture
def ledger(run: Path) -> Iterator[Ledger]:
    """Writes into the run's folder."""
    ledger = Ledger(run)
    yield ledger
    ledger.close()
