"""The order in which a participant is looked at, and many of them side by side. Writes nothing to anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from harness.doctor.authorization import metadata
from harness.doctor.capability import MANAGER, SUPPLIER
from harness.doctor.event_certificates import event_certificates
from harness.doctor.hl7v2 import message
from harness.doctor.identifiers import identifiers
from harness.doctor.network import address, certificate, name, own_certificate, port
from harness.doctor.operator import operator
from harness.doctor.preparations import preparations
from harness.doctor.relayed import relayed
from harness.doctor.service import service
from harness.doctor.symptom import Symptom
from harness.doctor.syslog import datagrams
from harness.doctor.visit import LONGEST_WAIT, Place, Visit
from harness.participants import Participant, http_client

AT_ONCE = 32
"""Participants that are looked at side by side."""

Step = Callable[[Visit], Iterator[Symptom]]
Looked = TypeVar("Looked", bound=Place)


def examine(participants: Iterable[Participant]) -> tuple[Symptom, ...]:
    """Every symptom of every participant, in their order; side by side, in seconds.

    Sends nothing but GET, in HL7 v2 one query about a number that nobody has, and over UDP a datagram without content.
    After a symptom that blocks, the rest of that endpoint is not looked at.
    """
    everyone = tuple(participants)
    if not everyone:
        return ()
    with ThreadPoolExecutor(min(AT_ONCE, len(everyone)), thread_name_prefix="doctor") as threads:
        looked_at = threads.map(lambda each: _symptoms(each, everyone), everyone)
        return tuple(symptom for found in looked_at for symptom in found)


def _symptoms(participant: Participant, everyone: tuple[Participant, ...]) -> list[Symptom]:
    found: list[Symptom] = []
    if "fhir" in participant.endpoints:
        with http_client(participant, timeout=min(participant.timeout, LONGEST_WAIT)) as client:
            found += _until_blocked(Visit(participant, client), _steps(participant, everyone))
    if "oauth" in participant.endpoints:
        place = Place(participant, "oauth")
        found += _until_blocked(place, (address, event_certificates, name, port, certificate, metadata))
    if "hl7v2" in participant.endpoints:
        steps = (address, name, port, certificate, *(() if _passes_on(participant) else (message, preparations)))
        found += _until_blocked(Place(participant, "hl7v2"), steps)
    if "syslog_udp" in participant.endpoints:
        found += _until_blocked(Place(participant, "syslog_udp"), (address, name, datagrams))
    if "syslog_tls" in participant.endpoints:
        found += _until_blocked(
            Place(participant, "syslog_tls"), (address, event_certificates, name, port, certificate)
        )
    return [*(found or [_without_endpoint(participant)]), *operator(participant)]


def _until_blocked(place: Looked, steps: Iterable[Callable[[Looked], Iterator[Symptom]]]) -> list[Symptom]:
    found: list[Symptom] = []
    for step in steps:
        found += step(place)
        if any(each.blocks for each in found):
            break
    return found


def _steps(participant: Participant, everyone: tuple[Participant, ...]) -> Iterator[Step]:
    yield from (address, own_certificate, event_certificates, name, port, certificate)
    if _passes_on(participant):
        return
    yield service
    if participant.plays(MANAGER) or participant.plays(SUPPLIER):
        yield identifiers
    yield lambda visit: relayed(visit, everyone)


def _passes_on(participant: Participant) -> bool:
    """Whether what is asked of it, others answer."""
    return "interoperability_layer" in participant.actors


def _without_endpoint(participant: Participant) -> Symptom:
    sentence = "It has no endpoint: it begins each exchange, and we wait for it."
    return Symptom(participant.name, "address", "ok", sentence)
