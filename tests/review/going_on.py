"""A run that is going on: the demonstration's systems, some plays over, one under way, two things that people do."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

from harness.evidence.ledger import Ledger
from harness.evidence.record import Fact, Wait
from tests.report.demo import BAOBAB, KIJANI, MLIMA, PEERS, foreign_identifier, snapshots, unreachable
from tests.report.demo_catalogue import PARTICIPANTS, REQUIREMENTS, requirement
from tests.report.demo_exchanges import exchange, feed, patient
from tests.report.demo_plays import MOCK, begin, nameless, paged, renamed, sent_twice
from tests.report.demo_telling import REGISTRY, Telling

ATTESTED = requirement(
    "CRF-5",
    "scale to a whole country",
    attest="Has it been run with as many patients as the country has people, and how quickly did it answer?",
    not_tested="No wire shows it.",
)
TASK = "Register this patient and send her identity feed: Grace Atieno Achieng-4F2A, female, born 1982-06-09."
QUESTION = "Does the screen show an error?"


class GoingOn:
    """The run, its ledger open; `task` and `question` are the plays that wait for Mlima EMR."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ledger, at = folder, Ledger(folder), time.time() - 900
        snapshots(self.ledger, PARTICIPANTS)
        address = {"participant": "mlima-emr", "name": "Mlima EMR", "actor": REGISTRY, "protocol": "FHIR", "url": MOCK}
        self.ledger.add(Fact("addresses", {"addresses": [address]}))
        self.ledger.add(Fact("catalogue", {"requirements": [*REQUIREMENTS, ATTESTED]}))
        sent_twice(self.ledger, KIJANI, at)
        renamed(self.ledger, KIJANI, at + 20, wrong=True)
        unreachable(self.ledger, "nameless", at + 40)
        nameless(self.ledger, KIJANI, at + 60, wrong=True)
        sent_twice(self.ledger, PEERS, at + 80, wrong=True)
        foreign_identifier(self.ledger, at + 100)
        paged(self.ledger, BAOBAB, at + 200)
        self.task = self._asks("a_changed_name_is_seen_by_everybody", TASK, MOCK, deadline=at + 1150)
        self.question = self._asks("a_broken_registry_is_not_an_empty_one", QUESTION, "", deadline=0.0)

    def _asks(self, scenario: str, words: str, address: str, *, deadline: float) -> Telling:
        play = begin(self.ledger, scenario, MLIMA, time.time() - 60)
        play.step("when", "the point of service sends her identity feed")
        wait = Wait(
            play.play, play.number, 1, "Mlima EMR", words, address, deadline, "open", how="ITI-104" if address else ""
        )
        self.ledger.add(wait)
        if address:
            self.wait = wait
        return play

    def arrives(self) -> None:
        """What is waited for comes."""
        sent = feed(MOCK, patient("Achieng-4F2A", "7741"), at=time.time(), captured_at="mock")
        self.task.crosses(sent)

    def strays(self) -> None:
        """Something comes that nobody waits for."""
        asked = exchange(
            "GET", f"{MOCK}/Patient?family=Otieno", at=time.time(), captured_at="mock", failure="nobody waits"
        )
        self.ledger.add_exchange(asked)

    def holds(self) -> None:
        """Something comes that is kept for a wait that may open later."""
        sent = feed(MOCK, patient("Achieng-4F2A", "7741"), at=time.time(), captured_at="mock")
        self.ledger.add_exchange(sent, kind="held")

    def expires(self) -> None:
        """What was waited for did not come."""
        self.ledger.add(dataclasses.replace(self.wait, state="expired"))

    def takes_up(self, act: str, *plays: str) -> None:
        """What was asked for waits for its turn."""
        self.ledger.add(Fact("taken", {"act": act, "plays": plays}))

    def ends(self) -> None:
        """The run is over."""
        self.ledger.add(Fact("end", {"at": time.time(), "interrupted": False, "exit": 1}))
