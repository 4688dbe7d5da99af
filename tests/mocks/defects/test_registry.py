from __future__ import annotations

import json
import re

import pytest

from harness.errors import UsageError
from harness.mocks import MOCKS, defects


@pytest.mark.parametrize("defect", defects.everything(), ids=lambda one: one.name)
def test_a_defect_is_told_in_full(defect: defects.Defect) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", defect.name)
    assert defect.mock in MOCKS
    assert defect.breaks
    assert len(defect.also) <= 3
    assert defect.where
    assert len(defect.text.split()) > 3


def test_no_two_defects_have_one_name() -> None:
    names = [one.name for one in defects.everything()]

    assert len(names) == len(set(names)) > 70


def test_a_defect_is_found_by_its_name() -> None:
    assert defects.named("keeps-the-first-name").breaks == ("104-02",)
    assert defects.named("keeps-the-first-name") in MOCKS["client-registry"].defects


@pytest.mark.parametrize(
    ("name", "words"), [("keeps-first-name", "did you mean keeps-the-first-name"), ("x", "--list")]
)
def test_an_unknown_name_is_told_with_what_comes_close(name: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        defects.named(name)


def test_a_snapshot_is_plain_data() -> None:
    defect = defects.named("answers-200-to-a-new-patient")

    assert json.loads(json.dumps(defects.snapshot(defect)))["also"] == ["104-07"]


def test_several_defects_are_had_at_once() -> None:
    mock = MOCKS["client-registry"].make(defects=["keeps-the-first-name", "takes-a-patient-without-name"])
    mock.close()

    assert mock.name == "client-registry"


def test_a_defect_of_another_mock_is_refused() -> None:
    with pytest.raises(UsageError, match="belongs to the mock client-registry"):
        defects.behaviour(object, ["keeps-the-first-name"], mock="point-of-service")
