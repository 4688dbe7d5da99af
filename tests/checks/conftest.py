"""What says whether a message is valid, where the definitions of FHIR R4 are installed."""

from __future__ import annotations

import pytest

from harness.checks.validity import judge_by
from harness.conformance import Validator
from harness.conformance.packages.definitions import HOW_TO_GET


@pytest.fixture(scope="session")
def validator() -> Validator:
    """Our profiles on the core of R4."""
    known = judge_by()
    if not known.definitions.available:
        pytest.skip(HOW_TO_GET)
    return known
