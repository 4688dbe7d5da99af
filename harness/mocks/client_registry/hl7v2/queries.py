"""What all queries have in common (HL7 v2.5 5.4): the domains they want, the shape of the answer. Knows no patients."""

from __future__ import annotations

from collections.abc import Sequence

from harness.messages import hl7v2
from harness.messages.hl7v2 import Fault, Message, Place, Segment
from harness.messages.hl7v2.building import Part
from harness.mocks.client_registry.hl7v2.assigners import domain_of
from harness.mocks.client_registry.hl7v2.fields import Rejection, Value, refused, rewritten, values
from harness.mocks.client_registry.hl7v2.notifications import Notifications
from harness.openhie.domains import Domain

Pair = tuple[str, str]
TRANSACTIONS = {"RSP^K23^RSP_K23": "ITI-9", "RSP^K22^RSP_K21": "ITI-21"}
MODE, SIZE = "RCP-1", "RCP-2"


class Queries(Notifications):
    """A query that is refused has its own answer too, and not only an ACK."""

    def answered(
        self,
        request: Message,
        kind: str,
        status: str,
        segments: Sequence[Segment] = (),
        *,
        code: str = "AA",
        faults: Sequence[Fault] = (),
    ) -> Message:
        """RSP: MSH, MSA, ERR, QAK with `status`, the QPD as it came, and `segments`. `kind` is MSH-9."""
        answer = self.acknowledged(request, code, *faults).with_raw("MSH-9", kind)
        answer = answer.with_raw("MSH-21", f"{TRANSACTIONS[kind]}^IHE") if request.get("MSH-12") >= "2.5" else answer
        tag = request.exact("QPD-2")
        return answer.with_segments(hl7v2.segment("QAK", tag, status), self.echo(request), *segments)

    def echo(self, request: Message) -> Segment:
        """The QPD of the query, unchanged."""
        found = request.all("QPD")
        return rewritten(found[0], request.separators, request.charset.codec) if found else Segment(("QPD",))

    def check_query(self, request: Message) -> None:
        """There is a query, it can be told from others, and it is to be answered at once. Raises Rejection."""
        if not request.all("QPD"):
            raise refused("100", Place("QPD"), "The segment QPD is missing")
        for where in ("QPD-1", "QPD-2"):
            if not request.get(where):
                raise refused("101", where, f"{where} is missing")
        if request.get(MODE) not in ("", "I"):
            raise refused("103", MODE, f"Queries are answered at once (I), not {request.get(MODE)[:10]!r}")

    def wanted_domains(self, request: Message, where: str) -> list[Domain]:
        """The domains in a field of CX that have only their component 4. Raises Rejection with all that are unknown."""
        found: list[Domain] = []
        faults: list[Fault] = []
        for one in values(request, where):
            try:
                found.append(self.wanted_domain(one))
            except Rejection as rejection:
                faults += [Fault("204", one.where, fault.text) for fault in rejection.faults]
        if faults:
            raise Rejection("AE", *faults)
        return found

    def wanted_domain(self, cx: Value) -> Domain:
        """One domain that is wanted. Raises Rejection."""
        return domain_of(cx, self.authorities)

    def cx_list(self, pairs: Sequence[Pair]) -> list[Part]:
        """PID-3: each with its whole authority, those of one domain after another."""
        order = list(dict.fromkeys(system for system, _ in pairs))
        return [self.cx(pair) for pair in sorted(pairs, key=lambda one: order.index(one[0]))]
