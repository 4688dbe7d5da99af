"""The reference alert reporter: finds whom to alert, reports alerts, and asks what became of them. Judges nobody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from harness.mocks.alert_reporter.conduct import Conduct
from harness.mocks.alert_reporter.configuration import Registries, read
from harness.mocks.alert_reporter.desk import Desk
from harness.mocks.alert_reporter.tasks import task_in
from harness.mocks.defects import behaviour
from harness.mocks.errands.program import ToldByProgram

__all__ = ["AlertReporter"]


class AlertReporter(ToldByProgram):
    """An Alert Reporter (IHE mACM): a program's instructions at ``/instructions``, what came of them at ``/``.

    `registries` is where it does what no instruction gives an address for. `defects` are names that
    `harness.mocks.defects` knows. Raises UsageError for an unknown one.
    """

    name: ClassVar[str] = "alert-reporter"
    actor: ClassVar[str] = "alert_reporter"

    def __init__(self, *, registries: Registries | None = None, defects: Sequence[str] = ()) -> None:
        conduct: Conduct = behaviour(Conduct, defects, mock=self.name)()
        super().__init__(Desk(registries or Registries(), conduct), task_in)

    @classmethod
    def configured(cls, file: Path, *, defects: Sequence[str] = ()) -> AlertReporter:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        return cls(registries=read(file), defects=defects)
