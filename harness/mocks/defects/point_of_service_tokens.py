"""Defects of the point of service where it asks for a token and shows it (IHE IUA ITI-71, ITI-72)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from typing_extensions import override

from harness.mocks.defects.registry import declare
from harness.mocks.point_of_service.conduct import Conduct
from harness.transactions import Call

_sends_wrongly = partial(declare, mock="point-of-service")


def without(call: Call, name: str) -> Call:
    """`call` without the header field `name`."""
    return replace(call, headers=tuple(pair for pair in call.headers if pair[0].lower() != name))


@_sends_wrongly(
    "puts-its-secret-into-the-form",
    breaks=["71-12"],
    where="Authorization",
    text="asks for a token with its id and secret among the parameters, and not by HTTP Basic",
)
class PutsItsSecretIntoTheForm(Conduct):
    """As OAuth allows where the server cannot do Basic."""

    @override
    def asks_for_a_token(self, call: Call) -> Call:
        call = without(super().asks_for_a_token(call), "authorization")
        return replace(call, body=call.body + b"&client_id=clinic&client_secret=secret")


@_sends_wrongly(
    "puts-its-token-into-the-address",
    breaks=["72-10"],
    where="Authorization",
    text="shows its token as a parameter of the address, where every log keeps it",
)
class PutsItsTokenIntoTheAddress(Conduct):
    """As RFC 6750 once allowed."""

    @override
    def shows_its_token(self, call: Call) -> Call:
        call = super().shows_its_token(call)
        token = call.header("authorization").partition(" ")[2]
        return replace(without(call, "authorization"), path=f"{call.path}&access_token={token}")
