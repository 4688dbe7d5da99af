"""The proof that a requirement can fail: the library is played against a mock that has one named defect.

What has to come of it (DESIGN §8): the FAILs are exactly what the defect declares, everything else passes or is
INCONCLUSIVE, and the finding stands at the place that the defect names.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from harness.evidence.exchange import Exchange
from harness.evidence.ledger import Ledger
from harness.evidence.record import Finding, without_numbers
from harness.mocks import MOCKS
from harness.mocks.defects import Defect
from harness.openhie import preparation
from harness.openhie.domains import DEFAULT_DOMAINS, UNKNOWN_DOMAIN
from harness.openhie.requirements import Catalogue
from harness.participants import Participant, Participants
from harness.scenario.casting import castings, decline
from harness.scenario.in_words import REPOSITORY
from harness.scenario.library import Scenario
from harness.scenario.operator import Operator
from harness.scenario.play import Play
from harness.scenario.proof_settings import SETTINGS, Setting, identity_of
from harness.scenario.stage import Stage
from harness.transport.http_server import HttpServer

PATIENCE = 8.0


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of playing against a defect, beside what it declares. Holds when every list is empty.

    `missing` are requirements that should have failed and did not, `unexpected` those that failed and should not,
    `misplaced` tells findings that stand elsewhere than the defect says, `broken` plays that ended in an ERROR.
    """

    defect: str
    missing: tuple[str, ...] = ()
    unexpected: tuple[str, ...] = ()
    misplaced: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether it came as declared."""
        return not (self.missing or self.unexpected or self.misplaced or self.broken)


class Nobody:
    """Looks on and says nothing."""

    def crossed(self, exchange: Exchange) -> None:
        """Nothing."""

    def found(self, finding: Finding) -> None:
        """Nothing."""


def prove(defect: Defect, library: Sequence[Scenario], catalogue: Catalogue) -> Proof:
    """Play `library` against the mock that has `defect`, and compare."""
    findings, broken = played(defect.mock, [defect.name], library, catalogue)
    levels = {one: catalogue.requirement(one).level for one in (*defect.breaks, *defect.also)}
    wanted = {one: "FAIL" if level == "SHALL" else "NOTED" for one, level in levels.items()}
    got = {one: {finding.verdict for finding in found} for one, found in findings.items()}
    failed = {one for one, verdicts in got.items() if "FAIL" in verdicts}
    places = {one: {without_numbers(each.where) for each in findings[one] if each.where} for one in findings}
    return Proof(
        defect.name,
        missing=tuple(one for one, verdict in wanted.items() if verdict not in got.get(one, ())),
        unexpected=tuple(sorted(failed - set(wanted))),
        misplaced=tuple(
            f"{one} at {' and '.join(sorted(places[one]))} instead of {defect.where}"
            for one in defect.breaks
            if places.get(one) and without_numbers(defect.where) not in places[one]
        ),
        broken=tuple(broken),
    )


def played(
    mock: str, defects: Sequence[str], library: Iterable[Scenario], catalogue: Catalogue
) -> tuple[dict[str, list[Finding]], list[str]]:
    """The findings on the mock, cast as a participant, by requirement; and the plays that ended in an ERROR."""
    return played_against(functools.partial(MOCKS[mock].make, defects=defects), library, catalogue)


def played_against(
    make: Callable[[], Any], library: Iterable[Scenario], catalogue: Catalogue
) -> tuple[dict[str, list[Finding]], list[str]]:
    """The same of any service: what `make` gives has an ``actor``, an ``app`` and ``close()``, as a mock has.

    Where it has a ``patience``, in seconds, nobody waits longer for what it does later.
    """
    findings: dict[str, list[Finding]] = defaultdict(list)
    broken = []
    everything = list(library)
    for setting in SETTINGS:
        broken += _played(make, [one for one in everything if setting.fits(one)], catalogue, findings, setting)
    return findings, broken


def _played(
    make: Callable[[], Any],
    library: Sequence[Scenario],
    catalogue: Catalogue,
    findings: dict[str, list[Finding]],
    setting: Setting,
) -> list[str]:
    """The plays of one setting that ended in an ERROR; what was found is added to `findings`."""
    broken: list[str] = []
    if not library:
        return broken
    with TemporaryDirectory() as folder, _participant(make, setting) as (everyone, service):
        stage = _stage(Path(folder), everyone, catalogue)
        setting.prepare(service, stage)
        try:
            for play, scenario in _plays(library, everyone.everyone[0], stage):
                ending = play.perform(scenario.function)
                if ending.verdict == "ERROR":
                    broken.append(f"{play.id}: {ending.traceback or [one.found for one in play.findings]}")
                for one in play.findings:
                    if one.participant:
                        findings[one.requirement].append(one)
        finally:
            stage.close()
            stage.ledger.close()
    return broken


def _plays(library: Iterable[Scenario], participant: Participant, stage: Stage) -> Iterator[tuple[Play, Scenario]]:
    for scenario in library:
        for casting in castings(scenario.script, (participant,)):
            if decline(scenario.script, casting) is None:
                yield Play(scenario.script, casting, stage), scenario


def _stage(folder: Path, everyone: Participants, catalogue: Catalogue) -> Stage:
    return Stage(
        run="proof",
        seed="proof",
        participants=everyone,
        catalogue=catalogue,
        ledger=Ledger(folder),
        watcher=Nobody(),
        operator=Operator(say=lambda _: None, ask=lambda _: None),
    )


@contextmanager
def _participant(make: Callable[[], Any], setting: Setting) -> Iterator[tuple[Participants, Any]]:
    service = make()
    with HttpServer(service.app, passing=getattr(service, "passing", None)) as server:
        try:
            opens = hasattr(service, "hear") or service.actor == REPOSITORY
            lines = dict(service.listen()) if opens else {}
            with setting.around(_cast(service, server.url, lines), service) as everyone:
                yield everyone, service
        finally:
            service.close()


def _cast(service: Any, url: str, lines: Mapping[str, str]) -> Participant:
    from harness.openhie.actors import actor as described

    actor, own = service.actor, getattr(service, "domain", None)
    return Participant(
        name="The mock",
        slug="the-mock",
        actors=(actor,),
        ihe_actors=described(actor).plays,
        domains=(own,) if own else DEFAULT_DOMAINS,
        issues=(own,) if own else (),
        unknown_domain=UNKNOWN_DOMAIN,
        prepared=tuple(one.id for one in preparation.EVERY),
        operator=f"{url}/instructions",
        patience=getattr(service, "patience", PATIENCE),
        timeout=2,
        **identity_of(service, url, lines),
    )
