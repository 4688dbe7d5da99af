"""ITI-91 Request Care Services Updates (IHE mCSD 2:3.91): the history of a type, page by page. Sends nothing itself."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from typing_extensions import override

from harness.messages.fhir import JSON
from harness.transactions.care_services_query import KINDS, PROFILES, plural
from harness.transactions.fhir_search import FollowingPage, next_page
from harness.transactions.transaction import Call, Source, Transaction

HISTORY = "_history"


class _Updates(Transaction):
    id: ClassVar[str] = "ITI-91"
    title: ClassVar[str] = "Request Care Services Updates"
    initiator_role: ClassVar[str] = "update_client"
    responder_role: ClassVar[str] = "directory"
    answering: ClassVar[str] = "91-06"
    unasked: ClassVar[tuple[str, ...]] = PROFILES
    early: ClassVar[bool] = True
    direct: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class CareServicesUpdates(_Updates):
    """What happened to resources of `kind` since the instant `since`, or ever; `count` entries a page at most.

    Every ``next`` link is followed.
    """

    unasked: ClassVar[tuple[str, ...]] = ("91-09", *PROFILES)
    shape: ClassVar[str] = "GET [base]/[Resource]/_history?_since=…"

    kind: str
    since: str = ""
    count: int = 0
    accept: str = JSON

    @override
    def call(self, source: Source) -> Call:
        asked = [("_since", self.since), ("_count", str(self.count or ""))]
        query = urlencode([(name, value) for name, value in asked if value], quote_via=quote)
        return Call("GET", f"{self.kind}/{HISTORY}{'?' if query else ''}{query}", (("Accept", self.accept),))

    @override
    def instruction(self) -> str:
        since = f" since it last did, or since {self.since}" if self.since else ""
        return f"Have it ask for all {plural(self.kind)} that were added, changed or removed{since}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "ask for updates", "kind": self.kind, "since": self.since}

    @override
    def recognises(self, call: Call) -> bool:
        searches = call.route == self.kind and "_lastUpdated" in dict(call.parameters)  # it means to, at least
        return call.method == "GET" and (searches or call.route == f"{self.kind}/{HISTORY}")

    @override
    def following(self, body: bytes, content_type: str, base: str) -> Transaction | None:
        path = next_page(body, content_type, base)
        return NextCareServicesUpdates(path, self.accept) if path else None


@dataclass(frozen=True, slots=True)
class NextCareServicesUpdates(FollowingPage, _Updates):
    """The next page of a history. Nobody is asked for it: who asks for updates goes on by itself."""

    unprompted: ClassVar[bool] = True
    silence: ClassVar[str] = "91-10"
    within: ClassVar[float] = 5.0

    @override
    def instruction(self) -> str:
        return "(it goes on to the next page by itself)"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "none"}


@dataclass(frozen=True, slots=True)
class FaultyCareServicesUpdates(CareServicesUpdates):
    """A request for updates since what is no instant."""

    wrong: ClassVar[bool] = True
    unasked: ClassVar[tuple[str, ...]] = ()


def kind_asked_for(path: str) -> str:
    """The resource type whose history is asked for at `path`; "" where none is."""
    steps = path.partition("?")[0].strip("/").split("/")
    return next((kind for kind, after in itertools.pairwise(steps) if after == HISTORY and kind in KINDS), "")
