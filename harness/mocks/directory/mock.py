"""A directory as one application. Knows how it is made and closed, not what it keeps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

from starlette.applications import Starlette
from starlette.routing import Route

from harness.errors import UsageError
from harness.mocks import defects as known_defects
from harness.mocks.directory.configuration import Configuration, read
from harness.mocks.directory.modifications import Modifications
from harness.mocks.directory.service import Directory
from harness.mocks.loading import load
from harness.mocks.rest.application import application
from harness.mocks.soap_service import soap_route


class DirectoryMock:
    """A Directory as one ASGI application, with its FHIR base at ``/fhir`` and CSD in SOAP at ``/soap``.

    `data` is the file to keep records in (memory without one); a `strict` one refuses what is not valid FHIR;
    `configuration` says what it loads. Raises UsageError for an unknown defect, for a file that is not ours or cannot
    be loaded, and for a strict one without the definitions of FHIR.
    """

    name: ClassVar[str] = ""
    actor: ClassVar[str] = ""
    kind: ClassVar[type[Directory]] = Directory
    asks: ClassVar[bool] = False
    also_speaks: ClassVar[tuple[str, ...]] = ("soap",)

    def __init__(
        self,
        *,
        defects: Sequence[str] = (),
        data: Path | None = None,
        strict: bool = False,
        configuration: Configuration | None = None,
    ) -> None:
        told = configuration or Configuration()
        if told.sources and not self.asks:
            raise UsageError(f"A {self.name.replace('-', ' ')} asks nobody for updates: leave [[sources]] out.")
        kind = known_defects.behaviour(self.kind, defects, mock=self.name)
        self.directory: Directory = kind(data)
        if strict:
            self.directory.be_strict()
        load(self.directory.store, told.load)
        self.app: Any = Starlette(routes=[*self.doors(), *application(self.directory).routes])

    def doors(self) -> list[Route]:
        """What is answered besides FHIR: what changed, by CSD (ITI-74)."""
        return [soap_route("/soap", Modifications(self.directory))]

    @classmethod
    def configured(cls, file: Path, **arguments: Any) -> Self:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        return cls(configuration=read(file), **arguments)

    def close(self) -> None:
        """End all use of the data."""
        self.directory.store.close()
