"""Clients for a participant, with its credentials and what it trusts. Knows nothing of what is sent."""

from __future__ import annotations

from harness.participants.participant import Participant
from harness.participants.urls import split_address
from harness.transport.authentication import ClientCertificate
from harness.transport.http_client import HttpClient
from harness.transport.mllp_client import MllpClient
from harness.transport.tls import client_context


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
