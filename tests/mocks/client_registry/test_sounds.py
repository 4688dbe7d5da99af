from __future__ import annotations

import pytest

from harness.mocks.client_registry.sounds import beginnings, is_similar

SIMILAR = [
    ("JONES", "JONEZ"),
    ("Jennifer", "JENIPHER"),
    ("Jennifer", "Jenn"),
    ("Smith", "Smyth"),
    ("Catherine", "Kathryn"),
]
OTHERS = [("Jennifer", "Jason"), ("Jones", "Hood"), ("Achiengbalofe", "Achiengpimudo"), ("Jo", "Jones"), ("Ann", "")]


@pytest.mark.parametrize(("one", "other"), SIMILAR)
def test_names_that_sound_alike_are_similar(one: str, other: str) -> None:
    assert is_similar(one, other)
    assert other[0].lower() in beginnings(one)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_names_are_not(one: str, other: str) -> None:
    assert not is_similar(one, other)
