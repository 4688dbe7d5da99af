"""The reference terminology service: keeps code systems, value sets and concept maps, and answers about their codes."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from starlette.applications import Starlette

from harness.mocks import defects as known_defects
from harness.mocks.rest.application import application
from harness.mocks.rest.token_gate import Trust
from harness.mocks.terminology_service.configuration import Settings, read
from harness.mocks.terminology_service.sharing_doors import doors
from harness.mocks.terminology_service.terminologist import Terminologist
from harness.transport.authentication import ClientCertificate

__all__ = ["Settings", "TerminologyService"]


class TerminologyService:
    """A Terminology Repository (IHE SVCM) as one ASGI application; its FHIR base is ``/fhir`` below any path.

    `settings` say how it answers and what it loads, `defects` are the names of faults it is to have, `data` is the file
    to keep its resources in (memory without one); a `strict` one refuses what is not valid FHIR. Raises UsageError for
    an unknown defect, for a file that is not ours, and for a strict one without the definitions of FHIR.
    """

    name: ClassVar[str] = "terminology-service"
    actor: ClassVar[str] = "terminology_service"
    also_speaks: ClassVar[tuple[str, ...]] = ("svs", "soap")

    def __init__(
        self,
        *,
        settings: Settings | None = None,
        defects: Sequence[str] = (),
        data: Path | None = None,
        strict: bool = False,
    ) -> None:
        kind = known_defects.behaviour(Terminologist, defects, mock=self.name)
        self._terminologist: Terminologist = kind(settings or Settings(), data)
        if strict:
            self._terminologist.be_strict()
        self.app = Starlette(routes=[*doors(self._terminologist), *application(self._terminologist).routes])

    @classmethod
    def configured(cls, file: Path, **arguments: Any) -> TerminologyService:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        return cls(settings=read(file), **arguments)

    def trusts(self, trust: Trust) -> None:
        """From now on only the tokens of `trust` open the door (IUA ITI-72)."""
        self._terminologist.trust = trust

    def door(self, own: ClientCertificate, authority: str) -> ssl.SSLContext:
        """The context of a door with TLS before it (ITI-19)."""
        return self._terminologist.door(own, authority)

    def close(self) -> None:
        """Ends all use of the data."""
        self._terminologist.close()
