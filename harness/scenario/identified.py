"""Gives an exchange its id and its actors. Knows no wire."""

from __future__ import annotations

import dataclasses

from harness.evidence.exchange import Exchange


def identified(
    exchange: Exchange, name: str, *, transaction: str, initiator: str, responder: str, base: str = ""
) -> Exchange:
    """`exchange` with its id and its actors, in the messages too, and the responder's address as it was known."""
    request = dataclasses.replace(exchange.request, exchange=name, sender=initiator)
    response = exchange.response and dataclasses.replace(exchange.response, exchange=name, sender=responder)
    return dataclasses.replace(
        exchange,
        id=name,
        transaction=transaction,
        initiator=initiator,
        responder=responder,
        request=request,
        response=response,
        base=base,
    )
