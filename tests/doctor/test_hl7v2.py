"""A system that speaks HL7 v2 is asked one harmless question, and what is found is said in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from harness.doctor import Symptom, examine, health
from harness.messages import hl7v2
from harness.mocks.client_registry import ClientRegistry
from harness.openhie.preparation import EVERY, OHIE_CR
from harness.participants import Participant, against
from harness.transport.mllp_server import MllpServer
from tests.doctor.systems import well
from tests.doctor.test_network import Serve, dead_port


def system(*addresses: str) -> Participant:
    (one,) = against([f"client_registry={each}" for each in addresses])
    return one


def by_check(*addresses: str) -> dict[str, Symptom]:
    return {each.check: each for each in examine([system(*addresses)])}


@contextmanager
def answering(content: bytes | None) -> Iterator[str]:
    with MllpServer(lambda _: content) as server:
        yield server.url


def ack(at: str, *more: hl7v2.Segment) -> bytes:
    made = hl7v2.new_message(version="2.5", kind=("ACK",), control_id="1", at=datetime.now(UTC)).with_raw("MSH-7", at)
    return made.with_segments(*more).encode()


def test_a_registry_that_is_well_is_found_well() -> None:
    registry = ClientRegistry()
    one = replace(system(registry.listen()[0][1]), prepared=tuple(each.id for each in EVERY))
    found = {each.check: each for each in examine([one])}
    registry.close()
    assert [(one.check, one.state) for one in found.values()] == [
        *(("v2 address", "ok"), ("v2 port", "ok"), ("v2 message", "ok"), ("v2 clock", "ok"), ("v2 set-up", "ok"))
    ]
    assert found["v2 message"].sentence == "It answers in HL7 v2 2.5: a PIX query with AE."


def test_what_nobody_says_was_set_up_is_told_beforehand() -> None:
    registry = ClientRegistry()
    one = replace(system(registry.listen()[0][1]), prepared=tuple(each.id for each in EVERY if each != OHIE_CR))
    (missing,) = [each for each in examine([one]) if each.check == "v2 set-up"]
    registry.close()
    assert (missing.state, OHIE_CR.title in missing.sentence) == ("warn", True)
    assert missing.remedy.endswith('prepared = ["ohie-cr"]')


def test_a_dead_port_keeps_nobody_from_being_played_over_fhir(serve: Serve) -> None:
    symptoms = examine([system(serve(well), f"mllp://127.0.0.1:{dead_port()}")])
    (found,) = health(symptoms)
    assert (list(found.away), found.reachable) == (["hl7v2"], False)


TROUBLE = {
    "silence": (None, "v2 message", "bad"),
    "no message": (b"hello", "v2 message", "bad"),
    "no acknowledgement": (ack("20260101120000+0000"), "v2 message", "warn"),
    "no offset": (ack("20260101120000", hl7v2.segment("MSA", "AA")), "v2 clock", "warn"),
    "no time": (ack("20261301120000+0000", hl7v2.segment("MSA", "AA")), "v2 clock", "warn"),
}


@pytest.mark.parametrize(("content", "check", "state"), TROUBLE.values(), ids=TROUBLE)
def test_what_is_wrong_with_an_answer_is_said(content: bytes | None, check: str, state: str) -> None:
    with MllpServer(lambda _: content) as server:
        one = system(server.url)
        found = {each.check: each for each in examine([_hasty(one)])}
    assert (found[check].state, bool(found[check].sentence)) == (state, True)


def _hasty(one: Participant) -> Participant:
    return replace(one, timeout=0.3)


@pytest.mark.parametrize(("hours", "words"), [(3, "3 hours ahead of ours"), (-3, "3 hours behind ours")])
def test_a_clock_that_is_wrong_is_said(hours: int, words: str) -> None:
    at = (datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y%m%d%H%M%S+0000")
    with answering(ack(at, hl7v2.segment("MSA", "AA"))) as url:
        symptom = by_check(url)["v2 clock"]
    assert (symptom.state, words in symptom.sentence) == ("warn", True)


def test_tls_that_is_spoken_in_the_wrong_place_is_said() -> None:
    with answering(None) as url:
        symptom = by_check(url.replace("mllp://", "mllps://"))["v2 certificate"]
    assert (symptom.state, symptom.blocks) == ("bad", True)
