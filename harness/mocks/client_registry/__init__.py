"""The reference client registry over FHIR R4: feeds, demographics queries, cross-references, matches. Judges nobody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from harness.mocks import defects as known_defects
from harness.mocks.client_registry.registry import Registry
from harness.mocks.rest.application import application
from harness.mocks.rest.token_gate import Trust
from harness.openhie.domains import DEFAULT_DOMAINS, Domain

__all__ = ["ClientRegistry"]


class ClientRegistry:
    """A client registry as one ASGI application, to be mounted at any path; its FHIR base is ``/fhir`` below that.

    `domains` are those it serves, `defects` the names of faults it is to have, `data` the file to keep its records
    in (memory without one); a `strict` one refuses what is not valid FHIR. Raises UsageError for an unknown defect, for
    a file that is not ours, and for a strict one without the definitions of FHIR.
    """

    name: ClassVar[str] = "client-registry"
    actor: ClassVar[str] = "client_registry"

    def __init__(
        self,
        *,
        domains: Sequence[Domain] = DEFAULT_DOMAINS,
        defects: Sequence[str] = (),
        data: Path | None = None,
        strict: bool = False,
    ) -> None:
        kind = known_defects.behaviour(Registry, defects, mock=self.name)
        self._registry: Registry = kind(domains, data)
        if strict:
            from harness.mocks.rest.strictness import Strictness  # the validator takes 0.3 s to load

            self._registry.strictness = Strictness()
        self.app = application(self._registry)

    @classmethod
    def configured(cls, file: Path, **arguments: Any) -> ClientRegistry:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        from harness.mocks.client_registry.configuration import read_domains

        return cls(domains=read_domains(file), **arguments)

    def trusts(self, trust: Trust) -> None:
        """From now on only the tokens of `trust` open the door (IUA ITI-72)."""
        self._registry.trust = trust

    def close(self) -> None:
        """Ends all use of the data."""
        self._registry.store.close()
