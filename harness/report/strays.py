"""Which messages that nobody waited for arrived while a play went on, where it was played. Guesses at no scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from harness.evidence.exchange import Exchange
from harness.report.addresses import url_of
from harness.report.model import REFERENCE_MOCK, Play

SHOWN = 10  # in one play


@dataclass(frozen=True, slots=True)
class Stray:
    """A message that no scenario waited for; `number` counts from 1 in the run, the sides are actors of the play."""

    number: int
    exchange: Exchange
    sender: str
    receiver: str


def strays(play: Play, unexpected: Iterable[Exchange]) -> tuple[Stray, ...]:
    """Those of `unexpected` that came in the time of `play` to an address where one of it was waited for."""
    found = list(_found(play, enumerate(unexpected, 1)))
    return tuple(found[:SHOWN])


def _found(play: Play, unexpected: Iterable[tuple[int, Exchange]]) -> Iterator[Stray]:
    homes = dict(_homes(play))
    for number, exchange in unexpected:
        if not play.started <= exchange.request.at <= play.ended:
            continue
        url = url_of(exchange)
        home = next((sides for address, sides in homes.items() if url.startswith(address)), None)
        if home:
            yield Stray(number, exchange, *home)


def _homes(play: Play) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each address that was told to a participant, with who was to speak there and who to answer."""
    by_name = {name: actor for actor, name in play.casting.items() if name != REFERENCE_MOCK}
    for wait in play.waits:
        sender = by_name.get(wait.participant, "")
        receiver = next((each.responder for each in play.exchanges if each.initiator == sender), "")
        others = [actor for actor in play.casting if actor != sender]
        receiver = receiver or next(
            (each for each in others if f"/{each}/" in wait.address), others[0] if others else ""
        )
        if wait.address and sender and receiver:
            yield wait.address, (sender, receiver)
