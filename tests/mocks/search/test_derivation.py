"""The tables that mocks search and check by are what the definitions of FHIR say."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from harness.conformance.packages.definitions import Definitions, definitions
from harness.mocks import rest, search
from harness.mocks.rest import derivation as structures
from harness.mocks.search import derivation as parameters
from harness.mocks.search.parameters import search_table


def kept(module: Any, name: str) -> list[dict[str, str]]:
    with (Path(module.__path__[0]) / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def known() -> Definitions:
    found = definitions()
    if not found.available:
        pytest.skip("the definitions of FHIR R4 are not installed")
    return found


def test_the_search_parameters_are_those_of_the_core(known: Definitions) -> None:
    assert kept(search, "parameters.csv") == list(parameters.Derivation(known).rows())


def test_the_structures_are_those_of_the_core(known: Definitions) -> None:
    assert kept(rest, "structures.csv") == structures.Derivation(known).rows()


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("module", [parameters, structures])
def test_a_table_can_be_written_anew(module: Any, tmp_path: Path) -> None:
    module.write(tmp_path / module.TABLE)

    assert (tmp_path / module.TABLE).read_bytes() == (Path(module.__file__).parent / module.TABLE).read_bytes()


PATHS = {
    ("Location", "near"): ("special", ("position",)),
    ("PractitionerRole", "phone"): ("token", ("telecom[system=phone]",)),
    ("AuditEvent", "patient"): ("reference", ("agent.who[resolve=Patient]", "entity.what[resolve=Patient]")),
    ("ServiceRequest", "occurrence"): ("date", ("occurrenceDateTime", "occurrencePeriod", "occurrenceTiming")),
    ("CommunicationRequest", "occurrence"): ("date", ("occurrenceDateTime",)),
    ("ValueSet", "context-quantity"): ("quantity", ("useContext.valueQuantity", "useContext.valueRange")),
    ("Measure", "composed-of"): ("reference", ("relatedArtifact[type=composed-of].resource",)),
    ("Organization", "name"): ("string", ("name", "alias")),
}


@pytest.mark.parametrize(("type_", "name"), PATHS)
def test_an_expression_becomes_paths(type_: str, name: str) -> None:
    found = search_table((type_,)).of(type_)[name]

    assert (found.type, found.paths) == PATHS[type_, name]


def test_what_no_path_can_say_is_left_out() -> None:
    assert {"deceased", "phonetic", "age"} & set(search_table(("Patient",)).of("Patient")) == set()


def test_a_parameter_that_nobody_knows_cannot_be_offered() -> None:
    with pytest.raises(ValueError, match="colour"):
        search_table({"Patient": ("_id", "colour")})
