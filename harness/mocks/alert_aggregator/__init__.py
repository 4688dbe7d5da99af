"""The reference alert aggregator: takes alerts, brings them on their way, tells what became of them. Judges nobody."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from harness.mocks import defects as known_defects
from harness.mocks.alert_aggregator.aggregator import Aggregator
from harness.mocks.alert_aggregator.channel import Channel
from harness.mocks.alert_aggregator.configuration import read
from harness.mocks.alert_aggregator.recipients import Address
from harness.mocks.rest.application import application
from harness.mocks.rest.token_gate import Trust
from harness.transport.authentication import ClientCertificate

__all__ = ["AlertAggregator"]


class AlertAggregator:
    """An Alert Aggregator (IHE mACM) as one ASGI application; its FHIR base is ``/fhir`` below any path.

    `registries` are the base URLs at which resource types are found that an alert names without a server. `channel`
    brings alerts to their recipients; without one they are written to the log. `defects` are the names of faults it is
    to have, `data` is the file to keep its resources in (memory without one); a `strict` one refuses what is not valid
    FHIR. Raises UsageError for an unknown defect, for a file that is not ours, and for a strict one without the
    definitions of FHIR.
    """

    name: ClassVar[str] = "alert-aggregator"
    actor: ClassVar[str] = "alert_aggregator"

    def __init__(
        self,
        *,
        registries: dict[str, str] | None = None,
        channel: Channel | None = None,
        defects: Sequence[str] = (),
        data: Path | None = None,
        strict: bool = False,
    ) -> None:
        kind = known_defects.behaviour(Aggregator, defects, mock=self.name)
        self._aggregator: Aggregator = kind(data, registries=registries, channel=channel)
        if strict:
            self._aggregator.be_strict()
        self.app = application(self._aggregator, asks_others=True)

    @classmethod
    def configured(cls, file: Path, **arguments: Any) -> AlertAggregator:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        return cls(registries=read(file), **arguments)

    def reaches_by(self, address: Address) -> None:
        """From now on a recipient's url is looked up at what `address` makes of it."""
        self._aggregator.recipients.address = address

    def trusts(self, trust: Trust) -> None:
        """From now on only the tokens of `trust` open the door (IUA ITI-72)."""
        self._aggregator.trust = trust

    def door(self, own: ClientCertificate, authority: str) -> ssl.SSLContext:
        """The context of a door with TLS before it (ITI-19)."""
        return self._aggregator.door(own, authority)

    def close(self) -> None:
        """Ends all use of the data and every connection."""
        self._aggregator.close()
