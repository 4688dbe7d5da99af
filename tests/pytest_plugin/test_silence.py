"""Somebody who does nothing of what is asked is asked no more, until something comes or somebody wants it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from harness.evidence.record import Act
from harness.participants import Participant, against
from harness.pytest_plugin.breaker import clock
from harness.pytest_plugin.playing import Played
from harness.pytest_plugin.silence import Silence

NOON = 1_800_000_000.0
(CLINIC,) = (
    replace(each, endpoints={}) for each in against(["client_registry=http://127.0.0.1:9/fhir"], name="Acacia")
)
UNHEARD = Played("INCONCLUSIVE", unheard="Acacia", reason="no ITI-104 arrived.", begun=True)


def waited(silence: Silence, *, times: int = 3, one: Participant = CLINIC) -> list[str]:
    """So many waits run out in a row; what the terminal is told of each."""
    return [silence.note(one, UNHEARD, NOON) for _ in range(times)]


@pytest.fixture
def arrivals() -> Counter[str]:
    return Counter()


@pytest.fixture
def silence(arrivals: Counter[str]) -> Silence:
    """One of several clinics, after three waits in which nothing came."""
    made = Silence(arrivals, alone=False)
    waited(made)
    return made


def test_three_waits_in_a_row_are_enough_and_the_reason_says_how_to_play_on(silence: Silence) -> None:
    why = f"nobody answered three instructions in a row, the last at {clock(NOON)}: no ITI-104 arrived"
    assert silence.reason(CLINIC) == f"{why}; play them with --only 'Acacia'"


def test_two_waits_are_not_enough(arrivals: Counter[str]) -> None:
    silence = Silence(arrivals, alone=False)
    assert (waited(silence, times=2), silence.reason(CLINIC)) == (["", ""], "")


def test_a_message_that_nobody_waited_for_begins_the_count_anew(arrivals: Counter[str]) -> None:
    silence = Silence(arrivals, alone=False)
    waited(silence, times=2)
    arrivals["acacia"] += 1
    waited(silence, times=3)
    assert silence.reason(CLINIC) == ""


def test_whoever_sends_something_is_asked_again(silence: Silence, arrivals: Counter[str]) -> None:
    before = silence.is_broken()
    arrivals["acacia"] += 1
    assert (before, silence.is_broken(), silence.is_broken(), silence.reason(CLINIC)) == (False, True, False, "")


def test_whoever_says_that_it_has_sent_is_asked_again_once(silence: Silence) -> None:
    said = Act("1", "sent", "Asha", "participant", NOON, participant="Acacia")
    silence.told([said])
    opened = silence.reason(CLINIC)
    waited(silence)
    silence.told([said])
    assert (opened, bool(silence.reason(CLINIC))) == ("", True)


def test_whom_somebody_asks_for_is_asked_again(silence: Silence) -> None:
    silence.forgive(["Acacia"])
    assert silence.reason(CLINIC) == ""


def test_a_person_alone_in_a_run_is_told_once_and_asked_on(arrivals: Counter[str]) -> None:
    silence = Silence(arrivals, alone=True)
    told = [bool(each) for each in waited(silence, times=5)]
    assert (told, silence.reason(CLINIC)) == ([False, False, True, False, False], "")


def test_a_program_alone_in_a_run_is_asked_no_more(arrivals: Counter[str]) -> None:
    silence, program = Silence(arrivals, alone=True), replace(CLINIC, operator="http://127.0.0.1:9/instructions")
    waited(silence, one=program)
    assert silence.reason(program).startswith("nobody answered three instructions")
