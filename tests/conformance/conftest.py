"""The definitions of FHIR R4, where they are installed."""

from __future__ import annotations

import pytest

from harness.conformance.packages.definitions import HOW_TO_GET, Definitions, definitions


@pytest.fixture(scope="session")
def core() -> Definitions:
    """R4 core, as `harness definitions` keeps it."""
    known = definitions()
    if not known.available:
        pytest.skip(HOW_TO_GET)
    return known
