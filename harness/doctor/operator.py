"""Is the program there that does what a person is asked to? Knows its URL, and asks it for nothing to be done."""

from __future__ import annotations

from collections.abc import Iterator

from harness.doctor.symptom import State, Symptom
from harness.doctor.visit import LONGEST_WAIT, said
from harness.participants import Participant
from harness.transport.http_client import HttpClient, Request

CHECK = "operator"
TOLD = "Each instruction to this system would be INCONCLUSIVE."


def operator(participant: Participant) -> Iterator[Symptom]:
    """Visit the program at `operator` by GET: any answer but 404 shows that somebody is at that address.

    Instructions come by POST: one that allows nothing else (405) is well.
    """
    if not participant.operator:
        return
    with HttpClient(timeout=min(participant.timeout, LONGEST_WAIT)) as client:
        exchange = client.send(Request("GET", participant.operator))
    if exchange.response is None:
        sentence, remedy = said(exchange.failure)
        remedy = f"Start the program that does what a person is asked to. {remedy} {TOLD}".replace("  ", " ")
        yield _symptom(participant, "bad", f"Nobody answers at {participant.operator}: {sentence}", remedy)
    elif exchange.response.status == 404:
        sentence = f"There is nothing at {participant.operator} (404): the path is wrong."
        remedy = f"Write the path where it takes instructions; that of our own mocks is /instructions. {TOLD}"
        yield _symptom(participant, "bad", sentence, remedy)
    else:
        yield _symptom(participant, "ok", f"A program answers at {participant.operator}.")


def _symptom(participant: Participant, state: State, sentence: str, remedy: str = "") -> Symptom:
    return Symptom(participant.name, CHECK, state, sentence, remedy, endpoint="operator")
