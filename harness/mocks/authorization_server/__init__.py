"""The reference authorization server (IHE IUA): gives tokens, tells of them, describes itself. Judges nobody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from starlette.applications import Starlette

from harness.mocks import defects as known_defects
from harness.mocks.authorization_server.door import routes
from harness.mocks.authorization_server.office import Client, Office, Settings

__all__ = ["AuthorizationServer", "Client", "Settings"]


class AuthorizationServer:
    """An authorization server as one ASGI application; its issuer is ``/oauth`` below any root path.

    `settings` say who is known and what is granted, `defects` are names of faults it is to have. Raises UsageError for
    an unknown defect.
    """

    name: ClassVar[str] = "authorization-server"
    actor: ClassVar[str] = "authorization_server"

    def __init__(self, *, settings: Settings | None = None, defects: Sequence[str] = ()) -> None:
        self.settings = settings or Settings()
        self._office: Office = known_defects.behaviour(Office, defects, mock=self.name)(self.settings)
        self.app = Starlette(routes=routes(self._office))

    @classmethod
    def configured(cls, file: Path, *, defects: Sequence[str] = ()) -> AuthorizationServer:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        from harness.mocks.authorization_server.configuration import read_settings

        return cls(settings=read_settings(file), defects=defects)

    def token_for(self, audience: str, *, issuer: str) -> str:
        """A token for everything at `audience`, as the first client would be given it."""
        client = self.settings.clients[0]
        scope = " ".join(client.scopes)
        told = self._office.token(client, scope, issuer=issuer, resource=audience, lifetime=None)
        return str(told["access_token"])

    def close(self) -> None:
        """Nothing is open."""
