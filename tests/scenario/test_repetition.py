"""One exchange is told of once; what was itself sent twice may be told of twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.evidence.exchange import Exchange
from harness.evidence.reading import read
from harness.evidence.record import Finding
from harness.scenario.recording import Recording
from harness.transport.http_client import HttpClient, Request
from tests.scenario.pairs import Pair, a_pair, tells
from tests.scenario.plays_v2 import played, stage, written
from tests.scenario.test_audit import TEXT

ONCE = (
    TEXT.replace('"20-01a")\n', '"20-01a", "20-01f")\n', 1)
    + """    with then(client_registry).shall("tell of it once", "20-01f"):
        client_registry.repeats_nothing(told)
"""
)


class SendsItAgain:
    """A clinic that is not sure whether its feed arrived, and sends it once more."""

    def crossed(self, exchange: Exchange) -> None:
        if exchange.transaction == "ITI-104":
            sent, said = exchange.request, exchange.request.header("content-type") or ""
            with HttpClient() as client:
                client.send(Request("PUT", exchange.address, (("Content-Type", said),), sent.body))

    def found(self, finding: Finding) -> None:
        """Nothing."""


def told_once(folder: Path, pair: Pair, **changes: Any) -> Finding:
    """What is found of the registry."""
    with stage(folder, list(pair.cast.values()), **changes) as on:
        tells(pair, on)
        _, findings = played(written(folder, ONCE), pair.cast, on)
    return next(one for one in findings if one.requirement == "20-01f")


def test_who_tells_once_passes(tmp_path: Path) -> None:
    with a_pair() as pair:
        assert told_once(tmp_path, pair).verdict == "PASS"


def test_two_events_of_one_exchange_are_a_fault(tmp_path: Path) -> None:
    with a_pair("audits-in-two-layers") as pair:
        found = told_once(tmp_path, pair)
    assert (found.verdict, found.where, found.expected) == ("FAIL", "Record Audit Event", "one event about the ITI-104")


def test_an_exchange_that_was_sent_twice_may_be_told_of_twice(tmp_path: Path) -> None:
    with a_pair() as pair:
        found = told_once(tmp_path, pair, watcher=SendsItAgain())
    assert (found.verdict, "the ITI-104 was itself sent more than once" in found.found) == ("INCONCLUSIVE", True)


def test_a_run_that_is_judged_again_finds_the_same(tmp_path: Path) -> None:
    with a_pair("audits-in-two-layers") as pair:
        before = told_once(tmp_path, pair)
        again = told_once(tmp_path, pair, recording=Recording(read(tmp_path / "run"), go_on=False))
    assert (again.verdict, again.found) == (before.verdict, before.found)


def test_that_nothing_more_came_is_found_again_too(tmp_path: Path) -> None:
    with a_pair() as pair:
        told_once(tmp_path, pair)
        again = told_once(tmp_path, pair, recording=Recording(read(tmp_path / "run"), go_on=False))
    assert again.verdict == "PASS"
