"""A demonstration event: two registries, two clinics, two runs. Between them one mends what failed, another breaks."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

from harness import participants as people
from harness.event import Entry, Event, Mentor, Track, snapshot
from harness.evidence.ledger import Ledger
from harness.evidence.reading import read
from harness.evidence.record import Fact, Finding, NotPlayed
from harness.participants import Participants
from tests.report.demo_acts import said
from tests.report.demo_catalogue import DEFECTS, REQUIREMENTS, SCENARIOS
from tests.report.demo_plays import BY_NAME, begin
from tests.report.demo_telling import REGISTRY, SERVICE

AT = 1_795_356_311.0
KIJANI, BAOBAB, MLIMA, SAVANNA = "Kijani MPI", "Baobab Registry", "Mlima EMR", "Savanna EMR"
TWICE, RENAMED = "a_patient_sent_twice_is_registered_once", "a_changed_name_is_seen_by_everybody"
CAME = {KIJANI: REGISTRY, BAOBAB: REGISTRY, MLIMA: SERVICE, SAVANNA: SERVICE}
GONE = "nothing listens at http://kija.example/fhir"
NOTHING = "no ITI-104 arrived at http://127.0.0.1:8765/savanna-emr within 300 s"


def event() -> Event:
    told = [
        {
            "name": name,
            "slug": name.lower().replace(" ", "-"),
            "actors": [actor],
            "organisation": f"The makers of {name}",
            "endpoints": {"fhir": f"http://{name[:4].lower()}.example/fhir"} if actor == REGISTRY else {},
        }
        for name, actor in CAME.items()
    ]
    return Event(
        name="Connect-a-thon Nakuru",
        slug="nakuru",
        begins=date(2026, 11, 22),
        ends=date(2026, 11, 24),
        place="Nakuru",
        tracks=(Track("identity", "Patient identity", ("CRWF-1", "CRWF-2")),),
        mentors=(Mentor("Amina Wanjiru"),),
        entries=(Entry(KIJANI, ("identity",), "Amina Wanjiru"),),
        participants=Participants(everyone=people.restored(told).everyone),
    )


class Playing:
    """One run of the event being written down."""

    def __init__(self, reports: Path, number: int) -> None:
        self.folder, self.at = reports / f"2026-11-2{number}T09-00-00-aaaa", AT + 86_400 * number
        self.ledger = Ledger(self.folder)
        came = event()
        told = [people.snapshot(one) for one in came.participants]
        run = {"run": self.folder.name, "started": self.at, "participants": told, "versions": {"harness": "0.1.0"}}
        for topic, content in (
            ("run", run),
            ("event", snapshot(came)),
            ("catalogue", {"requirements": REQUIREMENTS}),
            ("scenarios", {"scenarios": SCENARIOS}),
            ("defects", {"defects": DEFECTS}),
        ):
            self.ledger.add(Fact(topic, content))

    def plays(
        self,
        scene: str,
        requirement: str,
        *,
        service: str = "",
        registry: str = "",
        wrong: bool = False,
        times: int = 1,
    ) -> None:
        """A scenario in one casting; where it is `wrong`, the registry breaks `requirement`."""
        play = begin(self.ledger, scene, {SERVICE: service, REGISTRY: registry}, self.at, times=times)
        problem = {"where": "HTTP status", "expected": "200", "found": "201 Created"} if wrong else {}
        play.finds(SERVICE, "104-09", "name her by an identifier of its own domain")
        play.finds(REGISTRY, requirement, "do as it is asked", "FAIL" if wrong else "PASS", **problem)
        play.ends()
        self.at += 1

    def waits_in_vain(self, registry: str) -> None:
        play = begin(self.ledger, TWICE, {SERVICE: SAVANNA, REGISTRY: registry}, self.at)
        play.ends("INCONCLUSIVE", reason=NOTHING, caused_by=SAVANNA)

    def tells_nothing(self, scene: str, registry: str) -> None:
        """It is played to its end, and nothing can be judged."""
        begin(self.ledger, scene, {SERVICE: "", REGISTRY: registry}, self.at).ends(reason=GONE, caused_by=registry)

    def misses(self, scene: str, registry: str) -> None:
        """The registry is away, so the scenario is not played at all."""
        told = BY_NAME[scene]
        cast = {SERVICE: "", REGISTRY: registry}
        self.ledger.add(NotPlayed(told["scenario"], told["workflow"], cast, GONE, registry, "INCONCLUSIVE"))

    def is_cut_off(self, scene: str, registry: str) -> None:
        begin(self.ledger, scene, {SERVICE: "", REGISTRY: registry}, self.at)

    def leaves_out(self, scene: str, registry: str, reason: str, *, service: str = "") -> None:
        cast = {SERVICE: service, REGISTRY: registry}
        self.ledger.add(NotPlayed(f"other.{scene}", "CRWF-1", cast, reason, registry))

    def ends(self) -> Path:
        self.ledger.add(Fact("end", {"at": self.at + 9, "interrupted": False, "exit": 1}))
        self.ledger.close()
        return self.folder


def first_run(reports: Path) -> Path:
    run = Playing(reports, 1)
    run.plays(TWICE, "104-02", registry=KIJANI, wrong=True)
    run.plays(TWICE, "104-02", registry=BAOBAB)
    run.plays(TWICE, "104-02", service=MLIMA)
    run.plays(TWICE, "104-02", service=MLIMA, registry=KIJANI, wrong=True)
    run.plays(TWICE, "104-02", service=MLIMA, registry=BAOBAB)
    run.plays(RENAMED, "CRWF-2", registry=KIJANI)
    run.plays(RENAMED, "CRWF-2", registry=BAOBAB)
    run.waits_in_vain(KIJANI)
    run.leaves_out("over_hl7", BAOBAB, "Baobab Registry has no hl7v2 endpoint")
    return run.ends()


def second_run(reports: Path) -> Path:
    run = Playing(reports, 2)
    run.plays(TWICE, "104-02", registry=KIJANI)
    run.plays(TWICE, "104-02", service=MLIMA, registry=KIJANI)
    run.plays(RENAMED, "CRWF-2", registry=BAOBAB, wrong=True)
    run.plays(RENAMED, "CRWF-2", service=MLIMA, registry=BAOBAB, wrong=True)
    run.is_cut_off(TWICE, BAOBAB)
    return run.ends()


def two_runs(reports: Path) -> Path:
    """The reports of an event after two runs and what people said about them; `reports` itself."""
    first_run(reports)
    speak(second_run(reports))
    return reports


def speak(run: Path) -> None:
    ledger = Ledger(run, writer="review")
    play = f"update_patient_demographic_record.{RENAMED}[{BAOBAB} as client_registry]"
    baobab = {"participant": BAOBAB}
    for act in (
        said(
            1,
            "override",
            f"Seen on the screen, as at {KIJANI}.",
            play=play,
            requirement="CRWF-2",
            verdict="PASS",
            **baobab,
        ),
        said(2, "attest", "There is no log of users.", requirement="104-08", verdict="FAIL", participant=KIJANI),
        said(3, "comment", "Tonight.", by="Joy", role="participant", play=play, requirement="CRWF-2", **baobab),
    ):
        ledger.add_act(act)
    ledger.close()


def overriding(run: Path, requirement: str, verdict: str = "NOTED") -> None:
    """A mentor gives what was found of `requirement` at Kijani, played with the mock, another verdict."""
    ledger = Ledger(run, writer="review")
    play = next(one.play for one in read(run).records if isinstance(one, Finding) and one.participant == KIJANI)
    about = {"play": play, "requirement": requirement, "participant": KIJANI, "verdict": verdict}
    ledger.add_act(said(7, "override", "It is agreed.", **about))
    ledger.close()


def disputing(run: Path, requirement: str) -> None:
    ledger = Ledger(run, writer="review")
    ledger.add_act(dataclasses.replace(said(9, "dispute", "Unclear."), requirement=requirement))
    ledger.close()


def pausing(run: Path, name: str) -> None:
    ledger = Ledger(run, writer="review")
    ledger.add_act(said(8, "pause", "Their power is out.", participant=name))
    ledger.close()
