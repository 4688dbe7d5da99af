"""A client for a participant, with its credentials and what it trusts. Knows nothing of what is sent."""

from __future__ import annotations

from harness.participants.participant import Participant
from harness.transport.http_client import HttpClient


def http_client(participant: Participant, *, timeout: float | None = None) -> HttpClient:
    """A client that sends as `participant` wants to be spoken to; `timeout` in seconds in place of its own."""
    return HttpClient(
        headers=participant.headers,
        auth=participant.authentication,
        verify=participant.ca or True,
        timeout=participant.timeout if timeout is None else timeout,
    )
