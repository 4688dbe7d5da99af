"""The rules that an event grades by, from their file. Knows TOML and every mistake in it; grades nobody."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness import folders
from harness.errors import UsageError
from harness.event.event import workflow_id
from harness.openhie.spelling import did_you_mean


@dataclass(frozen=True, slots=True)
class Rule:
    """When a workflow counts: passed with so many `partners`, or with `all_there_are` where fewer play the other side.

    With `fail_free` nothing of it may fail, with the reference mock either; without it that is said beside the grade.
    With `solo` the reference mock is enough.
    """

    partners: int = 3
    all_there_are: bool = True
    fail_free: bool = False
    solo: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """The rule of every workflow, those of some by our id (``W-01``), and when a participant has completed the event.

    `needed` is how many workflows have to count, None for all of its own; with `attested` no SHALL may have been
    attested as not being so. `source` names the file, as a reader may be told.
    """

    title: str = ""
    rule: Rule = Rule()
    of: Mapping[str, Rule] = field(default_factory=dict)
    needed: int | None = None
    attested: bool = True
    source: str = ""

    def rule_of(self, workflow: str) -> Rule:
        """The rule of a workflow, by any of its ids."""
        return self.of.get(workflow_id(workflow), self.rule)


def default_file() -> Path:
    """The rules that came with the harness."""
    return folders.fixtures() / "event" / "grading.toml"


def load(path: str | Path = "") -> Rules:
    """The rules in the file `path`, those of the harness where it is "". A UsageError with every mistake in it."""
    file = Path(path) if path else default_file()
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{file}: expected a file with the rules of grading; {error}.") from error
    if mistakes := list(_mistakes(told)):
        raise UsageError(*(f"{file}: {each}" for each in mistakes))
    of_all = dict(told.get("workflow", {}))
    solo = {workflow_id(name) for name in of_all.pop("solo", ())}
    rule, own = Rule(**of_all), {workflow_id(name): keys for name, keys in told.get("workflows", {}).items()}
    of = {name: dataclasses.replace(rule, solo=name in solo, **own.get(name, {})) for name in {*solo, *own}}
    participant = told.get("participant", {})
    needed = participant.get("workflows", "all")
    return Rules(
        title=told.get("title", ""),
        rule=rule,
        of=of,
        needed=None if needed == "all" else needed,
        attested=participant.get("attested", True),
        source=file.name if path else "",
    )


_RULE: Mapping[str, type] = {"partners": int, "all_there_are": bool, "fail_free": bool}
_OF_ALL: Mapping[str, type] = {**_RULE, "solo": list}
_OF_ONE: Mapping[str, type] = {**_RULE, "solo": bool}
_TABLES: Mapping[str, type] = {"title": str, "workflow": dict, "workflows": dict, "participant": dict}
_WORDS = {int: "a number", bool: "true or false", list: "a list", str: "a text", dict: "a table"}


def _mistakes(told: Mapping[str, Any]) -> Iterator[str]:
    if wrong := list(_keys("", told, _TABLES)):
        yield from wrong
        return
    yield from _keys("workflow.", told.get("workflow", {}), _OF_ALL)
    for name, keys in told.get("workflows", {}).items():
        if not isinstance(keys, dict):
            yield f'workflows."{name}": expected a table, found {keys!r}.'
        else:
            yield from _keys(f'workflows."{name}".', keys, _OF_ONE)
    yield from _keys("participant.", told.get("participant", {}), {"workflows": object, "attested": bool})
    needed = told.get("participant", {}).get("workflows", "all")
    if needed != "all" and (not isinstance(needed, int) or isinstance(needed, bool) or needed < 1):
        yield f'participant.workflows: expected "all" or a number from 1, found {needed!r}.'


def _keys(place: str, told: Mapping[str, Any], known: Mapping[str, type]) -> Iterator[str]:
    for key, value in told.items():
        if key not in known:
            yield f"{place}{key}: there is no such key.{did_you_mean(key, known)} Valid: {', '.join(known)}."
        elif known[key] is int and (type(value) is not int or value < 1):
            yield f"{place}{key}: expected a number from 1, found {value!r}."
        elif known[key] is not int and not isinstance(value, known[key]):
            yield f"{place}{key}: expected {_WORDS[known[key]]}, found {value!r}."
