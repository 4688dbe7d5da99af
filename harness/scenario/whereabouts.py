"""Where others find what an actor keeps, and where our own mocks find it. Knows addresses, and asks nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.scenario.play import Play
    from harness.scenario.player import Player
    from harness.scenario.premises import Premises


def address_of(play: Play, keeper: Player, record: str) -> str:
    """Where others find `record`, which `keeper` keeps; the record alone where nothing is sent any more."""
    stage = play.stage
    if stage.recording is not None and not stage.recording.go_on:
        return record
    base = stage.premises.base_for_us(keeper.actor, keeper.participant, "fhir", ours=play.ours).rstrip("/")
    if keeper.participant is None:
        base = base.replace(stage.premises.gateway.url, f"http://{stage.premises.advertised}", 1)
    return f"{base}/{record}"


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
