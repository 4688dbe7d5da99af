"""A demonstration run: three systems, most things that can happen. ``python -m tests.report.demo FOLDER`` draws it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from harness.evidence.ledger import Ledger
from harness.evidence.record import Fact, NotPlayed
from tests.report.demo_catalogue import DEFECTS, PARTICIPANTS, REQUIREMENTS, SCENARIOS
from tests.report.demo_exchanges import DOMAIN, exchange, feed, outcome, patient, query
from tests.report.demo_plays import BASE, BY_NAME, MOCK, TELLERS, begin, renamed, sent_twice
from tests.report.demo_telling import REGISTRY, SERVICE

AT = 1_795_356_311.0  # 2026-11-22 14:05:11 UTC
KIJANI = {SERVICE: "", REGISTRY: "Kijani MPI"}
BAOBAB = {SERVICE: "", REGISTRY: "Baobab Registry"}
MLIMA = {SERVICE: "Mlima EMR", REGISTRY: ""}
PEERS = {SERVICE: "Mlima EMR", REGISTRY: "Kijani MPI"}
REHEARSAL = {SERVICE: "", REGISTRY: ""}
VERSIONS = {"harness": "0.1.0", "python": "3.11.7", "pytest": "9.2.0", "fhir.resources": "8.3.0", "requests": "2.32.5"}


def snapshots(
    ledger: Ledger, participants: list[dict[str, Any]], *, scenarios: list[dict[str, Any]] = SCENARIOS
) -> None:
    run = {
        "format": 1,
        "run": "2026-11-22T14-05-11-4f2a",
        "started": AT,
        "seed": "4f2a91c07d",
        "command": "harness run --participants event.toml" if participants else "harness run",
        "versions": VERSIONS,
        "rehearsal": not participants,
        "participants": participants,
    }
    ledger.add(Fact("run", run))
    ledger.add(Fact("catalogue", {"requirements": REQUIREMENTS}))
    ledger.add(Fact("scenarios", {"scenarios": scenarios}))
    ledger.add(Fact("defects", {"defects": DEFECTS}))


def rehearsal(folder: Path) -> Path:
    """A run in which reference mocks play everybody and everything passes."""
    ledger = Ledger(folder)
    snapshots(ledger, [])
    for number, tell in enumerate(TELLERS):
        tell(ledger, REHEARSAL, AT + number)
    ledger.add(Fact("end", {"at": AT + 9, "interrupted": False, "exit": 0}))
    ledger.close()
    return folder


def event(folder: Path) -> Path:
    """A run with three systems: failures, notes, a dead socket, waits, a peer, a fault of ours, an interruption."""
    ledger = Ledger(folder)
    snapshots(ledger, PARTICIPANTS)
    symptom = {"participant": "Baobab Registry", "check": "port", "state": "failed"}
    words = {"sentence": "10.20.30.41:8080 refuses the connection", "remedy": "Start the server, or mend the port."}
    ledger.add(Fact("doctor", {"symptoms": [symptom | words]}))
    for number, tell in enumerate(TELLERS):
        tell(ledger, KIJANI, AT + number, wrong=tell.__name__ not in ("sent_twice",))
        unreachable(ledger, tell.__name__, AT + number)
    sent_twice(ledger, PEERS, AT + 20, wrong=True)
    foreign_identifier(ledger, AT + 25)
    broken_registry(ledger, AT + 30)
    silent(ledger, AT + 50)
    interrupted(ledger, AT + 70)
    left_out(ledger)
    stranger = exchange("GET", f"{MOCK}/Patient?family=Otieno", at=AT + 41, transaction="", captured_at="mock")
    ledger.add_exchange(stranger)
    ledger.add(Fact("end", {"at": AT + 74, "interrupted": True, "exit": 130}))
    ledger.close()
    return folder


SCENES = {
    "sent_twice": "a_patient_sent_twice_is_registered_once",
    "nameless": "a_patient_without_a_name_is_refused",
    "renamed": "a_changed_name_is_seen_by_everybody",
    "card": "a_patient_is_found_by_her_card",
    "unknown_domain": "an_unknown_domain_is_told",
    "paged": "many_patients_come_page_by_page",
}


def unreachable(ledger: Ledger, scene: str, at: float) -> None:
    play = begin(ledger, SCENES[scene], BAOBAB, at)
    play.step("given", "a patient the client registry has never seen")
    play.step("when", "the point of service sends her identity feed")
    failed = {"status": None, "failure": "10.20.30.41:8080 refuses the connection", "failure_kind": "unreachable"}
    play.crosses(feed(BASE["Baobab Registry"], patient("Achieng", "TEST-000430"), at=play.at, **failed))
    play.ends("INCONCLUSIVE", reason="10.20.30.41:8080 refuses the connection", caused_by="Baobab Registry")


def foreign_identifier(ledger: Ledger, at: float) -> None:
    play = begin(ledger, "a_patient_sent_twice_is_registered_once", MLIMA, at)
    play.step("given", "a patient the client registry has never seen")
    play.step("when", "the point of service sends her identity feed twice")
    told = "Register this patient, or bring her record up to date if you have her already, and send her identity feed: "
    play.waits("Mlima EMR", told + "Grace Atieno Achieng-4F2A, female, born 1982-06-09.", MOCK, state="received")
    sent = play.crosses(feed(MOCK, patient("Achieng-4F2A", "7741"), at=play.at + 48, captured_at="mock"))
    play.judges(
        SERVICE,
        "104-09",
        "name her by an identifier of its own domain",
        "FAIL",
        where="Patient.identifier[0].system",
        expected="http://mlima.example/patients",
        found=DOMAIN,
        exchange=sent.id,
    )
    play.judges(REGISTRY, "104-01", "create her the first time", exchange=sent.id)
    play.ends()


def broken_registry(ledger: Ledger, at: float) -> None:
    play = begin(ledger, "a_broken_registry_is_not_an_empty_one", MLIMA, at)
    play.step("given", "a client registry that answers every query with 500")
    play.step("when", "the person at the screen looks for a patient")
    play.waits("Mlima EMR", "Look for Grace Achieng in your system.", MOCK, state="received")
    received = outcome("exception", "The database is away")
    asked = play.crosses(
        query(MOCK, "family=Achieng&given=Grace", at=play.at + 12, status=500, received=received, captured_at="mock")
    )
    play.waits("Mlima EMR", "Does the screen show an error?", "", state="answered", answer="no")
    play.judges(
        SERVICE,
        "78-21",
        "show an error, never “no such patient”",
        "NOTED",
        level="SHOULD",
        where="the screen",
        expected="an error",
        found="the person at the screen answered: no",
        exchange=asked.id,
    )
    play.ends()


def silent(ledger: Ledger, at: float) -> None:
    play = begin(ledger, "a_changed_name_is_seen_by_everybody", MLIMA, at)
    play.step("given", "a patient that the client registry knows")
    play.step("when", "the point of service sends her new family name")
    play.waits("Mlima EMR", "Change the family name of Grace Achieng to Okoth and save.", MOCK, state="expired")
    play.ends("INCONCLUSIVE", reason="nothing arrived within 300 seconds; the wait ran out", caused_by="Mlima EMR")


def interrupted(ledger: Ledger, at: float) -> None:
    play = begin(ledger, "an_unknown_id_is_not_found", KIJANI, at)
    play.step("when", "the point of service reads a patient that does not exist")
    url = f"{BASE['Kijani MPI']}/Patient/no-such-patient"
    play.crosses(exchange("GET", url, at=play.at, transaction="ITI-78", status=404, received=outcome("not-found", "")))


def left_out(ledger: Ledger) -> None:
    reason = "It declares the option match-operation unsupported: We grade matches in our own screens only."
    graded = BY_NAME["likely_patients_are_graded"]
    ledger.add(NotPlayed(graded["scenario"], "CRWF-4", KIJANI, reason, "Kijani MPI"))
    accent = BY_NAME["a_name_is_found_without_its_accent"]
    reason = "Writing scenarios need test_system = true in its TOML"
    ledger.add(NotPlayed(accent["scenario"], "CRWF-4", KIJANI, reason, "Kijani MPI", "INCONCLUSIVE"))


def large(folder: Path, *, plays: int = 400) -> Path:
    """A run of `plays` plays of three exchanges each, to look at sizes and speed."""
    ledger = Ledger(folder)
    many = [BY_NAME[SCENES["renamed"]] | {"scenario": f"update.scenario_{n}"} for n in range(plays // 2)]
    snapshots(ledger, PARTICIPANTS, scenarios=many)
    for number, scene in enumerate(many):
        for casting in (KIJANI, BAOBAB):
            renamed(ledger, casting, AT + number, wrong=number % 5 == 0, scene=scene)
    ledger.add(Fact("end", {"at": AT + plays, "interrupted": False, "exit": 1}))
    ledger.close()
    return folder


if __name__ == "__main__":
    from harness.report.html import draw

    there = Path(sys.argv[1])
    print(draw(event(there / "event")))
    print(draw(rehearsal(there / "rehearsal")))
    print(draw(there / "event", only="Kijani MPI"))
