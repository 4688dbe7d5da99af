from __future__ import annotations

import pytest

from harness.errors import UsageError
from harness.mocks.defects import Defect
from harness.mocks.exercise import BY_MLLP, SET_UP, drawn
from harness.openhie.requirements import Catalogue

SEEDS = [f"seed {number}" for number in range(40)]


def families(defects: tuple[Defect, ...]) -> set[str]:
    catalogue = Catalogue.load()
    return {catalogue.requirement(one).family for each in defects for one in each.breaks}


def test_a_seed_draws_the_same_every_time_and_others_draw_others() -> None:
    assert drawn("client-registry", "42") == drawn("client-registry", "42")
    assert len({drawn("client-registry", seed) for seed in SEEDS}) > 20


def test_two_defects_are_two() -> None:
    assert len(set(drawn("client-registry", "42", count=2))) == 2


@pytest.mark.parametrize(("by_mllp", "left_out"), [(False, SET_UP | BY_MLLP), (True, SET_UP)])
def test_nothing_is_drawn_that_an_address_alone_does_not_show(by_mllp: bool, left_out: frozenset[str]) -> None:
    every = drawn("client-registry", "42", count=70, by_mllp=by_mllp)
    assert families(every) & left_out == set()
    assert bool(families(every) & BY_MLLP) == by_mllp
    assert any("HL7 v2" in one.text for one in every) == by_mllp


def test_a_mock_whose_own_matter_is_tokens_has_exercises_in_them() -> None:
    assert "iti_71" in families(drawn("authorization-server", "1", count=20))


def test_more_than_there_are_is_wrong_use() -> None:
    with pytest.raises(UsageError, match=r"alert-reporter has 3 faults .* 99 wanted"):
        drawn("alert-reporter", "1", count=99)
