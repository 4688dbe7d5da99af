"""Files of participants, written for one test each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.participants import Participants, load
from harness.transport.authentication import ClientCertificate
from tests.transport.conftest import Certificates, certificates

__all__ = ["certificates"]


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


@pytest.fixture
def pair(certificates: Certificates) -> ClientCertificate:
    """A certificate and the key that belongs to it."""
    return ClientCertificate(*certificates.files("good"))
