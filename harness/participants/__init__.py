"""Who came: systems, domains, endpoints, credentials; the TOML and its mistakes, with lines. Talks to nobody.

Names are fetched when they are first used, because reading a file needs pydantic and most of the harness does not.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from harness.openhie.domains import Domain
from harness.participants.participant import Listener, Participant, Participants
from harness.participants.urls import is_local

if TYPE_CHECKING:
    from harness.participants.choosing import chosen
    from harness.participants.command_line import against
    from harness.participants.confidence import secrets, snapshot
    from harness.participants.connection import http_client, known_as, mllp_client
    from harness.participants.loading import load
    from harness.participants.restoring import restored
    from harness.participants.writing import to_toml

_HOMES = {
    "against": "command_line",
    "chosen": "choosing",
    "secrets": "confidence",
    "snapshot": "confidence",
    "http_client": "connection",
    "known_as": "connection",
    "mllp_client": "connection",
    "load": "loading",
    "restored": "restoring",
    "to_toml": "writing",
}

__all__ = [
    "Domain",
    "Listener",
    "Participant",
    "Participants",
    "against",
    "chosen",
    "http_client",
    "is_local",
    "known_as",
    "load",
    "mllp_client",
    "restored",
    "secrets",
    "snapshot",
    "to_toml",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'harness.participants' has no attribute {name!r}")
    return getattr(import_module(f"harness.participants.{_HOMES[name]}"), name)
