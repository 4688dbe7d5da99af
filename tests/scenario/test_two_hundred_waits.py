"""Forty participants are waited for at once, five times each, over HTTP and MLLP: nothing lands in the wrong play."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

import pytest

from harness.evidence.reading import Evidence, read
from harness.evidence.record import Ending
from harness.openhie.domains import DEFAULT_DOMAINS, Domain
from harness.participants import Participant
from harness.scenario.casting import Casting
from harness.scenario.library import Scenario, scenarios
from harness.scenario.operator import Instruction, Operator
from harness.scenario.play import Play
from tests.commands import keyboards
from tests.commands.keyboards import Told
from tests.scenario.conftest import participant
from tests.scenario.plays_v2 import CATALOGUE, stage

CLINICS, SENDERS = 40, 5
OWN = Domain(DEFAULT_DOMAINS[1].uri, DEFAULT_DOMAINS[1].oid, DEFAULT_DOMAINS[1].namespace)
FEEDS = ("PatientIdentityFeed", "PatientIdentityFeedV2", "PatientIdentityFeed", "PatientIdentityFeedV2")
PLAY = """

@verifies("{requirement}")
def test_play_{number}(point_of_service, client_registry):
    with given("somebody whom nobody has seen"):
        somebody = patients.unseen()

    with when("she is registered"):
        feed = point_of_service.sends({feed}(somebody), to=client_registry)

    with then(point_of_service).shall("tell of her", "{requirement}"):
        assert feed.response
"""
HEAD = '''"""Create patient demographic record (CRWF-1)."""

from harness import given, patients, then, verifies, when
from harness.transactions import PatientIdentityFeed, PatientIdentityFeedV2
'''


class Instructed(Operator):
    """Keeps what everybody was told to do."""

    def __init__(self) -> None:
        super().__init__(say=lambda _: None, ask=lambda _: None)
        self.told: list[Told] = []

    def instruct(self, instruction: Instruction, *, hook: str = "") -> None:  # noqa: ARG002 - as it is called
        """Keep it."""
        one = instruction.task["person"]
        who = (instruction.participant, one["given"], one["family"], one["birth_date"], instruction.address)
        self.told.append(Told(*who))


def library(folder: Path) -> list[Scenario]:
    place = folder / "plays" / "patient_identity_management"
    place.mkdir(parents=True)
    feeds = (*FEEDS, "PatientIdentityFeed")
    text = HEAD
    for number, feed in enumerate(feeds, 1):
        text += PLAY.format(number=number, feed=feed, requirement="8-15" if feed.endswith("V2") else "104-09")
    (place / "test_five.py").write_text(text, encoding="utf-8")
    return list(scenarios(CATALOGUE, folder / "plays"))


def clinics() -> list[Participant]:
    fields = {"endpoints": {}, "protocols": ("fhir", "hl7v2"), "patience": 120, "domains": (OWN,), "issues": (OWN,)}
    return [participant(f"Clinic {number}", "point_of_service", **fields) for number in range(CLINICS)]


def performed(plays: Sequence[tuple[Play, Scenario]]) -> list[threading.Thread]:
    threads = [threading.Thread(target=play.perform, args=(one.function,)) for play, one in plays]
    for thread in threads:
        thread.start()
    return threads


def sent_by_others(folder: Path, told: Sequence[Told]) -> None:
    """Separate processes send all of it, each a part, in an order of chance."""
    mixed = random.Random(4).sample(told, len(told))
    processes = []
    for number in range(SENDERS):
        part = folder / f"part-{number}.json"
        part.write_text(json.dumps([astuple(one) for one in mixed[number::SENDERS]]), encoding="utf-8")
        processes.append(subprocess.Popen([sys.executable, "-m", keyboards.__name__, str(part)]))
    assert [one.wait(timeout=120) for one in processes] == [0] * SENDERS


@pytest.fixture(scope="module")
def event(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Play], Evidence, list[Told]]:
    """All plays when they are over, the evidence, and what strangers sent."""
    folder, operator = tmp_path_factory.mktemp("event"), Instructed()
    people, five = clinics(), library(folder)
    with stage(folder, people, operator=operator) as on:
        plays = [(Play(one.script, Casting({"point_of_service": who}), on), one) for who in people for one in five]
        threads = performed(plays)
        limit = time.monotonic() + 60
        while len(operator.told) < len(plays) and time.monotonic() < limit:
            time.sleep(0.05)
        assert len(operator.told) == len(plays)
        strangers = [Told(one.clinic, "Nobody", "Stranger", "1990-01-01", one.address) for one in operator.told[:10]]
        sent_by_others(folder, [*operator.told, *strangers])
        for thread in threads:
            thread.join()
    return [play for play, _ in plays], read(folder / "run"), strangers


def test_every_play_received_its_own_patient(event: tuple[list[Play], Evidence, list[Told]]) -> None:
    plays, evidence, _ = event
    endings = [one.verdict for one in evidence.records if isinstance(one, Ending)]
    assert (len(plays), endings) == (200, ["PASS"] * 200)
    sought = {one.play: one.instruction for one in evidence.records if getattr(one, "kind", "") == "wait"}
    for play in plays:
        (exchange,) = play.exchanges
        (family,) = re.findall(r"feed: \S+ (\S+),", sought[play.id])
        assert family in exchange.request.body.decode()


def test_both_protocols_were_mixed(event: tuple[list[Play], Evidence, list[Told]]) -> None:
    plays, _, _ = event
    protocols = [one.exchanges[0].protocol for one in plays]
    assert (protocols.count("http"), protocols.count("mllp")) == (120, 80)


def test_what_fits_none_is_shown(event: tuple[list[Play], Evidence, list[Told]]) -> None:
    _, evidence, strangers = event
    unexpected = [one.exchange.failure for one in evidence.crossings if not one.play]
    assert [one.endswith(("waiting for it", "this is another")) for one in unexpected] == [True] * len(strangers)
