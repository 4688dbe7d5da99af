"""The reference client registry: one patient index that speaks FHIR R4 and HL7 v2. Judges nobody."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, ClassVar

from harness.mocks import defects as known_defects
from harness.mocks.auditing import Target
from harness.mocks.client_registry.registry import Registry
from harness.mocks.client_registry.rules import Consumer, Rules
from harness.mocks.rest.application import application
from harness.mocks.rest.token_gate import Trust, published
from harness.openhie.domains import DEFAULT_DOMAINS, Domain
from harness.transport.authentication import ClientCertificate
from harness.transport.http_client import Exchange
from harness.transport.mllp_delivery import Delivery
from harness.transport.mllp_server import MllpServer
from harness.transport.tls_door import REFUSED

__all__ = ["ClientRegistry", "Consumer", "Rules"]


class ClientRegistry:
    """A client registry as one ASGI application, to be mounted at any path; its FHIR base is ``/fhir`` below that.

    The same registry answers HL7 v2: `hear` a message, or `listen` for them. `domains` are those it serves, `rules` how
    it links and speaks, `defects` the names of faults it is to have, `data` the file to keep its records in (memory
    without one); a `strict` one refuses what is not valid FHIR. Raises UsageError for an unknown defect, for a file
    that is not ours, and for a strict one without the definitions of FHIR.
    """

    name: ClassVar[str] = "client-registry"
    actor: ClassVar[str] = "client_registry"

    def __init__(
        self,
        *,
        domains: Sequence[Domain] = DEFAULT_DOMAINS,
        rules: Rules | None = None,
        defects: Sequence[str] = (),
        data: Path | None = None,
        strict: bool = False,
    ) -> None:
        kind = known_defects.behaviour(Registry, defects, mock=self.name)
        self._registry: Registry = kind(domains, data, rules)
        if rules and rules.issuer:
            self.trusts(Trust(rules.issuer, rules.audience, published(rules.issuer)))
        self._open = ExitStack()
        if strict:
            self._registry.be_strict()
        self.app = application(self._registry)

    @classmethod
    def configured(cls, file: Path, **arguments: Any) -> ClientRegistry:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        from harness.mocks.client_registry.configuration import read

        domains, rules, told, load = read(file)
        made = cls(domains=domains, rules=rules, **arguments)
        made.load(load)
        made.reports_to(told)
        return made

    def load(self, sources: Sequence[Path]) -> None:
        """Keeps the patients in files, folders and packages, as if they had been there. Raises UsageError."""
        self._registry.load(sources)

    def hear(self, delivery: Delivery) -> bytes:
        """The answer to a message of HL7 v2."""
        return self._registry.hear_from(delivery.peer, delivery.here, delivery.message)

    def refuse(self, delivery: Delivery, words: str) -> bytes:  # noqa: ARG002 - the shape of a Refusal
        """The answer to what came over MLLP and is no whole message; `words` say why it is not."""
        return self._registry.not_understood(words)

    def listen(self, host: str = "127.0.0.1", *, port: int = 0) -> list[tuple[str, str]]:
        """Opens a port for HL7 v2: protocol and URL of it. Raises UsageError where it cannot be had."""
        server = MllpServer(self.hear, refuse=self.refuse, host=host, port=port)
        return [("mllp", self._open.enter_context(server).url)]

    def subscribe(self, consumer: Consumer) -> None:
        """Tells `consumer` of changed cross-references from now on (ITI-10)."""
        self._registry.consumers.append(consumer)

    def reports_to(self, target: Target | None) -> None:
        """From now on `target` is told of every audited exchange (ITI-20); nobody where it is None."""
        self._registry.reports_to(target)

    def trusts(self, trust: Trust) -> None:
        """From now on only the tokens of `trust` open the door (IUA ITI-72)."""
        self._registry.trust = trust

    def door(self, own: ClientCertificate, authority: str) -> ssl.SSLContext:
        """The context of a door with TLS before it (ITI-19)."""
        return self._registry.door(own, authority)

    def met(self, handshake: Exchange) -> None:
        """What came of a handshake at a door before it: that somebody was turned away is told of (ITI-19, ITI-20)."""
        if handshake.response is not None and handshake.response.start.startswith(REFUSED):
            self._registry.turned_away(handshake.peer.rpartition(":")[0].strip("[]"))

    def close(self) -> None:
        """Frees the ports and ends all use of the data."""
        self._open.close()
        self._registry.close()
