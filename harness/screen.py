"""How words fit a terminal. Knows its width, not what is said."""

from __future__ import annotations

import textwrap

SCREEN = "HARNESS_COLUMNS"
"""The environment variable that tells a process of ours how wide the terminal is; not set where there is none."""


def on_screen(words: str, columns: int) -> str:
    """`words` in lines of so many columns, those that go on indented; as they are where `columns` is 0."""
    if not columns:
        return words
    return textwrap.fill(words, columns, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
