from __future__ import annotations

import pytest

from harness.report.names import Slugs, slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Kijani MPI", "kijani-mpi"), ("../../etc", "etc"), ("Zoë/Ñ", "zoe-n"), ("张伟", "x"), ("a" * 200, "a" * 90)],
)
def test_any_text_makes_a_name_for_a_file(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_two_texts_never_share_a_name() -> None:
    slugs = Slugs()
    assert [slugs.give(text) for text in ("A b", "a-b", "a b")] == ["a-b", "a-b-2", "a-b-3"]
