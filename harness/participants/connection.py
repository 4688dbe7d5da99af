"""Clients for a participant, with its credentials and what it trusts. Knows nothing of what is sent."""

from __future__ import annotations

import dataclasses
from typing import Literal

from harness.errors import Inconclusive
from harness.participants.participant import Participant
from harness.participants.urls import split_address
from harness.transport.authentication import ClientCertificate, NoAuthentication
from harness.transport.http_client import HttpClient
from harness.transport.mllp_client import MllpClient
from harness.transport.tls import client_context


def known_as(participant: Participant, identity: Literal["own", "nobody", "barred"]) -> Participant:
    """`participant`, to be spoken to as ourselves, as nobody, or as the client that it bars.

    Raises Inconclusive where its file does not say who that is.
    """
    if identity == "own":
        return participant
    secret = {each.where.removeprefix("headers.") for each in participant.secrets if each.where.startswith("headers.")}
    if not secret and isinstance(participant.authentication, NoAuthentication):
        raise Inconclusive(
            f"{participant.name} has no [participants.authentication] in its TOML, so nothing tells us from a stranger"
        )
    if identity == "barred" and participant.barred is None:
        raise Inconclusive(
            f"set up at {participant.name} a client without permission for the route, and write its user and password "
            "as [participants.barred] in its TOML"
        )
    shown = participant.barred if identity == "barred" and participant.barred else NoAuthentication()
    headers = tuple(one for one in participant.headers if one[0] not in secret)
    return dataclasses.replace(participant, authentication=shown, headers=headers)


def http_client(participant: Participant, *, timeout: float | None = None) -> HttpClient:
    """A client that sends as `participant` wants to be spoken to; `timeout` in seconds in place of its own."""
    return HttpClient(
        headers=participant.headers,
        auth=participant.authentication,
        verify=participant.ca or True,
        timeout=participant.timeout if timeout is None else timeout,
    )


def mllp_client(url: str, participant: Participant | None, *, timeout: float | None = None) -> MllpClient:
    """A client for the MLLP listener at `url`: the participant's, or one of our own, where there is none."""
    secured, host, port = split_address(url)
    if participant is None:
        return MllpClient(host, port)
    own = participant.authentication
    certificate = own if isinstance(own, ClientCertificate) else None
    context = client_context(participant.ca or True, certificate=certificate) if secured else None
    return MllpClient(host, port, tls=context, timeout=participant.timeout if timeout is None else timeout)
