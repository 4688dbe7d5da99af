"""The library and the catalogue, read once."""

from __future__ import annotations

import pytest

from harness.openhie.requirements import Catalogue
from harness.scenario.library import Scenario
from tests.library import CATALOGUE, LIBRARY


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return CATALOGUE


@pytest.fixture(scope="session")
def library() -> list[Scenario]:
    return list(LIBRARY)
