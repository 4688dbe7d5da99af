"""Which messages that nobody waited for arrived while a play went on, where it was played. Guesses at no scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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


def told_to(plays: Iterable[Play]) -> dict[str, str]:
    """Each address that a participant was told to send to, with its name."""
    return {wait.address: wait.participant for play in plays for wait in play.waits if wait.address}


def strays(play: Play, unexpected: Iterable[Exchange], addresses: Mapping[str, str]) -> tuple[Stray, ...]:
    """Those of `unexpected` that came in the time of `play` to an address of a participant in it (see `told_to`)."""
    found = list(_found(play, enumerate(unexpected, 1), addresses))
    return tuple(found[:SHOWN])


def _found(play: Play, unexpected: Iterable[tuple[int, Exchange]], addresses: Mapping[str, str]) -> Iterator[Stray]:
    played = {name: actor for actor, name in play.casting.items() if name != REFERENCE_MOCK}
    for number, exchange in unexpected:
        if not play.started <= exchange.request.at <= play.ended:
            continue
        url = url_of(exchange)
        name = next((name for address, name in addresses.items() if url.startswith(address)), "")
        others = [actor for actor, player in play.casting.items() if player != name]
        if name in played and others:
            receiver = next((each for each in others if f"/{each}/" in url), others[0])
            yield Stray(number, exchange, played[name], receiver)
