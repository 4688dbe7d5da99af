from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from harness.evidence.ledger import Ledger
from harness.mocks.client_registry.likeness import grade, score
from harness.openhie.domains import DEFAULT_DOMAINS
from harness.openhie.requirements import Catalogue
from harness.participants import Participants
from harness.scenario import health_workers, patients
from harness.scenario.casting import REHEARSAL, Casting
from harness.scenario.operator import Operator
from harness.scenario.play import Play
from harness.scenario.proof import Nobody
from harness.scenario.script import Script
from harness.scenario.stage import Stage
from harness.transactions.patient_resource import patient_resource
from harness.transactions.person import Person
from tests.scenario.conftest import participant
from tests.transactions.people import GRACE

Minted = Callable[..., Any]
BRIEF = '@verifies()\ndef test_it():\n    """It."""\n'


@pytest.fixture
def minted(tmp_path: Path, script: Callable[[str], Script], catalogue: Catalogue) -> Minted:
    """What `mint` gives inside a play of that seed and casting."""
    read = script(BRIEF)

    def play(mint: Callable[[], Any], *, seed: str = "s", casting: Casting = REHEARSAL) -> Any:
        found: list[Any] = []
        shared = {"catalogue": catalogue, "watcher": Nobody(), "participants": Participants(everyone=())}
        stage = Stage(run="r", seed=seed, ledger=Ledger(tmp_path / "run"), operator=Operator(), **shared)  # type: ignore[arg-type]
        ending = Play(read, casting, stage).perform(lambda: found.append(mint()))
        stage.close()
        stage.ledger.close()
        assert ending.traceback == ""
        return found[0]

    return play


def test_the_same_seed_mints_the_same_people(minted: Minted) -> None:
    assert minted(patients.unseen) == minted(patients.unseen)


def test_another_seed_mints_other_people(minted: Minted) -> None:
    assert minted(patients.unseen, seed="1").family != minted(patients.unseen, seed="2").family


def test_another_casting_mints_other_people(minted: Minted) -> None:
    other = Casting({"client_registry": participant("OpenCR", "client_registry")})

    assert minted(patients.unseen).family != minted(patients.unseen, casting=other).family


def test_everybody_in_a_play_is_somebody_else(minted: Minted) -> None:
    people = minted(lambda: [patients.unseen() for _ in range(50)])

    assert len({one.key for one in people}) == len({one.family for one in people}) == 50


def test_a_person_is_complete(minted: Minted) -> None:
    person = minted(patients.unseen)

    assert "" not in [getattr(person, name) for name in ("family", "given", "mothers_maiden_name", "city", "country")]
    assert re.fullmatch(r"\+2547\d{8}", person.phone)
    assert date(1931, 1, 1) <= date.fromisoformat(person.birth_date) < date(2005, 1, 1)


def test_an_accented_name_has_accents_that_can_be_left_out(minted: Minted) -> None:
    family = minted(lambda: patients.unseen(accented=True)).family

    assert not family.isascii()
    assert patients.without_accents(family).isascii()


@pytest.mark.parametrize(
    ("name", "plain"), [("Éboué", "Eboue"), ("Òkè", "Oke"), ("Gonçalves", "Goncalves"), ("Juma", "Juma")]
)
def test_accents_are_left_out(name: str, plain: str) -> None:
    assert patients.without_accents(name) == plain


def test_a_namesake_is_somebody_else_of_the_same_name(minted: Minted) -> None:
    other = minted(lambda: patients.namesake_of(GRACE))

    assert (other.family, other.given, other.gender) == (GRACE.family, GRACE.given, GRACE.gender)
    assert GRACE.key != other.key
    assert GRACE.mothers_maiden_name != other.mothers_maiden_name


@pytest.mark.parametrize(
    ("born", "years", "other"),
    [
        ("1982-01-07", 5, "1987-01-07"),
        ("2018-03-31", 5, "2013-03-28"),
        ("1980-02-29", 1, "1981-02-28"),
        ("2004-12-31", 2, "2006-12-28"),
    ],
)
def test_a_namesake_is_born_some_years_apart(minted: Minted, born: str, years: int, other: str) -> None:
    person = dataclasses.replace(GRACE, birth_date=born)

    assert minted(lambda: patients.namesake_of(person, years=years)).birth_date == other


def test_a_misspelt_record_is_another_record_of_the_same_woman(minted: Minted) -> None:
    slip = minted(lambda: patients.misspelt(GRACE))

    assert slip.family == f"{GRACE.family}h"
    assert slip.key != GRACE.key
    assert dataclasses.replace(slip, family=GRACE.family, key=GRACE.key) == GRACE


def test_a_number_that_nobody_has_is_of_the_domain(minted: Minted) -> None:
    nobody = minted(lambda: patients.number_nobody_has(DEFAULT_DOMAINS[1]))

    assert nobody.system == DEFAULT_DOMAINS[1].uri
    assert re.fullmatch(r"NOBODY\d{11}", nobody.value)


@pytest.mark.parametrize("mint", [patients.unseen, lambda: patients.number_nobody_has(DEFAULT_DOMAINS[0])])
def test_outside_of_a_play_nobody_is_minted(mint: Callable[[], Any]) -> None:
    with pytest.raises(RuntimeError, match="only inside a scenario that is being played"):
        mint()


def test_no_health_worker_is_found_by_a_name_of_another(minted: Minted) -> None:
    people = minted(lambda: [health_workers.unseen()["practitioner"]["name"][0] for _ in range(100)])
    for names in ([one["given"][0] for one in people], [one["family"] for one in people]):
        assert [one for one in names for other in names if other is not one and other.startswith(one)] == []


def test_a_stranger_is_like_nobody_whom_a_registry_may_know(minted: Minted) -> None:
    everybody = minted(lambda: [patients.unseen() for _ in range(1_000)])
    strangers = minted(lambda: [patients.stranger() for _ in range(30)])
    likeness = [
        score(_record(one), _record(other), shares_identifier=False) for one in strangers for other in everybody
    ]

    assert grade(max(likeness)) == "certainly-not"


def _record(person: Person) -> dict[str, Any]:
    return patient_resource(person, (), tags=())
