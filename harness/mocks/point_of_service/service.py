"""The reference point of service as one application: its pages, its instructions, its clerk. Judges nobody."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar

from starlette.applications import Starlette
from starlette.routing import Route

from harness.mocks.auditing import Target
from harness.mocks.defects import behaviour
from harness.mocks.errands.clerk import Clerk
from harness.mocks.errands.instructions import Instructions
from harness.mocks.point_of_service import line
from harness.mocks.point_of_service.conduct import Conduct
from harness.mocks.point_of_service.configuration import CLIENT_REGISTRY, OWN_DOMAIN, Configuration, load
from harness.mocks.point_of_service.desk import Desk
from harness.mocks.point_of_service.pages import Pages
from harness.mocks.point_of_service.tasks import task_in
from harness.mocks.point_of_service.tasks_v2 import task_in as task_in_v2
from harness.openhie.domains import Domain
from harness.transport.authentication import ClientCertificate
from harness.transport.mllp_delivery import Delivery
from harness.transport.mllp_server import MllpServer


class PointOfService:
    """A small clinic's application: it registers patients, asks the client registry, and shows what came of it.

    `registry` is the FHIR base URL that its person sends to, `domain` the one whose identifiers it issues, from
    `start_number` on (0: from the clock). `defects` are names that `harness.mocks.defects` knows. `app` is the ASGI
    application, to be mounted at any path: pages at ``/``, a program's instructions at ``/instructions``. An
    instruction whose address is ``mllp://…`` is carried out in HL7 v2, and notifications of the registry are heard.
    """

    name: ClassVar[str] = "point-of-service"
    actor: ClassVar[str] = "point_of_service"
    also_speaks: ClassVar[tuple[str, ...]] = ("svs", "soap", "csd")

    def __init__(
        self,
        *,
        registry: str = CLIENT_REGISTRY,
        domain: Domain = OWN_DOMAIN,
        start_number: int = 0,
        defects: Sequence[str] = (),
    ) -> None:
        self.domain = domain
        self._open = ExitStack()
        conduct: Conduct = behaviour(Conduct, defects, mock=self.name)()
        self._desk = Desk(Configuration(registry, domain, start_number), conduct)
        self._clerk = Clerk(self._desk, self.name)
        taken = Instructions(self._clerk, task_in, task_in_v2).take
        instructions = Route("/instructions", taken, methods=["POST"])
        self.app = Starlette(routes=[instructions, *Pages(self._clerk, domain.uri).routes()])

    @classmethod
    def configured(cls, file: Path | None, *, defects: Sequence[str] = ()) -> PointOfService:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        told = load(file) if file else Configuration()
        made = cls(registry=told.registry, domain=told.domain, start_number=told.start_number, defects=defects)
        if told.client[0]:
            made.is_known_as(*told.client)
        made.reports_to(told.repository)
        return made

    def hear(self, delivery: Delivery) -> bytes:
        """The answer to a message of HL7 v2: a notification of the registry (ITI-10) is taken."""
        return line.heard(delivery.message)

    def refuse(self, delivery: Delivery, words: str) -> bytes:  # noqa: ARG002 - the shape of a Refusal
        """The answer to what came over MLLP and is no whole message; `words` say why it is not."""
        return line.not_understood(words)

    def listen(self, host: str = "127.0.0.1", *, port: int = 0) -> list[tuple[str, str]]:
        """Opens a port for HL7 v2: protocol and URL of it. Raises UsageError where it cannot be had."""
        server = MllpServer(self.hear, refuse=self.refuse, host=host, port=port)
        return [("mllp", self._open.enter_context(server).url)]

    def is_node(self, own: ClientCertificate, authority: str) -> None:
        """From now on the clinic shows `own` in TLS, and trusts whom `authority` (a PEM file) vouches for (ITI-19)."""
        self._desk.is_node(own, authority)

    def is_known_as(self, client: str, secret: str) -> None:
        """From now on this is who the clinic is at an authorization server (IUA)."""
        self._desk.is_known_as(client, secret)

    def reports_to(self, target: Target | None) -> None:
        """From now on `target` is told of every audited exchange (ITI-20); nobody where it is None."""
        self._desk.reports_to(target)

    def close(self) -> None:
        """Finish what is under way and close every connection."""
        self._open.close()
        self._clerk.close()
