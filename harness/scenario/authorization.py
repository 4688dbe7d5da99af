"""Our own authorization server in a run (IUA): who is known to it, what it signs with, and who trusts it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from harness.participants import Participant, Participants
from harness.transport.authentication import Basic

if TYPE_CHECKING:
    from harness.mocks.authorization_server import AuthorizationServer
    from harness.mocks.rest.token_gate import Trust

AUTHORIZATION_SERVER = "authorization_server"


def audience_of(actor: str) -> str:
    """Whom a token for our own mock of `actor` is made for, the same in every run."""
    return f"urn:openhie-connectathon-harness:{actor}"


def audience_at(participant: Participant) -> str:
    """Whom a token for `participant` is made for: what its TOML says, else its FHIR base."""
    told = participant.tokens
    return (told.audience if told else "") or participant.endpoints.get("fhir", "")


def authorization_server(participants: Participants) -> AuthorizationServer:
    """One that knows the harness and every participant that asks for tokens.

    It signs with the key of the harness's own certificate, where the event issued one: then a registry that keeps our
    public key knows our tokens in the next run, too.
    """
    from harness.mocks.authorization_server import AuthorizationServer, Client, Settings
    from harness.mocks.authorization_server.office import ourselves, rsa_key

    told = [each.tokens for each in participants if each.tokens and each.tokens.client]
    clients = (*ourselves(), *(Client(one.client, one.secret) for one in told))
    audience = audience_of("client_registry")
    file = Path(participants.listener.certificates) / "harness" / "server.key"
    if participants.listener.certificates and file.is_file():
        return AuthorizationServer(
            settings=Settings(clients=clients, key=rsa_key(file.read_bytes()), audience=audience)
        )
    return AuthorizationServer(settings=Settings(clients, audience=audience))


def trust_in(server: Participant | None, audience: str, ours: AuthorizationServer) -> Trust:
    """Trust in the tokens of a participant, or of `ours` under whatever name a participant calls it."""
    from harness.mocks.rest.token_gate import Trust, introspected, published

    if server is not None:
        issuer, known = server.endpoints["oauth"], server.authentication
        told_of = introspected(issuer, known) if isinstance(known, Basic) else None
        return Trust(issuer, audience, published(issuer), told_of)
    key = ours.settings.key
    return Trust("", audience, lambda: (key,))
