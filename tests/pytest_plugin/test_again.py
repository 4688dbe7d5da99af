"""What somebody asks to be played again: what did not end well for them, and nothing for another's sake."""

from __future__ import annotations

import pytest

from harness.evidence.overridden import Word
from harness.evidence.record import Act
from harness.participants import against
from harness.pytest_plugin.again import Plays
from harness.scenario.casting import Casting

REGISTRY, CLINIC = (
    *against(["client_registry=http://127.0.0.1:1"], name="Kijani MPI"),
    *against(["patient_demographics_consumer="], name="Mlima EMR"),
)
PAIR = Casting({"client_registry": REGISTRY, "point_of_service": CLINIC})
ALL = Act("a1", "again", "Joy", "participant", 1.0, participant="Mlima EMR")


def plays(item: pytest.Function, word: Word) -> Plays:
    """One play of the two, which ended so."""
    known = Plays()
    known.know("p", item, PAIR, times=1)
    known.ended("p", word, begun=True)
    return known


@pytest.mark.parametrize(
    ("whole", "own", "again"),
    [
        ("FAIL", "PASS", 0),
        ("FAIL", "NONE", 0),
        ("FAIL", "INCONCLUSIVE", 1),
        ("FAIL", "FAIL", 1),
        ("INCONCLUSIVE", None, 1),
        ("NOT APPLICABLE", None, 0),
    ],
)
def test_all_that_failed_is_what_did_not_end_well_for_whoever_asks(
    request: pytest.FixtureRequest, whole: str, own: str | None, again: int
) -> None:
    known = plays(request.node, Word(whole, {"Kijani MPI": whole, "Mlima EMR": own} if own else {}))
    assert [one.times for one in known.wanted(ALL, {})] == [3] * again


def test_the_word_of_people_counts_on_its_own_side(request: pytest.FixtureRequest) -> None:
    known = plays(request.node, Word("FAIL", {"Kijani MPI": "FAIL", "Mlima EMR": "FAIL"}))
    overridden = {"p": Word("FAIL", {"Kijani MPI": "FAIL", "Mlima EMR": "PASS"})}
    assert known.wanted(ALL, overridden) == []


def test_one_play_is_played_again_however_it_ended(request: pytest.FixtureRequest) -> None:
    known = plays(request.node, Word("PASS", {"Mlima EMR": "PASS"}))
    assert len(known.wanted(Act("a2", "again", "Joy", "participant", 1.0, play="p"), {})) == 1
