"""Scenarios from a few lines of text, and people who came to play in them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.openhie.domains import DEFAULT_DOMAINS, UNKNOWN_DOMAIN
from harness.openhie.requirements import Catalogue
from harness.participants import Participant
from harness.scenario.library import scenarios
from harness.scenario.script import Script

HEAD = '''"""Create patient demographic record (CRWF-1).

Somebody comes to a clinic for the first time.
"""

from harness import given, oddities, patients, then, verifies, when
from harness.checks import feeds, fhir, http
from harness.transactions import (
    FaultyPatientIdentityFeed, MobilePatientDemographicsQuery,
    PatientDemographicsMatch, PatientIdentityFeed,
)


'''


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Every requirement that came with the harness."""
    return Catalogue.load()


@pytest.fixture
def script(tmp_path: Path, catalogue: Catalogue) -> Callable[[str], Script]:
    """The script of the one scenario in a text; its first line is line 14 of the file."""

    def read(text: str) -> Script:
        folder = tmp_path / "patient_identity_management"
        folder.mkdir()
        (folder / "test_create_patient.py").write_text(HEAD + textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        (scenario,) = scenarios(catalogue, tmp_path)
        return scenario.script

    return read


def participant(name: str, *actors: str, **fields: Any) -> Participant:
    """A participant on this machine, with every IHE actor that the library asks for."""
    known: dict[str, Any] = {
        "ihe_actors": (
            *("patient_identity_source", "patient_identifier_cross_reference_consumer"),
            *("patient_demographics_consumer", "patient_demographics_supplier"),
            "patient_identifier_cross_reference_manager",
        ),
        "endpoints": {"fhir": "http://127.0.0.1:9/fhir"},
        "domains": DEFAULT_DOMAINS,
        "unknown_domain": UNKNOWN_DOMAIN,
    }
    slug = name.lower().replace(" ", "-")
    return Participant(name=name, slug=slug, actors=actors, **{**known, **fields})
