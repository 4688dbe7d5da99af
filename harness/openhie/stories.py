"""Knows what each workflow is for: who is in the clinic, what they need, who says what to whom. Plays nothing.

The words stand in ``fixtures/workflows/*.toml``, a table a workflow::

    [W-07]
    who = "A clerk …"          # who is in the clinic
    need = "The list …"        # what they need
    paper = "The name …"       # what the paper way was
    steps = [["point_of_service", "interlinked_registry", "search … (ITI-90)", "a searchset Bundle"]]

A step is who asks, who is asked, what is said, and what is answered: "" where the answer comes in a later step.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import folders
from harness.errors import UsageError
from harness.openhie.actors import actor
from harness.openhie.workflows import WORKFLOWS

_WORDS = ("who", "need", "paper")
_PARTS = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is said: `asker` and `asked` are actors; `answer` is empty where it comes in a later step."""

    asker: str
    asked: str
    words: str
    answer: str


@dataclass(frozen=True, slots=True)
class Story:
    """Why a workflow is there, in sentences, and how it goes."""

    who: str
    need: str
    paper: str
    steps: tuple[Step, ...]

    @property
    def actors(self) -> tuple[str, ...]:
        """Everybody in it, in the order in which they speak or are spoken to."""
        return tuple(dict.fromkeys(name for step in self.steps for name in (step.asker, step.asked)))


def stories(folder: Path | None = None) -> Mapping[str, Story]:
    """The story of every workflow, by our id (``W-07``), in the specification's order.

    Raises UsageError with every mistake: a workflow without a story, a story of none, a key too few or too many, an
    actor that is unknown.
    """
    known = [one.id for one in WORKFLOWS]
    read: dict[str, Any] = {}
    mistakes: list[str] = []
    for file in sorted((folder or folders.fixtures() / "workflows").glob("*.toml")):
        for name, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            wrong = [*_mistakes(table), *(["is told twice"] if name in read else [])]
            mistakes += [f"{file} [{name}]: {text}." for text in wrong]
            mistakes += [f"{file} [{name}]: there is no such workflow."] if name not in known else []
            read[name] = table
    mistakes += [f"{name} has no story in fixtures/workflows." for name in known if name not in read]
    if mistakes:
        raise UsageError(*mistakes)
    return {name: _story(read[name]) for name in known}


def _story(table: dict[str, Any]) -> Story:
    who, need, paper = (table[word] for word in _WORDS)
    return Story(who, need, paper, tuple(Step(*step) for step in table["steps"]))


def _mistakes(table: Any) -> Iterator[str]:
    if not isinstance(table, dict):
        yield "expected a table"
        return
    for word in _WORDS:
        if not isinstance(table.get(word), str) or not table[word]:
            yield f"expected {word!r}, a sentence"
    yield from (f"there is no key {key!r}" for key in table if key not in (*_WORDS, "steps"))
    steps = table.get("steps")
    if not isinstance(steps, list) or not steps:
        yield "expected 'steps', a list of steps"
        return
    for step in steps:
        yield from _mistakes_of_step(step)


def _mistakes_of_step(step: Any) -> Iterator[str]:
    if not isinstance(step, list) or len(step) != _PARTS or not all(isinstance(part, str) for part in step):
        yield f"expected a step of four texts (who asks, who is asked, what, the answer), found {step!r}"
        return
    for name in step[:2]:
        try:
            actor(name)
        except UsageError as fault:
            yield str(fault).rstrip(".")
