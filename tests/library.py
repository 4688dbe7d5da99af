"""The catalogue and the library that came with the harness, read once for all tests that look something up in them."""

from __future__ import annotations

from harness.openhie.requirements import Catalogue
from harness.scenario.library import scenarios

CATALOGUE = Catalogue.load()
LIBRARY = tuple(scenarios(CATALOGUE))
