"""How directories come to keep what a scenario is about, and how they are asked whether they do. Judges nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.messages.fhir import Resource
from harness.scenario.in_words import refused
from harness.transactions.care_services import Kept, Records, referring
from harness.transactions.care_services_feed import CareServicesFeed
from harness.transactions.care_services_query import CareServicesQuery

if TYPE_CHECKING:
    from harness.scenario.play import Play
    from harness.scenario.player import Player

JOINING = "interlinked_registry"
"""Who reads what directories say of each other."""


def keep(play: Play, records: Records, *, by: Player, to: Player) -> Kept:
    """Have `to` keep `records`, and say where. Raises Inconclusive where it does not take them."""
    known: dict[str, dict[str, Any]] = {}
    resources: dict[str, Resource] = {}
    base = since = ""
    for name in records:
        resources[name] = referring(records[name], known)
        sent = by.sends(CareServicesFeed(resources[name]), to=to)
        if refused(sent.exchange):
            play.end_given()
        known[name], base, since = {"reference": sent.record}, sent.base, since or sent.changed_by_the_way
    places = {name: one["reference"] for name, one in known.items()}
    return Kept(_known_by(play, to) or base, resources, places, since)


def found(kept: Kept, *, by: Player, to: Player) -> Kept:
    """What another directory keeps, as `to` has it. Raises Inconclusive where it does not have it just once."""
    places, resources = {}, {}
    base = ""
    for name, resource in kept.resources.items():
        sent = by.sends(CareServicesQuery(resource["resourceType"], kept.search(name)), to=to)
        places[name], resources[name], base = sent.found, sent.resource, sent.base
    return Kept(base, resources, places)


def _known_by(play: Play, directory: Player) -> str:
    """The address by which a participant that joins directories knows this one; "" where there is none in the play."""
    joining = play.players.get(JOINING)
    if joining is None or joining.participant is None or joining is directory:
        return ""
    return play.stage.premises.base_for(joining.participant, directory.actor, directory.participant, "fhir")
