"""The library and the catalogue, read once."""

from __future__ import annotations

import pytest

from harness.openhie.requirements import Catalogue
from harness.scenario.library import Scenario, scenarios


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture(scope="session")
def library(catalogue: Catalogue) -> list[Scenario]:
    return list(scenarios(catalogue))
