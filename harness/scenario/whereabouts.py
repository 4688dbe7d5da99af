"""Where others find what an actor keeps, and where our own mocks find it. Knows addresses, and asks nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.participants import Listener, Participant
from harness.participants.addresses import port_of
from harness.participants.naming import HARNESS
from harness.participants.urls import host_in_url
from harness.scenario.authorization import AUTHORIZATION_SERVER

if TYPE_CHECKING:
    from harness.scenario.play import Play
    from harness.scenario.player import Player
    from harness.scenario.premises import Premises


def address_of(play: Play, keeper: Player, record: str) -> str:
    """Where others find `record`, which `keeper` keeps; the record alone where nothing is sent any more."""
    stage = play.stage
    if stage.replays:
        return record
    base = stage.premises.base_for_us(keeper.actor, keeper.participant, "fhir", ours=play.ours).rstrip("/")
    if keeper.participant is None:
        base = base.replace(stage.premises.gateway.url, f"http://{stage.premises.advertised}", 1)
    return f"{base}/{record}"


def slug_for_us(actor: str, ours: str) -> str:
    """The slug by which we reach our mock of `actor`: `ours`, or the one of all plays where it issues tokens."""
    return HARNESS if actor == AUTHORIZATION_SERVER else ours  # what an issuer is called must not change


def slugs(play: Play, actor: str) -> tuple[str, ...]:
    """Every slug by which our mock of `actor` is reached in a play."""
    people = play.casting.participants.values()
    return (*(one.slug for one in people), slug_for_us(actor, play.ours))


def told(listener: Listener, caller: Participant, actor: str, endpoint: str) -> str:
    """Where `caller` reached `actor` by what is handed out; nobody listens there where a run is only judged again."""
    if endpoint == "hl7v2":
        scheme = "mllps" if caller.tls else "mllp"
        return f"{scheme}://{host_in_url(listener.advertise)}:{port_of(caller, actor)}"
    root = listener.secured_root if caller.tls else listener.root
    return f"{root}/{caller.slug}/{actor}/{endpoint}"


def unobserved(premises: Premises, url: str) -> str:
    """Where a mock of ours asks for `url`: of another mock of ours, in no participant's name.

    What arrives at a participant's address counts as sent by it.
    """
    root = f"http://{premises.advertised}/"
    slug, _, rest = url.removeprefix(root).partition("/")
    actor, _, path = rest.partition("/")
    if not url.startswith(root) or not premises.gateway.is_ours(slug, actor):
        return url
    premises.admit(premises.OURS, actor, None, "fhir")
    return f"{premises.gateway.url}/{premises.OURS}/{actor}/{path}"
