"""The reference shared health record: keeps requests for follow-up, and so far nothing else. Judges nobody."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from harness.mocks import defects as known_defects
from harness.mocks.loading import load
from harness.mocks.rest.application import application
from harness.mocks.rest.token_gate import Trust
from harness.mocks.shared_health_record.configuration import read
from harness.mocks.shared_health_record.record import HealthRecord
from harness.transport.authentication import ClientCertificate

__all__ = ["SharedHealthRecord"]


class SharedHealthRecord:
    """A Shared Health Record as one ASGI application; its FHIR base is ``/fhir`` below any path.

    `data` is the file to keep records in (memory without one); `resources` are files, folders and packages that it
    loads; `defects` are the names of faults it is to have; a `strict` one refuses what is not valid FHIR. Raises
    UsageError for an unknown defect, for a file that is not ours or cannot be loaded, and for a strict one without the
    definitions of FHIR.
    """

    name: ClassVar[str] = "shared-health-record"
    actor: ClassVar[str] = "shared_health_record"

    def __init__(
        self,
        *,
        defects: Sequence[str] = (),
        data: Path | None = None,
        resources: Sequence[Path] = (),
        strict: bool = False,
    ) -> None:
        kind = known_defects.behaviour(HealthRecord, defects, mock=self.name)
        self._record: HealthRecord = kind(data)
        if strict:
            self._record.be_strict()
        load(self._record.store, resources)
        self.app = application(self._record)

    @classmethod
    def configured(cls, file: Path, **arguments: Any) -> SharedHealthRecord:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        return cls(resources=read(file), **arguments)

    def trusts(self, trust: Trust) -> None:
        """From now on only the tokens of `trust` open the door (IUA ITI-72)."""
        self._record.trust = trust

    def door(self, own: ClientCertificate, authority: str) -> ssl.SSLContext:
        """The context of a door with TLS before it (ITI-19)."""
        return self._record.door(own, authority)

    def close(self) -> None:
        """Ends all use of the data."""
        self._record.store.close()
