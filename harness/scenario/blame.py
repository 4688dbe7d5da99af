"""Whose doing it is that nothing can be judged. Reads a play and changes nothing in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from harness.errors import Inconclusive, MockFault
from harness.evidence.exchange import Exchange
from harness.evidence.record import Finding
from harness.scenario import in_words

if TYPE_CHECKING:
    from harness.scenario.play import Play


def not_set_up(play: Play, exchange: Exchange) -> NoReturn:
    """End the play, because what it builds upon was refused; with the refusal's own words.

    Raises MockFault where nobody takes part but us, else Inconclusive.
    """
    who, why, wrong = play.players[exchange.responder], in_words.why_refused(exchange), wrong_before(play)
    asked, answered = in_words.asked(exchange), in_words.answered(exchange)
    reason = f"what the scenario needs could not be set up: {who.name} answered {asked} with {answered}"
    reason += f" ({why})" if why else ""
    if not who.participant and wrong is not None:
        raise Inconclusive(f"{reason}, as it should: see {wrong.requirement}", caused_by=wrong.actor)
    if not who.participant and not play.casting.participants:
        raise MockFault(reason)
    raise Inconclusive(play.lacking.get(exchange.id, reason), caused_by=answerable(play, exchange))


def wrong_before(play: Play) -> Finding | None:
    """The first thing that a participant did wrong; our own mocks may only mirror it."""
    return next((one for one in play.findings if one.verdict == "FAIL"), None)


def answerable(play: Play, exchange: Exchange) -> str:
    """The actor whose doing a refusal is: the responder; where that is our mock, the participant who asked."""
    brought = play.casting.participants
    mirrored = exchange.responder not in brought and exchange.initiator in brought
    return exchange.initiator if mirrored else exchange.responder
