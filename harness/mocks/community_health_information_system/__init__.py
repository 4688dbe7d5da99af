"""The reference community health information system: looks for requests, claims them, tells of visits.

Judges nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from harness.mocks.community_health_information_system.conduct import Conduct
from harness.mocks.community_health_information_system.configuration import SHARED_HEALTH_RECORD, read
from harness.mocks.community_health_information_system.desk import Desk
from harness.mocks.community_health_information_system.tasks import task_in
from harness.mocks.defects import behaviour
from harness.mocks.errands.program import ToldByProgram

__all__ = ["CommunityHealthInformationSystem"]


class CommunityHealthInformationSystem(ToldByProgram):
    """A CHIS: a program's instructions at ``/instructions``, what came of them at ``/``.

    `record` is the FHIR base URL where it does what no instruction gives an address for. `defects` are names that
    `harness.mocks.defects` knows. Raises UsageError for an unknown one.
    """

    name: ClassVar[str] = "community-health-information-system"
    actor: ClassVar[str] = "community_health_information_system"

    def __init__(self, *, record: str = SHARED_HEALTH_RECORD, defects: Sequence[str] = ()) -> None:
        conduct: Conduct = behaviour(Conduct, defects, mock=self.name)()
        super().__init__(Desk(record, conduct), task_in)

    @classmethod
    def configured(cls, file: Path, *, defects: Sequence[str] = ()) -> CommunityHealthInformationSystem:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        return cls(record=read(file), defects=defects)
