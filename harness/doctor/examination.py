"""The order in which a participant is looked at, and many of them side by side. Writes nothing to anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from harness.doctor.capability import MANAGER, SUPPLIER
from harness.doctor.identifiers import identifiers
from harness.doctor.network import address, certificate, name, own_certificate, port
from harness.doctor.relayed import relayed
from harness.doctor.service import service
from harness.doctor.symptom import Symptom
from harness.doctor.visit import LONGEST_WAIT, Visit
from harness.participants import Participant, http_client

AT_ONCE = 32
"""Participants that are looked at side by side."""

Step = Callable[[Visit], Iterator[Symptom]]


def examine(participants: Iterable[Participant]) -> tuple[Symptom, ...]:
    """Every symptom of every participant, in their order; side by side, in seconds.

    Sends nothing but GET. After a symptom that blocks, the rest of that participant is not looked at.
    """
    everyone = tuple(participants)
    if not everyone:
        return ()
    with ThreadPoolExecutor(min(AT_ONCE, len(everyone)), thread_name_prefix="doctor") as threads:
        looked_at = threads.map(lambda each: _symptoms(each, everyone), everyone)
        return tuple(symptom for found in looked_at for symptom in found)


def _symptoms(participant: Participant, everyone: tuple[Participant, ...]) -> list[Symptom]:
    if "fhir" not in participant.endpoints:
        return [_without_endpoint(participant)]
    with http_client(participant, timeout=min(participant.timeout, LONGEST_WAIT)) as client:
        visit = Visit(participant, client)
        found: list[Symptom] = []
        for step in _steps(participant, everyone):
            found += step(visit)
            if any(each.blocks for each in found):
                break
        return found


def _steps(participant: Participant, everyone: tuple[Participant, ...]) -> Iterator[Step]:
    yield from (address, own_certificate, name, port, certificate)
    if "interoperability_layer" in participant.actors:  # what is asked of it, others answer
        return
    yield service
    if participant.plays(MANAGER) or participant.plays(SUPPLIER):
        yield identifiers
    yield lambda visit: relayed(visit, everyone)


def _without_endpoint(participant: Participant) -> Symptom:
    sentence = "It has no endpoint: it begins each exchange, and we wait for it."
    return Symptom(participant.name, "address", "ok", sentence)
