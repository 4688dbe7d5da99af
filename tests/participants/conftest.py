"""Files of participants, written for one test each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.participants import Participants, load


@pytest.fixture
def event(tmp_path: Path) -> Path:
    """Where the file of participants lies."""
    return tmp_path / "event.toml"


@pytest.fixture
def loaded(event: Path) -> Callable[[str], Participants]:
    """The participants in a text."""

    def read(text: str) -> Participants:
        event.write_text(text, encoding="utf-8")
        return load(event)

    return read
