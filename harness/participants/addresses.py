"""Where each participant reaches us: the same address in every run, from the file alone. Opens no port."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from harness.openhie.actors import actor
from harness.participants.participant import Participant, Participants

REACHES = {
    "patient_identity_source": ("client_registry",),
    "patient_identifier_cross_reference_consumer": ("client_registry",),
    "patient_demographics_consumer": ("client_registry",),
}
"""Which of OpenHIE's actors an IHE actor begins exchanges with."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a participant (by its slug) reaches one of our actors over a protocol."""

    participant: str
    name: str
    actor: str
    protocol: str
    url: str


def addresses(participants: Participants) -> tuple[Address, ...]:
    """``http://<advertise>:<port>/<slug>/<actor>/fhir`` for each participant and each actor that it begins with."""
    root = participants.listener.root
    return tuple(
        Address(each.slug, each.name, role, "FHIR", f"{root}/{each.slug}/{role}/fhir")
        for each in participants
        for role in counterparts(each)
    )


def counterparts(participant: Participant) -> tuple[str, ...]:
    """The actors that `participant` begins exchanges with, and that we play or relay for it."""
    return tuple(dict.fromkeys(role for name in participant.ihe_actors for role in REACHES.get(name, ())))


def as_text(table: Iterable[Address]) -> str:
    """The addresses for a terminal, one block a participant; an empty text where there are none."""
    blocks: dict[str, list[str]] = {}
    for each in table:
        blocks.setdefault(each.name, []).append(f"  {actor(each.actor).title} ({each.protocol})\n    {each.url}")
    return "\n\n".join("\n".join((name, *rows)) for name, rows in blocks.items())
