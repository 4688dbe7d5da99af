"""How words fit a terminal, and how mistakes are told there. Knows its width, not what is said."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

SCREEN = "HARNESS_COLUMNS"
"""The environment variable that tells a process of ours how wide the terminal is; not set where there is none."""


def on_screen(words: str, columns: int) -> str:
    """`words` in lines of so many columns, those that go on indented; as they are where `columns` is 0."""
    if not columns:
        return words
    fitting = {"subsequent_indent": "  ", "break_long_words": False, "break_on_hyphens": False}
    return "\n".join(textwrap.fill(line, columns, **fitting) for line in words.split("\n"))  # type: ignore[arg-type]


def told(mistakes: Sequence[str], columns: int) -> Iterator[str]:
    """Each mistake as `harness` tells it, and how many they are where there are several."""
    yield from (on_screen(f"harness: {one}", columns) for one in mistakes)
    if len(mistakes) > 1:
        yield f"harness: {len(mistakes)} mistakes."
