"""Mistakes fit the terminal, and several are counted."""

from __future__ import annotations

from harness.screen import on_screen, told


def test_several_mistakes_are_followed_by_how_many_they_are() -> None:
    assert [*told(["a", "b", "c"], 80)] == ["harness: a", "harness: b", "harness: c", "harness: 3 mistakes."]


def test_one_mistake_is_told_alone_and_folded_to_the_width() -> None:
    (line,) = told(["word " * 30], 80)
    assert max(map(len, line.split("\n"))) <= 80


def test_where_nobody_looks_a_mistake_is_one_line() -> None:
    assert [*told(["word " * 30], 0)] == [f"harness: {'word ' * 30}"]


def test_lines_that_a_text_has_stay_lines() -> None:
    assert on_screen("[[domains]]\nuri = 1", 80) == "[[domains]]\nuri = 1"
