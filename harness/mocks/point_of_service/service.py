"""The reference point of service as one application: its pages, its instructions, its clerk. Judges nobody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from starlette.applications import Starlette
from starlette.routing import Route

from harness.mocks.defects import behaviour
from harness.mocks.point_of_service.clerk import Clerk
from harness.mocks.point_of_service.conduct import Conduct
from harness.mocks.point_of_service.configuration import CLIENT_REGISTRY, OWN_DOMAIN, Configuration, load
from harness.mocks.point_of_service.desk import Desk
from harness.mocks.point_of_service.instructions import Instructions
from harness.mocks.point_of_service.pages import Pages
from harness.openhie.domains import Domain


class PointOfService:
    """A small clinic's application: it registers patients, asks the client registry, and shows what came of it.

    `registry` is the FHIR base URL that its person sends to, `domain` the one whose identifiers it issues, from
    `start_number` on (0: from the clock). `defects` are names that `harness.mocks.defects` knows. `app` is the ASGI
    application, to be mounted at any path: pages at ``/``, a program's instructions at ``/instructions``.
    """

    name: ClassVar[str] = "point-of-service"
    actor: ClassVar[str] = "point_of_service"

    def __init__(
        self,
        *,
        registry: str = CLIENT_REGISTRY,
        domain: Domain = OWN_DOMAIN,
        start_number: int = 0,
        defects: Sequence[str] = (),
    ) -> None:
        self.domain = domain
        conduct: Conduct = behaviour(Conduct, defects, mock=self.name)()
        self._clerk = Clerk(Desk(Configuration(registry, domain, start_number), conduct))
        instructions = Route("/instructions", Instructions(self._clerk).take, methods=["POST"])
        self.app = Starlette(routes=[instructions, *Pages(self._clerk, domain.uri).routes()])

    @classmethod
    def configured(cls, file: Path | None, *, defects: Sequence[str] = ()) -> PointOfService:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        told = load(file) if file else Configuration()
        return cls(registry=told.registry, domain=told.domain, start_number=told.start_number, defects=defects)

    def is_known_as(self, client: str, secret: str) -> None:
        """From now on this is who the clinic is at an authorization server (IUA)."""
        self._clerk.is_known_as(client, secret)

    def close(self) -> None:
        """Finish what is under way and close every connection."""
        self._clerk.close()
