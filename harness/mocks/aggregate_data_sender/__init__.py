"""The reference sender of aggregate data: makes reports from figures and sends them, as it is told. Judges nobody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from harness.mocks.aggregate_data_sender.conduct import Conduct
from harness.mocks.aggregate_data_sender.configuration import Receivers, read
from harness.mocks.aggregate_data_sender.desk import Desk
from harness.mocks.aggregate_data_sender.tasks import task_in
from harness.mocks.defects import behaviour
from harness.mocks.errands.program import ToldByProgram

__all__ = ["AggregateDataSender"]


class AggregateDataSender(ToldByProgram):
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
        super().__init__(Desk(receivers or Receivers(), conduct), task_in)

    @classmethod
    def configured(cls, file: Path, *, defects: Sequence[str] = ()) -> AggregateDataSender:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        return cls(receivers=read(file), defects=defects)
