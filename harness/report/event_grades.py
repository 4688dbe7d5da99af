"""Each participant's workflows with their grades, and who needs a partner. Applies the rules; draws nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harness.event import grading
from harness.event.event import workflow_id
from harness.event.grading import Completion, Grade, Outcome, completion, grade
from harness.event.pairing import Need, partners, plays_in
from harness.event.rules import Rules
from harness.report.event_model import EventResults, Result
from harness.report.event_progress import Stage, stages


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow of the event: our id, the name that people use, its title."""

    id: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Graded:
    """A participant in a workflow: its grade, and the results that it comes from."""

    workflow: Workflow
    grade: Grade
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One participant's part in the event: its workflows, whether it is complete, its progress.

    `denied` are the SHALLs that a person attested as not being so.
    """

    name: str
    graded: tuple[Graded, ...]
    whole: Completion
    stages: tuple[Stage, ...]
    denied: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The gravest grade of all its workflows, COUNTS where all that is asked of it counts."""
        words = [one.grade.word for one in self.graded]
        return min(words, key=grading.WORST_FIRST.index, default=grading.NOT_PLAYED)

    @property
    def fails_and_counts(self) -> list[str]:
        """The workflows that count although something of them fails, by their names."""
        return [one.workflow.name for one in self.graded if one.grade.counts_and_fails]

    def graded_in(self, workflow: str) -> Graded | None:
        """Its part in a workflow, by any of that one's ids."""
        wanted = workflow_id(workflow)
        return next((one for one in self.graded if one.workflow.id == wanted), None)

    @property
    def results(self) -> tuple[Result, ...]:
        """All results that count."""
        return tuple(one for each in self.graded for one in each.results)


def reports(results: EventResults, rules: Rules, workflows: Mapping[str, Workflow]) -> list[Report]:
    """A report for each participant, in the order of the event's file."""
    return [_report(results, rules, workflows, name) for name in results.names]


def _report(results: EventResults, rules: Rules, workflows: Mapping[str, Workflow], name: str) -> Report:
    by_workflow: dict[str, list[Result]] = defaultdict(list)
    for one in results.newest(name):
        by_workflow[workflow_id(one.workflow)].append(one)
    cast = {workflow_id(told): actors for told, actors in results.actors.items()}
    graded = []
    for each in workflows.values():
        own = by_workflow.get(each.id, [])
        possible = partners(results.event, name, each.id, cast=cast.get(each.id, ()))
        possible = tuple(name for name in possible if not _speaks_otherwise(name, own))
        if own or plays_in(results.event, name, each.id, cast=cast.get(each.id, ())):
            outcomes = [Outcome(one.verdict, one.partners, one.by_people, one.by_others) for one in own]
            graded.append(Graded(each, grade(outcomes, possible, rules.rule_of(each.id)), tuple(own)))
    denied = tuple(_denied(results, name))
    whole = completion((one.grade for one in graded), rules, denied=denied)
    return Report(name, tuple(graded), whole, tuple(stages(results, name)), denied)


def _speaks_otherwise(other: str, own: Iterable[Result]) -> bool:
    """Whether nothing can be played with `other`: no protocol, or no option, that both have."""
    met = [one.verdict for one in own if other in one.partners]
    return bool(met) and all(word == grading.NOT_APPLICABLE for word in met)


def _denied(results: EventResults, name: str) -> Iterable[str]:
    for act in results.standing.attestations:
        known = results.requirements.get(act.requirement)
        if act.participant == name and act.verdict == "FAIL" and (known is None or known.level == "SHALL"):
            yield act.requirement


def needs(found: Iterable[Report]) -> list[Need]:
    """Who still has to pass which workflow with whom, those who need most first."""
    wanted = [
        Need(
            report.name,
            each.workflow.name,
            each.grade.wanting,
            tuple(name for name in each.grade.possible if name not in each.grade.passed),
        )
        for report in found
        for each in report.graded
        if each.grade.wanting and each.grade.word not in (grading.COUNTS, grading.NOT_APPLICABLE, grading.DISPUTED)
    ]
    return sorted(wanted, key=lambda one: -one.wanting)
