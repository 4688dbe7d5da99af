"""How plays ended in earlier runs, by the verdicts that count: plays nothing again.

Reads endings alone, and no body; findings too where somebody overrode one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.evidence.order import files_of
from harness.evidence.overridden import by_people
from harness.evidence.record import first_name

Cast = tuple[str, tuple[tuple[str, str], ...]]
"""A scenario in one casting: its name, and each actor with its participant's name, "" for a reference mock."""

PASSED = ("PASS", "NOT APPLICABLE")
"""The verdicts of plays after which there is nothing to mend."""

_TOLD = tuple(f'"kind":"{kind}"'.encode() for kind in ("fact", "start", "ending", "not-played", "act"))


@dataclass(frozen=True, slots=True)
class Ended:
    """The verdict of a play in a word, a person's where one overrode it, and when it ended (Unix seconds).

    Of one that was cut off INCONCLUSIVE.
    """

    verdict: str
    at: float

    @property
    def passed(self) -> bool:
        """Whether there is nothing to mend: it passed, or does not apply."""
        return self.verdict in PASSED


@dataclass(slots=True)
class Past:
    """A run: its folder, how each play ended last, and its newest facts ``run``, ``event`` and ``end``."""

    folder: Path
    began: float = 0.0
    ended: dict[Cast, Ended] = field(default_factory=dict)
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def event(self) -> str:
        """The slug of its event, "" for none."""
        return str(self.facts.get("event", {}).get("slug", ""))


def cast(scenario: str, casting: Mapping[str, str]) -> Cast:
    """What a play is known by in all runs."""
    return scenario, tuple(sorted(casting.items()))


def runs(reports: Path, *, before: float, event: str = "") -> list[Past]:
    """Those in `reports` that began `before`, the oldest first; of one `event` (its slug) where it is named.

    A folder that is no run is passed over, and so is a line that cannot be read.
    """
    found = (past(each.parent) for each in reports.glob("*/ledger") if each.is_dir())
    wanted = (one for one in found if 0 < one.began < before and event in ("", one.event))
    return sorted(wanted, key=lambda one: one.began)


def newest(pasts: Iterable[Past]) -> dict[Cast, Ended]:
    """How each play ended in the last run in which it was played; `pasts` are in the order of their beginnings."""
    return {play: how for one in pasts for play, how in one.ended.items()}


def not_passed_together(ended: Mapping[Cast, Ended], only: Collection[str]) -> int:
    """How many plays of several participants did not pass; of those that one of `only` (names) takes part in, if any.

    In `ended` is how each play ended.
    """
    failed = ({name for _, name in casting if name} for (_, casting), how in ended.items() if not how.passed)
    return sum(len(names) > 1 and (not only or not names.isdisjoint(only)) for names in failed)


def past(folder: Path) -> Past:
    """The run in `folder`, as far as it can be read."""
    run, begun, overridden = Past(folder), dict[str, Cast](), False
    for path in files_of(folder):
        for line in _lines(path):
            _take(line, run, begun)
            overridden |= line.get("act") == "override"
    casts = {first_name(play): known for play, known in begun.items()}
    for play, word in by_people(folder).items() if overridden else ():
        if known := casts.get(play):
            run.ended[known] = Ended(word.whole, run.ended[known].at)
    return run


def facts(folder: Path) -> dict[str, dict[str, Any]]:
    """The newest facts of the run in `folder`, by their topics, as far as they can be read."""
    told = (line for path in files_of(folder) for line in _lines(path, _TOLD[:1]))
    return {str(line.get("topic")): line["content"] for line in told if isinstance(line.get("content"), dict)}


def _lines(path: Path, kinds: Collection[bytes] = _TOLD) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for content in file:
            if any(content.find(kind, 0, 200) >= 0 for kind in kinds):
                try:
                    line = json.loads(content)
                except ValueError:  # torn, or damaged: told of where the run itself is read
                    continue
                yield line


def _take(line: dict[str, Any], run: Past, begun: dict[str, Cast]) -> None:
    match line:
        case {"kind": "fact", "topic": str(topic), "content": dict(content)} if topic in ("run", "event", "end"):
            run.facts[topic] = content
            run.began = run.began or float(content.get("started") or 0)
        case {"kind": "start", "play": str(play), "scenario": str(scenario), "casting": dict(casting), "at": at}:
            begun[play] = cast(scenario, casting)
            run.ended.setdefault(begun[play], Ended("INCONCLUSIVE", at))
        case {"kind": "ending", "play": str(play), "verdict": str(verdict), "at": at} if play in begun:
            run.ended[begun[play]] = Ended(verdict, at)
        case {"kind": "not-played", "scenario": str(scenario), "casting": dict(casting), "verdict": str(verdict)}:
            run.ended[cast(scenario, casting)] = Ended(verdict, run.began)
