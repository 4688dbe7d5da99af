"""From a run's evidence to what a report says of it. Knows the ledger's topics; draws nothing.

The newest attempt at a play is the one that counts. Snapshots are read forgivingly: a key that this harness does not
know is left out, one that is missing has its default, so that an old run can be drawn by a newer harness.
"""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from harness.evidence import reading, record
from harness.evidence.acts import Standing, begun_anew
from harness.evidence.kept import Crossing
from harness.evidence.reading import Evidence
from harness.evidence.unswept import unswept
from harness.report.catalogued import Defect, Noun, Scenario, noun
from harness.report.covering import coverage
from harness.report.examinations import symptoms
from harness.report.model import (
    INTERRUPTED,
    NOT_APPLICABLE,
    OF_PLAYS,
    REFERENCE_MOCK,
    Attempt,
    Participant,
    Play,
    Run,
    weighed,
)
from harness.report.names import Slugs, slug
from harness.verdict import Verdict


def read_run(folder: Path) -> Run:
    """The run in `folder`. A UsageError when there is none."""
    return assemble(reading.read(folder))


@unswept()
def assemble(evidence: Evidence) -> Run:
    """The run that `evidence` tells of."""
    facts = Evidence(evidence.folder, [each for each in evidence.records if isinstance(each, record.Fact)])
    run, end = facts.fact("run"), facts.fact("end")
    scenarios = scenarios_of(facts)
    defects = tuple(noun(Defect, each) for each in facts.fact("defects").get("defects", ()))
    plays = plays_of(evidence, scenarios)
    return Run(
        name=str(run.get("run") or evidence.folder.name),
        started=float(_begun(facts) or min((play.started for play in plays if play.started), default=0.0)),
        ended=float(end.get("at") or max((play.ended for play in plays), default=0.0)),
        seed=str(run.get("seed", "")),
        command=_command({**(run.get("arguments") or {}), **(run.get("own") or {})}, str(run.get("command", ""))),
        selection=tuple(run.get("selection") or ()),
        interrupted=bool(end.get("interrupted")) or (not end and (not plays or any(one.interrupted for one in plays))),
        cut_off=not end,
        exit=end.get("exit"),
        versions=_versions(run),
        participants=_participants(run.get("participants", ())),
        plays=plays,
        coverage=coverage(facts.fact("catalogue").get("requirements", ()), scenarios.values(), defects, plays),
        defects=defects,
        unexpected=evidence.unexpected,
        doctor=symptoms(facts),
        faults=tuple(evidence.faults),
        undefined=str((run.get("definitions") or {}).get("missing", "")),
        standing=Standing(evidence.acts, begun_anew(evidence.records)),
        seal=evidence.seal,
        event=facts.fact("event"),
        picture=evidence.picture,
    )


def _versions(run: Mapping[str, Any]) -> dict[str, str]:
    """Everything that judged, the FHIR packages with the SHA-256 of their bytes."""
    told = {str(name): str(value) for name, value in run.get("versions", {}).items()}
    for each in (run.get("definitions") or {}).get("packages", ()):
        told[f"FHIR package {each['name']}"] = f"{each['version']} sha256:{each['sha256']}".strip()
    return told


def _begun(evidence: Evidence) -> float:
    """When the run began: what was resumed or judged again began before."""
    return next((float(each.get("started") or 0) for each in evidence.facts("run")), 0.0)


def _command(arguments: Mapping[str, Any], said: str) -> str:
    """``harness run`` with the options that name the same systems; what was `said` where they were not kept."""
    if not arguments:
        return said if said.startswith("harness") else "harness run"
    words = []
    for name, value in arguments.items():
        option = "--as" if name == "against_name" else f"--{name.replace('_', '-')}"
        values = value if isinstance(value, list) else [] if value is None or value is False or value == "" else [value]
        words += [option if one is True else f"{option} {shlex.quote(str(one))}" for one in values]
    return " ".join(["harness run", *words])


def _participants(contents: Iterable[Mapping[str, Any]]) -> tuple[Participant, ...]:
    slugs = Slugs()
    return tuple(
        noun(Participant, {**content, "slug": slugs.give(content.get("slug") or content["name"])})
        for content in contents
    )


def scenarios_of(evidence: Evidence) -> dict[str, Scenario]:
    """The scenarios that `evidence` tells of, by their names."""
    return {each.scenario: each for each in map(_scenario, evidence.fact("scenarios").get("scenarios", ()))}


def _scenario(content: Mapping[str, Any]) -> Scenario:
    judged = {each["requirement"] for each in content.get("judged", ())}
    judges = judged | set(content.get("unasked", ())) | set(content.get("verifies", ()))
    below = str(content.get("file", "")).replace("\\", "/").rpartition("/scenarios/")
    file = f"scenarios/{below[2]}" if below[1] else below[2]  # not where it lay on the machine that played it
    return noun(Scenario, {**content, "judges": frozenset(judges), "file": file})


def _unknown_scenario(identifier: str, workflow: str) -> Scenario:
    words = identifier.rpartition(".")[2].removeprefix("test_").replace("_", " ")
    return Scenario(identifier, words[:1].upper() + words[1:], workflow)


class _Told:
    """What the ledger says of one play; a new Start makes an attempt of it. What crossed counts from `begun` on."""

    def __init__(self) -> None:
        self.of: dict[type[Any], list[Any]] = defaultdict(list)
        self.made: list[record.Made] = []
        self.attempts: list[Attempt] = []
        self.begun = 1

    def add(self, each: record.Record) -> None:
        if isinstance(each, record.Start):
            if start := self.last(record.Start):
                self.attempts.append(self._attempt(start))
            self.of.clear()
            self.begun = record.repetition(each.play) if each.anew else self.begun
        if isinstance(each, record.Made):
            self.made.append(each)
        self.of[type(each)].append(each)

    def last(self, kind: type[Noun]) -> Noun | None:
        return self.of[kind][-1] if self.of[kind] else None

    def _attempt(self, start: record.Start) -> Attempt:
        ending, findings = self.last(record.Ending), tuple(self.of[record.Finding])
        return Attempt(_verdict(ending, findings), ending.at if ending else start.at, findings, ending is None)


def plays_of(evidence: Evidence, scenarios: Mapping[str, Scenario]) -> tuple[Play, ...]:
    """The plays that `evidence` tells of, of `scenarios` by their names."""
    told: dict[str, _Told] = defaultdict(_Told)
    not_played: dict[str, record.NotPlayed] = {}
    for each in evidence.records:
        if isinstance(each, record.NotPlayed):
            not_played[f"{each.scenario} {sorted(each.casting.items())}"] = each
        elif not isinstance(each, (record.Fact, record.Act)):
            told[record.first_name(each.play)].add(each)
    crossings: dict[str, dict[str, Crossing]] = defaultdict(dict)
    for crossing in sorted(evidence.crossings, key=lambda one: one.at):
        name = record.first_name(crossing.play)
        if name not in told or record.repetition(crossing.play) >= told[name].begun:
            crossings[name][crossing.id] = crossing
    slugs, begun = Slugs(), {name: play for name, play in told.items() if play.last(record.Start)}
    played = [
        _play(name, play, list(crossings[name].values()), scenarios=scenarios, slugs=slugs)
        for name, play in begun.items()
    ]
    met = {f"{each.scenario.scenario} {_cast(each.casting)}" for each in played}
    left_out = (_left_out(each, scenarios, slugs) for each in not_played.values())
    return (*played, *(each for each in left_out if f"{each.scenario.scenario} {_cast(each.casting)}" not in met))


def _play(
    identifier: str, told: _Told, crossings: list[Crossing], *, scenarios: Mapping[str, Scenario], slugs: Slugs
) -> Play:
    start, ending = told.of[record.Start][-1], told.last(record.Ending)
    findings = tuple(told.of[record.Finding])
    casting = {actor: name or REFERENCE_MOCK for actor, name in start.casting.items()}
    first = min((each.at for each in crossings), default=start.at)
    last = max((each.ended for each in crossings), default=0.0)
    over = last if told.attempts and last else ending.at if ending else max(last, start.at)
    return Play(
        id=identifier,
        slug=slugs.give(_plain(start.scenario, casting)),
        scenario=scenarios.get(start.scenario) or _unknown_scenario(start.scenario, start.workflow),
        casting=casting,
        verdict=_verdict(ending, findings),
        verdicts=_verdicts(ending, findings, casting),
        reason=ending.reason if ending else INTERRUPTED,
        caused_by=ending.caused_by if ending else "",
        traceback=ending.traceback if ending else "",
        interrupted=ending is None,
        started=min(first, start.at),
        ended=over,
        steps=tuple(told.of[record.Step]),
        findings=findings,
        crossings=tuple(crossings),
        waits=tuple({(each.step, each.number): each for each in told.of[record.Wait]}.values()),
        made=tuple(told.made),
        unchecked=tuple(told.of[record.NotChecked]),
        earlier=tuple(told.attempts),
    )


def _left_out(each: record.NotPlayed, scenarios: Mapping[str, Scenario], slugs: Slugs) -> Play:
    casting = {actor: name or REFERENCE_MOCK for actor, name in each.casting.items()}
    return Play(
        id=f"{each.scenario}[{_cast(casting)}]",
        slug=slugs.give(_plain(each.scenario, casting)),
        scenario=scenarios.get(each.scenario) or _unknown_scenario(each.scenario, each.workflow),
        casting=casting,
        verdict=each.verdict,
        verdicts={name: each.verdict for name in casting.values() if name != REFERENCE_MOCK},
        reason=each.reason,
        caused_by=each.caused_by,
        played=False,
    )


def _plain(scenario: str, casting: Mapping[str, str]) -> str:
    return f"{slug(scenario.rpartition('.')[2].removeprefix('test_'), longest=60)} {_cast(casting)}"


def _cast(casting: Mapping[str, str]) -> str:
    sides = [f"{name} as {actor}" for actor, name in casting.items() if name != REFERENCE_MOCK]
    return " + ".join(sides) or "rehearsal"


def _word(verdict: str) -> str:
    """A verdict word of the ledger as one of a play's: what was only noted passed, nothing judged is inconclusive."""
    return verdict if verdict in OF_PLAYS else {"NOTED": "PASS"}.get(verdict, "INCONCLUSIVE")


def _verdict(ending: record.Ending | None, findings: Iterable[record.Finding]) -> str:
    return _word(ending.verdict) if ending else weighed(findings, least=Verdict.INCONCLUSIVE)


def _verdicts(
    ending: record.Ending | None, findings: tuple[record.Finding, ...], casting: Mapping[str, str]
) -> dict[str, str]:
    said = {name or REFERENCE_MOCK: _word(word) for name, word in ending.verdicts.items()} if ending else {}
    least = Verdict.NONE if ending else Verdict.INCONCLUSIVE
    for name in casting.values():
        if name != REFERENCE_MOCK and name not in said:
            own = [finding for finding in findings if finding.participant == name]
            said[name] = NOT_APPLICABLE if ending and ending.verdict == NOT_APPLICABLE else weighed(own, least=least)
    return said
