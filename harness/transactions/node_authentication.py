"""ITI-19 Authenticate Node: TLS in which both sides show who they are. Says what is shown, and shakes no hands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from typing_extensions import override

from harness.messages.hl7v2.harmless import NOBODY, harmless
from harness.openhie.domains import DEFAULT_DOMAINS
from harness.transactions.hl7v2_message import MessageCall
from harness.transactions.patient_demographics import MobilePatientDemographicsQuery
from harness.transactions.transaction import Call, Source, Transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

HANDSHAKE = "TLS"
"""The method of a call of which only the handshake was seen."""

Shown = Literal["trusted", "none", "unknown authority", "expired"]
"""The certificate that an initiator shows: that of the event, none, one of somebody else's, one that has ended."""


@dataclass(frozen=True, slots=True)
class NodeAuthentication(Transaction):
    """A handshake with the certificate that the event issued, and a search for `family`, whom nobody knows."""

    id: ClassVar[str] = "ITI-19"
    title: ClassVar[str] = "Authenticate Node"
    secured: ClassVar[bool] = True
    mutual: ClassVar[bool] = True
    refusable: ClassVar[bool] = True
    shown: ClassVar[Shown] = "trusted"

    family: str = ""

    @classmethod
    @override
    def always(cls) -> tuple[str, ...]:
        return cls.unasked

    @override
    def call(self, source: Source) -> Call | MessageCall:
        return MobilePatientDemographicsQuery(f"family={self.family}").call(source)

    @override
    def instruction(self) -> str:
        return f"Search for patients called {self.family}, over TLS, with the certificate that the event issued to you"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "query", "parameters": [["family", self.family]]}

    @override
    def recognises(self, call: Call | MessageCall) -> bool:
        return isinstance(call, Call) and call.method == HANDSHAKE  # it shows who calls, and not yet what for


@dataclass(frozen=True, slots=True)
class AnonymousNode(NodeAuthentication):
    """The same, and no certificate is shown."""

    wrong: ClassVar[bool] = True
    shown: ClassVar[Shown] = "none"


@dataclass(frozen=True, slots=True)
class ForeignNode(NodeAuthentication):
    """The same with a certificate that an authority issued whom nobody at the event knows."""

    wrong: ClassVar[bool] = True
    shown: ClassVar[Shown] = "unknown authority"


@dataclass(frozen=True, slots=True)
class ExpiredNode(NodeAuthentication):
    """The same with a certificate of the event that has ended."""

    wrong: ClassVar[bool] = True
    shown: ClassVar[Shown] = "expired"


class _OverMllp(NodeAuthentication):
    endpoint: ClassVar[str] = "hl7v2"

    @override
    def call(self, source: Source) -> Call | MessageCall:
        return MessageCall(harmless(source.receiver))

    @override
    def instruction(self) -> str:
        asked = f"by which other identifiers {NOBODY[0]} of {DEFAULT_DOMAINS[0].namespace} is known"
        return f"Ask {asked} (ITI-9), over TLS, with the certificate that the event issued to you"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "cross-reference", "identifier": f"{DEFAULT_DOMAINS[0].uri}|{NOBODY[0]}"}


@dataclass(frozen=True, slots=True)
class NodeAuthenticationV2(_OverMllp):
    """A handshake with the listener for HL7 v2, and a question about an identifier that nobody has."""


@dataclass(frozen=True, slots=True)
class AnonymousNodeV2(_OverMllp, AnonymousNode):
    """The same, and no certificate is shown."""


@dataclass(frozen=True, slots=True)
class ForeignNodeV2(_OverMllp, ForeignNode):
    """The same with a certificate that an authority issued whom nobody at the event knows."""


@dataclass(frozen=True, slots=True)
class ExpiredNodeV2(_OverMllp, ExpiredNode):
    """The same with a certificate of the event that has ended."""


@dataclass(frozen=True, slots=True)
class TlsOffer(Transaction):
    """A ClientHello with these `versions` and `suites` (names of RFC 5246), and nothing after it."""

    id: ClassVar[str] = "ITI-19"
    title: ClassVar[str] = "Authenticate Node"
    secured: ClassVar[bool] = True
    wrong: ClassVar[bool] = True

    versions: Sequence[str]
    suites: Sequence[str] = ()

    @classmethod
    @override
    def always(cls) -> tuple[str, ...]:
        return cls.unasked

    @override
    def call(self, source: Source) -> Call | MessageCall:
        return Call("", "")

    @override
    def instruction(self) -> str:
        return f"Offer {', '.join(self.versions)}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "offer", "versions": list(self.versions)}

    @override
    def recognises(self, call: Call | MessageCall) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class TlsOfferV2(TlsOffer):
    """The same to the listener for HL7 v2."""

    endpoint: ClassVar[str] = "hl7v2"
