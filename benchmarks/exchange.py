"""One exchange with the client registry mock, recorded, written down and judged, beside the same call bare."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import requests

from benchmarks.figure import Figure
from benchmarks.processes import HARNESS, serving
from benchmarks.timing import in_turns
from harness.checks import fhir
from harness.evidence.exchange import Exchange
from harness.evidence.ledger import Ledger
from harness.evidence.record import Finding
from harness.openhie.requirements import Catalogue
from harness.participants import against
from harness.scenario.casting import castings
from harness.scenario.library import scenarios
from harness.scenario.operator import Operator
from harness.scenario.play import Play
from harness.scenario.player import Player
from harness.scenario.stage import Stage
from harness.scenario.steps import then
from harness.transactions import MobilePatientDemographicsQuery, PatientIdentityFeed
from harness.transactions.person import Person
from harness.transport.http_client import HttpClient, Request

ROUNDS = 600
SCENARIO = "query_patient_by_identifier.a_patient_is_found_by_her_identifier"
BARE, RECORDED, JUDGED = "bare", "recorded", "recorded, written down and judged"


def figures() -> Iterator[Figure]:
    """The limit of issue 2: at most 3 times the bare call, once the validator judges both messages."""
    best: dict[str, float] = {}
    with serving(*HARNESS, "mock", "client-registry") as base, tempfile.TemporaryDirectory() as folder:
        stage = _stage(base, Path(folder))
        try:
            play = _play(stage)
            ending = play.perform(lambda **players: best.update(_measured(base, **players)))
        finally:
            stage.close()
            stage.ledger.close()
    if ending.traceback or any(one.verdict == "FAIL" for one in play.findings):
        raise RuntimeError(ending.traceback or "the mock failed what was judged: the figure would say nothing")
    beside = f"requests {best[BARE] * 1000:.2f} ms"
    for what in (RECORDED, JUDGED):
        ratio = best[what] / best[BARE]
        limit, met = ("3.0", ratio <= 3.0) if what == JUDGED else ("", None)
        yield Figure(f"one search, {what}", f"{best[what] * 1000:.2f} ms", beside, f"{ratio:.2f}", limit, met)


def _measured(base: str, point_of_service: Player, client_registry: Player) -> dict[str, float]:
    """Seconds of one search in each way. Every search differs, so that every answer's body is a new one to keep."""
    grace = Person("benchmark", "Benchmarkachieng", "Grace", "1982-03-14", "female")
    feed = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
    numbers = itertools.count(1)

    def asked() -> str:
        return f"identifier={feed.patient.identifier.token}&_count={next(numbers)}"

    def judged() -> None:
        query = point_of_service.sends(MobilePatientDemographicsQuery(asked()), to=client_registry)
        with then(client_registry).shall("return one entry for each patient that matches", "78-01"):
            fhir.returns_patients(query.response, count=1)
        with then(client_registry).shall("return her, with the name that was fed", "CRWF-3"):
            fhir.returns_the_patient(query.response, feed.patient.identifier)

    fields = {"Accept": "application/fhir+json"}
    with HttpClient() as client, requests.Session() as session:
        session.trust_env = False
        calls: dict[str, Callable[[], object]] = {
            BARE: lambda: session.get(f"{base}/Patient?{asked()}", headers=fields).content,
            RECORDED: lambda: client.send(Request("GET", f"{base}/Patient?{asked()}", tuple(fields.items()))),
            JUDGED: judged,
        }
        return in_turns(calls, rounds=ROUNDS)


class _Nobody:
    """Looks on and says nothing."""

    def crossed(self, exchange: Exchange) -> None:
        """Nothing."""

    def found(self, finding: Finding) -> None:
        """Nothing."""


def _stage(base: str, folder: Path) -> Stage:
    return Stage(
        run="benchmark",
        seed="benchmark",
        participants=against([f"client_registry={base}"], name="The mock"),
        catalogue=Catalogue.load(),
        ledger=Ledger(folder),
        watcher=_Nobody(),
        operator=Operator(),
    )


def _play(stage: Stage) -> Play:
    """A play of the scenario that this is most like: it has the actors, and judges the same requirements."""
    script = next(one.script for one in scenarios(stage.catalogue) if one.script.name == SCENARIO)
    return Play(script, next(iter(castings(script, tuple(stage.participants)))), stage)
