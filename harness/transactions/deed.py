"""What has to be audited of an exchange (ITI-20, TF-2 3.20 and each transaction's own table). Knows calls, no wire."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import unquote

from harness.messages.audit import Code
from harness.transactions.hl7v2_message import MessageCall, identifiers_in
from harness.transactions.patient_identity_feed import shown_patient
from harness.transactions.person import Identifier
from harness.transactions.transaction import Call

Side = Literal["source", "destination"]
"""Which end of an exchange tells of it: who asked, or who answered."""

QUERY = Code("110112", "DCM", "Query")
RECORD = Code("110110", "DCM", "Patient Record")
AUDITED: Mapping[str, tuple[Code, str]] = {
    "ITI-8": (RECORD, "Patient Identity Feed"),
    "ITI-9": (QUERY, "PIX Query"),
    "ITI-21": (QUERY, "Patient Demographics Query"),
    "ITI-30": (RECORD, "Patient Identity Management"),
    "ITI-78": (QUERY, "Mobile Patient Demographics Query"),
    "ITI-83": (QUERY, "Mobile Patient Identifier Cross-reference Query"),
    "ITI-104": (RECORD, "Patient Identity Feed FHIR"),
    "ITI-119": (QUERY, "Patient Demographics Match"),
}
"""The EventID of each transaction that is audited, and its title."""

SHORTEST = 6
"""Letters of a word that tells one exchange from another."""

_NEVER = datetime.fromtimestamp(0, UTC)
_NEW = ("A01", "A04", "A05", "A28")


@dataclass(frozen=True, slots=True)
class Deed:
    """An exchange that took place: what was asked, and what came of it.

    `status` is the HTTP status or MSA-1, empty where there was no answer. `caller` and `host` are the network addresses
    of the two ends.
    """

    transaction: str
    call: Call | MessageCall
    status: str = ""
    at: datetime = _NEVER
    caller: str = ""
    host: str = ""

    @property
    def is_audited(self) -> bool:
        """Whether anybody has to tell of it."""
        return self.transaction in AUDITED

    @property
    def is_query(self) -> bool:
        """Whether it changed nothing."""
        return AUDITED[self.transaction][0] is QUERY

    @property
    def outcome(self) -> str:
        """0 where it went well, 4 where it was refused, 8 where the other side broke down or was not there."""
        if self.status in ("AA", "CA") or self.status.startswith(("2", "3")):
            return "0"
        return "4" if self.status in ("AE", "CE") or self.status.startswith("4") else "8"

    def action(self, side: Side) -> str:
        """E for a query; R for a source of HL7 v2, which reads its own record; else what became of it: C, U, D."""
        if self.is_query:
            return "E"
        if isinstance(self.call, MessageCall):
            return "R" if side == "source" else "C" if self.call.kind[1] in _NEW else "U"
        return "D" if self.call.method == "DELETE" else "C" if self.status == "201" else "U"

    @property
    def patients(self) -> tuple[Identifier, ...]:
        """The patients whom it names by an identifier."""
        if isinstance(self.call, MessageCall):
            found = [one for where in ("PID-3", "QPD-3") for one in self._identifiers(where)]
            return tuple(dict.fromkeys(found))
        named = [value for name, value in self.call.parameters if name in ("identifier", "sourceIdentifier")]
        tokens = [Identifier(*value.split("|", 1)) for value in named if "|" in value and not value.endswith("|")]
        shown = shown_patient(self.call) if self.transaction == "ITI-104" else None
        wanted = tokens if self.transaction in ("ITI-104", "ITI-83") else []
        return tuple(dict.fromkeys((*wanted, *(shown.identifiers if shown else ()))))

    def _identifiers(self, where: str) -> tuple[Identifier, ...]:
        assert isinstance(self.call, MessageCall)
        segment = where[:3]
        if not self.call.message.all(segment) or (segment == "QPD" and self.transaction != "ITI-9"):
            return ()
        return identifiers_in(self.call.message, where)

    @property
    def question(self) -> bytes:
        """What was asked, in its own words: an address with its parameters, a body, or a QPD segment."""
        if isinstance(self.call, MessageCall):
            message = self.call.message
            return b"\r".join(one.text(message.separators).encode() for one in message.all("QPD"))
        return self.call.body or self.call.path.encode()

    @property
    def marks(self) -> tuple[str, ...]:
        """Words by which an event about this exchange is told from others; none where it has none of its own."""
        return tuple(dict.fromkeys(one for one in self._words() if len(one) >= SHORTEST))

    def is_repeated_by(self, call: Call | MessageCall) -> bool:
        """Whether `call` is the same exchange sent again, whatever control id (MSH-10) it has."""
        return transaction_of(call) == self.transaction and any(stands(one, call.words) for one in self.marks)

    def _words(self) -> Iterator[str]:
        if not self.is_query:
            yield from (one.value for one in self.patients)
        elif isinstance(self.call, MessageCall):
            yield self.call.message.get("QPD-2")
        elif self.call.body and self.transaction == "ITI-119":
            yield from (one for one in self.call.words.split("\n")[1:] if not re.match("https?:|urn:", one))
        else:
            yield from (value.rpartition("|")[2] for _, value in self.call.parameters)
            yield from (one for one in unquote(self.call.route).split("/")[1:] if one[:1] not in ("$", "_"))


def stands(word: str, said: str) -> bool:
    """Whether `word` stands there on its own."""
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", said) is not None


def transaction_of(call: Call | MessageCall) -> str:
    """Which audited transaction a request to a client registry is (``ITI-78``); empty for what is none."""
    if isinstance(call, MessageCall):
        code, event = call.kind
        if code == "ADT":
            return "ITI-30" if call.message.get("MSH-12") >= "2.5" else "ITI-8"
        return {"Q23": "ITI-9", "Q22": "ITI-21"}.get(event, "") if code == "QBP" else ""
    kind, _, name = call.route.partition("/")
    if kind != "Patient":
        return ""
    if name in ("$match", "$ihe-pix"):
        return "ITI-119" if name == "$match" else "ITI-83"
    asks = call.method in ("GET", "HEAD") or name == "_search"
    return "ITI-78" if asks else "ITI-104"
