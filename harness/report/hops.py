"""The way of an exchange, hop by hop, where a layer or a relay stood between its two ends. Judges nothing."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from difflib import ndiff

from harness.evidence.exchange import Exchange, Message
from harness.report.visible import visible

LAYER, RELAY = "interoperability_layer", "relay"


def between(exchange: Exchange, actors: Container[str]) -> str:
    """Who stood between the ends of `exchange` in a play of `actors`: the layer, a relay of ours, "" for nobody."""
    passed_on = exchange.forwarded_request or exchange.forwarded_response
    if LAYER in actors and LAYER not in (exchange.initiator, exchange.responder):
        return LAYER if passed_on or exchange.response is None else ""
    return RELAY if passed_on else ""


def hops(exchange: Exchange, actors: Container[str]) -> tuple[Exchange, ...]:
    """`exchange` as each of its hops saw it: one, or two where somebody stood between and passed it on."""
    middle = between(exchange, actors)
    if not middle:
        return (exchange,)
    near = replace(
        exchange,
        responder=middle,
        response=exchange.forwarded_response,
        forwarded_request=None,
        forwarded_response=None,
    )
    came_back = near.response is not None
    near = replace(near, failure="" if came_back else near.failure, failure_kind="" if came_back else near.failure_kind)
    if exchange.forwarded_request is None:
        return (near,)
    far = replace(
        exchange,
        initiator=middle,
        request=exchange.forwarded_request,
        forwarded_request=None,
        forwarded_response=None,
    )
    return replace(near, failure_kind=""), far


def changed(before: Message, after: Message) -> tuple[str, ...] | None:
    """The lines of the head that were changed on the way, ``- `` as they came and ``+ `` as they went on.

    None where more than the head was changed, so that the whole has to be looked at. How the name of a field is spelt
    does not count (RFC 9110 5.1).
    """
    if before.body != after.body:
        return None
    came, went = ([_line(line) for line in each.head.decode("latin-1").splitlines()] for each in (before, after))
    return tuple(visible(line.rstrip()) for line in ndiff(came, went) if line[:1] in "+-")


def _line(line: str) -> str:
    name, colon, value = line.partition(":")
    return name.lower() + colon + value if colon and " " not in name else line
