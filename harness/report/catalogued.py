"""What the catalogue and the use case library held on the day of a run: nouns that a report tells of, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from harness.openhie.requirement import Change, Hint

Noun = TypeVar("Noun")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A numbered sentence of a standard, as it stood in the catalogue on the day of the run."""

    requirement: str
    spec_id: str = ""
    level: str = "SHALL"
    actor: str = ""
    ihe_actor: str = ""
    text: str = ""
    source: str = ""
    not_tested: str = ""
    attest: str = ""
    option: str = ""
    workflow: str = ""
    hint: Hint = field(default_factory=Hint)
    national: Change | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One function of the use case library. `judges` holds every requirement id that it can judge."""

    scenario: str
    title: str
    workflow: str = ""
    workflow_title: str = ""
    group: str = ""
    story: str = ""
    verifies: tuple[str, ...] = ()
    judges: frozenset[str] = frozenset()
    transactions: tuple[str, ...] = ()
    file: str = ""
    line: int = 0

    @property
    def function(self) -> str:
        """The name of the scenario inside its file."""
        return self.scenario.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Defect:
    """A fault that a reference mock can be told to have; `breaks` are the requirements that it proves."""

    name: str
    mock: str
    breaks: tuple[str, ...]
    also: tuple[str, ...] = ()
    where: str = ""
    text: str = ""


def noun(kind: type[Noun], content: Mapping[str, Any]) -> Noun:
    """A noun of a `kind` from its snapshot: what this harness does not know is left out, what is missing a default."""
    names = {each.name for each in fields(kind)}  # type: ignore[arg-type]
    known = {name: value for name, value in content.items() if name in names and value is not None}
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in known.items()})
