"""The reference community health information system: looks for requests, claims them, tells of visits.

Judges nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from harness.mocks.community_health_information_system.conduct import Conduct
from harness.mocks.community_health_information_system.configuration import SHARED_HEALTH_RECORD, read
from harness.mocks.community_health_information_system.desk import Desk
from harness.mocks.community_health_information_system.tasks import task_in
from harness.mocks.defects import behaviour
from harness.mocks.errands.clerk import Clerk
from harness.mocks.errands.instructions import Instructions

__all__ = ["CommunityHealthInformationSystem"]


class CommunityHealthInformationSystem:
    """A CHIS: a program's instructions at ``/instructions``, what came of them at ``/``.

    `record` is the FHIR base URL where it does what no instruction gives an address for. `defects` are names that
    `harness.mocks.defects` knows. Raises UsageError for an unknown one.
    """

    name: ClassVar[str] = "community-health-information-system"
    actor: ClassVar[str] = "community_health_information_system"

    def __init__(self, *, record: str = SHARED_HEALTH_RECORD, defects: Sequence[str] = ()) -> None:
        conduct: Conduct = behaviour(Conduct, defects, mock=self.name)()
        self._desk = Desk(record, conduct)
        self._clerk = Clerk(self._desk, self.name)
        taken = Instructions(self._clerk, task_in).take
        routes = [Route("/instructions", taken, methods=["POST"]), Route("/", self._front)]
        self.app = Starlette(routes=routes)

    @classmethod
    def configured(cls, file: Path, *, defects: Sequence[str] = ()) -> CommunityHealthInformationSystem:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        return cls(record=read(file), defects=defects)

    async def _front(self, _: Request) -> Response:
        """What was done, the newest first, a line each."""
        return PlainTextResponse("\n".join(("Done, the newest first:", *self._desk.done)))

    def close(self) -> None:
        """Finish what is under way and close every connection."""
        self._clerk.close()
