"""A country's own scenarios and requirements beside the library's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import HarnessIn, Ran, ran

Harness = Callable[..., Ran]
REQUIREMENT = """requirement,spec_id,level,actor,ihe_actor,transaction,option,text,source,not_tested,note
LAND-1,Land 4.2,SHALL,client_registry,,ITI-104,,keep the gender that was fed,https://example.org/land,,
"""
SCENARIO = '''"""Register a patient in Land (CRWF-1)."""

from harness import given, patients, then, verifies, when
from harness.checks import fhir
from harness.transactions import MobilePatientDemographicsQuery, PatientIdentityFeed


@verifies("LAND-1")
def test_the_gender_is_kept(point_of_service, client_registry):
    with given("a patient"):
        grace = patients.unseen()
    with when("she is fed and asked for"):
        feed = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
        query = point_of_service.sends(MobilePatientDemographicsQuery(feed.patient.identifier), to=client_registry)
    with then(client_registry).shall("keep the gender that was fed", "LAND-1"):
        fhir.has_value(query.response, "Patient.gender", grace.gender)
'''


def described(folder: Path) -> tuple[str, ...]:
    """Write the files of a country to `folder`; the words that name them there."""
    (folder / "land").mkdir()
    (folder / "land" / "test_land.py").write_text(SCENARIO)
    (folder / "land.csv").write_text(REQUIREMENT)
    return ("--scenarios", "land", "--requirements", "land.csv")


@pytest.fixture
def land(tmp_path: Path) -> tuple[str, ...]:
    return described(tmp_path)


@pytest.fixture(scope="module")
def played(harness_in: HarnessIn, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """What a run of the country's scenario leaves, where Python may keep what it compiles."""
    folder = tmp_path_factory.mktemp("country")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        done = harness_in(folder, "run", "LAND-1", *described(folder))
    return ran(done.returncode, done.stdout, done.stderr, folder / "reports")


def test_a_countrys_requirement_is_played_and_judged(played: Ran) -> None:
    assert (played.code, [one["scenario"] for one in played.results["results"]]) == (0, ["land.the_gender_is_kept"])


def test_nothing_is_left_beside_a_countrys_scenarios(played: Ran) -> None:
    assert [path.name for path in (played.folder.parents[1] / "land").iterdir()] == ["test_land.py"]


def test_a_countrys_requirement_is_in_the_catalogue(harness: Harness, land: tuple[str, ...]) -> None:
    done = harness("catalogue", *land[2:])
    assert "LAND-1" in done.out


def test_a_country_without_its_requirements_is_told_what_is_missing(harness: Harness, land: tuple[str, ...]) -> None:
    ran = harness("run", *land[:2])
    assert ran.code == 2
    assert "LAND-1" in ran.err


@pytest.mark.parametrize("words", [("run",), ("catalogue",)])
def test_a_countrys_function_that_declares_nothing_is_not_passed_over(
    harness: Harness, words: tuple[str], tmp_path: Path
) -> None:
    (tmp_path / "test_land.py").write_text("def test_the_gender_is_kept(client_registry):\n    pass\n")
    ran = harness(*words, "--scenarios", ".")
    assert (ran.code, "test_land.py:1: expected @verifies" in ran.err) == (2, True)
