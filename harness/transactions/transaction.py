"""What every transaction can say of itself. Knows who speaks to whom and in what words, not how bytes travel."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import unquote

from typing_extensions import override

from harness.errors import MalformedMessage
from harness.messages import fhir
from harness.messages.fhir import JSON
from harness.messages.parameters import parameters
from harness.openhie.domains import DEFAULT_DOMAINS, REGISTRY, Domain
from harness.transactions.person import Identifier, PatientOnTheWire, Person

if TYPE_CHECKING:
    from harness.transactions.hl7v2_message import MessageCall
    from harness.transactions.record_audit_event import SyslogCall


Identity = Literal["own", "nobody", "barred"]
"""Who we are to a participant: ourselves, nobody, or a client that it knows and that may not do this."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request before it has an address: `path` and query below the responder's base, header fields, content.

    A path that begins with a slash stands at the base's root instead. One that goes `alone` shows nothing of how we
    identify ourselves to a participant but what its own fields say; `shows` is who we are in all others.
    """

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = (("Accept", JSON),)
    body: bytes = b""
    alone: bool = False
    shows: Identity = "own"

    @property
    def route(self) -> str:
        """The path without its query, unescaped."""
        return unquote(self.path.partition("?")[0]).strip("/")

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The query's parameters in order, and those of a form in the body."""
        return parameters(self.path, self.body, self.header("content-type"))

    @property
    def words(self) -> str:
        """All that it says, unescaped: path, parameters, and each text in a FHIR resource, a line each."""
        try:
            texts = list(_texts(fhir.read(self.body, self.header("content-type") or JSON)))
        except MalformedMessage:
            texts = [self.body.decode("utf-8", "replace")]
        return "\n".join((self.route, *(value for _, value in self.parameters), *texts))

    def header(self, name: str) -> str:
        """The first header field called `name` in any case, "" where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict | list):
        for one in node.values() if isinstance(node, dict) else node:
            yield from _texts(one)
    elif isinstance(node, str):
        yield node


def _control_id() -> str:
    return f"H{token_hex(8)}"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Source:
    """What a transaction may ask of whoever plays its initiator.

    `identifier_of(person, domain)` gives the same identifier for the same person each time; `tags` mark what the
    run makes (``meta.tag``). `domains` are all that are known, its own among them. For HL7 v2 `receiver` is whom it
    writes to (MSH-5, MSH-6); `control_id` gives a new MSH-10 each time, `now` the time of a message. `client` is who we
    are at an authorization server: an id and its secret. `at` is the address that is asked, as the initiator knows it.
    `required` are the domains in which a country wants every patient to be known.
    """

    domain: Domain
    identifier_of: Callable[[Person, Domain], Identifier]
    tags: Sequence[dict[str, str]] = ()
    domains: Sequence[Domain] = DEFAULT_DOMAINS
    receiver: tuple[str, str] = REGISTRY
    control_id: Callable[[], str] = _control_id
    now: Callable[[], datetime] = _now
    client: tuple[str, str] = ("", "")
    at: str = ""
    required: Sequence[Domain] = ()

    def also_known(self, person: Person, identifiers: Sequence[Identifier]) -> list[Identifier]:
        """`identifiers` of `person`, and one of each domain that a country asks for and none of them is of."""
        systems = {one.system for one in identifiers}
        wanting = (domain for domain in self.required if not systems & {*domain.systems})
        return [*identifiers, *(self.identifier_of(person, domain) for domain in wanting)]


def tagged(source: Source) -> dict[str, Any]:
    """The ``meta`` of a resource that `source` makes; nothing where it has no tags, since FHIR knows no empty list."""
    return {"meta": {"tag": list(source.tags)}} if source.tags else {}


class Transaction(ABC):
    """A named exchange between two actors.

    Class variables:
        id: the standard's number (``ITI-78``), `title` its name there.
        endpoint: what it is spoken in: ``fhir``, ``hl7v2``, ``syslog``; ``audit`` for an event in either tongue.
        responder_role: the IHE actor that answers; a participant that does not play it is NOT APPLICABLE.
        initiator_role: the IHE actor that asks; for a participant that does not play it, the harness asks instead.
        answering: the requirement that the responder answers at all.
        unasked: requirements that every exchange of it is judged by (DESIGN §5, "always"), FHIR-01 apart.
        option: the option of the standard that it belongs to, "" where it is no option.
        operation: the FHIR operation that it is, which a server may lack altogether (``Patient/$match``).
        shape: how its request looks, for the person who is to send it.
        writes: it changes what the responder keeps.
        wrong: it breaks the standard on purpose, so no participant is ever asked for it.
        guarded: it shows a token, so that it is NOT APPLICABLE for whoever takes part in no IUA.
        secured: it is about TLS itself, and NOT APPLICABLE for whoever does not speak it.
        mutual: both sides show certificates in it, so that it is NOT APPLICABLE where the event has none.
        looked_up: it only tells where things are, so the harness asks for it in every casting.
        stopped: a layer has to turn it away, so nobody is judged by what never arrives.
        refusable: to be turned away (401, 403) is one of its answers, and not a sign that we have no entrance.
        silence: the requirement that its initiator breaks by never sending it, where nobody has to do anything for it.
        within: the seconds in which it has to be there, where its initiator has less time than a person.
        pause: the seconds before what follows it.
        dispensable: what it would load is there in another form where its responder may only be read from.
        unprompted: its initiator sends it on its own account, perhaps before anybody waits for it.
        early: once asked for, its initiator may send the next of its kind before anybody waits for that.
        direct: a layer that has work of its own does not stand in its way.
        feeds: it tells all that its initiator knows of one patient, her identifiers among it.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    initiator_role: ClassVar[str] = ""
    responder_role: ClassVar[str] = ""
    endpoint: ClassVar[str] = "fhir"
    answering: ClassVar[str] = ""
    unasked: ClassVar[tuple[str, ...]] = ()
    option: ClassVar[str] = ""
    operation: ClassVar[str] = ""
    shape: ClassVar[str] = ""
    writes: ClassVar[bool] = False
    wrong: ClassVar[bool] = False
    guarded: ClassVar[bool] = False
    secured: ClassVar[bool] = False
    mutual: ClassVar[bool] = False
    looked_up: ClassVar[bool] = False
    stopped: ClassVar[bool] = False
    refusable: ClassVar[bool] = False
    silence: ClassVar[str] = ""
    within: ClassVar[float] = math.inf
    pause: ClassVar[float] = 0.0
    dispensable: ClassVar[bool] = False
    unprompted: ClassVar[bool] = False
    early: ClassVar[bool] = False
    direct: ClassVar[bool] = False
    feeds: ClassVar[bool] = False

    @classmethod
    def always(cls) -> tuple[str, ...]:
        """All that an exchange of it is judged by unasked: that it is answered, its own, and that it is valid FHIR."""
        valid = "FHIR-01" if cls.endpoint == "fhir" else ""
        return tuple(one for one in (cls.answering, *cls.unasked, valid) if one)

    @property
    def unusual(self) -> bool:
        """Whether it is asked in a way that its standard does not name: who does not offer that lacks no operation."""
        return False

    @abstractmethod
    def call(self, source: Source) -> Call | MessageCall | SyslogCall:
        """The request, as `source` would send it, in the terms of its endpoint."""

    @abstractmethod
    def instruction(self) -> str:
        """What the person at the initiator's keyboard is asked to do, without the address."""

    @abstractmethod
    def task(self) -> dict[str, Any]:
        """The instruction for a machine: ``action`` and what it needs, as JSON values."""

    @abstractmethod
    def recognises(self, call: Any) -> bool:
        """Whether an arriving request (in the terms of its endpoint) is this transaction, whoever it is about."""

    def marks(self) -> tuple[str, ...]:
        """Texts of which at least one stands in a request that is meant; none where any request will do."""
        return ()

    def patient(self, call: Any) -> PatientOnTheWire | None:  # noqa: ARG002 - most show none
        """The patient that the request shows, where it shows one."""
        return None

    def following(self, body: bytes, content_type: str, base: str) -> Transaction | None:  # noqa: ARG002 - most end here
        """What goes on after this answer, for example the next page; `base` is where the responder lives."""
        return None


class OursAlone(Transaction):
    """One that no participant is asked for: the harness sends it. `what` it is stands in the evidence, in words."""

    @property
    @abstractmethod
    def what(self) -> str:
        """``a feed with no identifier``."""

    @override
    def instruction(self) -> str:
        return f"(the harness sends this one) {self.what}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "none"}
