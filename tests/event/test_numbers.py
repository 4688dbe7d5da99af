"""A country's numbers are made of regular expressions that can do no harm; every other is refused at once."""

from __future__ import annotations

import time

import pytest
from pydantic_core import PydanticCustomError

from harness.event.numbers import pattern


@pytest.mark.parametrize(
    "value",
    [
        *("[1-9][0-9]{7}", r"\d{4}", "^KE-[A-Z]{2}[0-9]{6}$", "[0-9]{4} [0-9]{4}", "[0-9]{6,8}[A-Z]?"),
        "(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}-[0-9]{4}",
        *("[A-Z]{64}", "(19|20)[0-9]{6}", "(" * 50 + "[0-9]{8}" + ")" * 50),
    ],
)
def test_a_pattern_of_many_plain_numbers_is_right(value: str) -> None:
    assert pattern(value) == value


@pytest.mark.parametrize(
    ("value", "told"),
    [
        *[("a{99999999999999999999}", "too large"), ("(" * 300 + "a" + ")" * 300, "601 signs; expected at most 150")],
        *[("[0-9]{65}", "longer than 64"), ("[0-9]+", "longer than 64"), ("(?:(?:$){99}){99}[0-9]{8}", "longer than")],
        ("(?:(?:(?:[0-9]{1,100}){1,100}){1,100}){1,100}", "longer than 64"),
        *[("[0-9", "unterminated"), ("(?!1)[0-9]{8}", "expected signs"), (".{8}", "expected signs")],
        *[
            ("[^0-9]{8}", "not which there are none of"),
            (r"\s{8}", "not which"),
            ("[0-9]{4}^[0-9]{4}", "not always as"),
        ],
        *[(r"[\x00-\x1f]{8}", r"'\x00'"), (r"[\ud800-\udfff]{3}", r"'\ud800'"), ("[0-9]{8}\n", r"'\n'")],
        *[
            ("\ud800[0-9]{8}", r"made of \ud800"),
            (r"\u0041[0-9]{8}", "invalid escape"),
            ("[\u0660-\u0669]{8}", r"'\u0660'"),
        ],
        *[(rf"[0-9]{{8}}\{sign}", "an identifier does not hold") for sign in "|^~\\&"],
        *[(" [0-9]{8} ", "begins nor ends with a blank"), ("[0-9]{8}[ A]", "begins nor ends with a blank")],
        *[("1", "too many are alike"), ("[0-9]", "too many are alike"), ("1|[0-9]{8}", "too many"), ("", "not always")],
    ],
)
def test_any_other_is_refused_at_once(value: str, told: str) -> None:
    begun = time.process_time()
    with pytest.raises(PydanticCustomError) as wrong:
        pattern(value)
    assert told in str(wrong.value)
    assert time.process_time() - begun < 2
