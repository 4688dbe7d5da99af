"""How words fit a terminal, how mistakes are told there, and that a reader may leave early. Knows not what is said."""

from __future__ import annotations

import io
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

SCREEN = "HARNESS_COLUMNS"
"""The environment variable that tells a process of ours how wide the terminal is; not set where there is none."""


def columns_of(stream: TextIO) -> int:
    """How wide the terminal is that `stream` writes to; 0 where it writes to none."""
    return shutil.get_terminal_size().columns if stream.isatty() else 0


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


class _Heard(io.FileIO):
    """What is written once nobody reads any more goes nowhere, and is no mistake: `harness run | head -1`."""

    def write(self, some: ReadableBuffer, /) -> int:
        """See io."""
        try:
            return super().write(some)
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            return super().write(some)


def outlive_readers() -> None:
    """From now on nothing is broken off because whoever reads what is printed has left; what captures it stays."""
    for name in ("stdout", "stderr"):
        before = getattr(sys, f"__{name}__")
        after = _outliving(before)
        setattr(sys, f"__{name}__", after)
        if getattr(sys, name) is before:
            setattr(sys, name, after)


def _outliving(stream: TextIO | None) -> TextIO | None:
    """The same stream where its reader may leave; None where there is none at all."""
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    stream.flush()
    raw = _Heard(stream.fileno(), "w", closefd=False)
    lines, through = stream.line_buffering, stream.write_through
    made = io.BufferedWriter(raw)
    return io.TextIOWrapper(made, stream.encoding, stream.errors, line_buffering=lines, write_through=through)


def aloud(words: str) -> None:
    """Say something from a worker of xdist: what it writes to its stdout is lost."""
    if sys.__stderr__ is not None:
        sys.__stderr__.write(f"{words}\n")  # at once: others may speak too
        sys.__stderr__.flush()
