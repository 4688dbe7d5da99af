"""The reference sender of aggregate data: makes reports from figures and sends them, as it is told. Judges nobody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from harness.mocks.aggregate_data_sender.conduct import Conduct
from harness.mocks.aggregate_data_sender.configuration import Receivers, read
from harness.mocks.aggregate_data_sender.desk import Desk
from harness.mocks.aggregate_data_sender.tasks import task_in
from harness.mocks.defects import behaviour
from harness.mocks.errands.clerk import Clerk
from harness.mocks.errands.instructions import Instructions

__all__ = ["AggregateDataSender"]


class AggregateDataSender:
    """A Content Creator (IHE ADX, mADX): a program's instructions at ``/instructions``, what came of them at ``/``.

    `receivers` is where it sends what no instruction gives an address for. `defects` are names that
    `harness.mocks.defects` knows. Raises UsageError for an unknown one.
    """

    name: ClassVar[str] = "aggregate-data-sender"
    actor: ClassVar[str] = "aggregate_data_sender"
    also_speaks: ClassVar[tuple[str, ...]] = ("adx", "dhis2")
    """What it speaks besides FHIR; it begins all that it says."""

    def __init__(self, *, receivers: Receivers | None = None, defects: Sequence[str] = ()) -> None:
        conduct: Conduct = behaviour(Conduct, defects, mock=self.name)()
        self._desk = Desk(receivers or Receivers(), conduct)
        self._clerk = Clerk(self._desk, self.name)
        taken = Instructions(self._clerk, task_in).take
        self.app = Starlette(routes=[Route("/instructions", taken, methods=["POST"]), Route("/", self._front)])

    @classmethod
    def configured(cls, file: Path, *, defects: Sequence[str] = ()) -> AggregateDataSender:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        return cls(receivers=read(file), defects=defects)

    async def _front(self, _: Request) -> Response:
        """What was done, the newest first."""
        return PlainTextResponse("\n".join(("Done, the newest first:", *self._desk.done)))

    def close(self) -> None:
        """Finish what is under way and close every connection."""
        self._clerk.close()
