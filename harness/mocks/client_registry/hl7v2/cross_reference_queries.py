"""Answers ITI-9, the PIX query (TF-2 3.9; QBP^Q23). Knows identifiers, not linking."""

from __future__ import annotations

from collections.abc import Sequence

from harness.messages.hl7v2 import Message, Segment
from harness.mocks.client_registry.hl7v2.assigners import domain_of
from harness.mocks.client_registry.hl7v2.fields import Rejection, refused, values
from harness.mocks.client_registry.hl7v2.pid_written import pid
from harness.mocks.client_registry.hl7v2.queries import Pair, Queries
from harness.mocks.client_registry.records import is_in_use
from harness.mocks.store import Stored
from harness.openhie.domains import Domain

ANSWER = "RSP^K23^RSP_K23"


class CrossReferenceQueries(Queries):
    """A Patient Identifier Cross-reference Manager's answers."""

    def identifiers_query(self, request: Message) -> Message:
        """By which other identifiers is this patient known?"""
        try:
            self.check_query(request)
            asked = self.asked_identifier(request)
            wanted = self.wanted_domains(request, "QPD-4")
            pairs = self.references_of(asked, wanted, self.known(asked))
        except Rejection as rejection:
            return self.answered(request, ANSWER, rejection.code, code=rejection.code, faults=rejection.faults)
        if not pairs:
            return self.answered(request, ANSWER, "NF")
        return self.answered(request, ANSWER, "OK", [self.reference_pid(pairs)])

    def asked_identifier(self, request: Message) -> Pair:
        """Domain and value in QPD-3. Raises Rejection at the component that is missing, or not known."""
        found = values(request, "QPD-3")
        if not found or not found[0].get():
            raise refused("101", "QPD-3[1].1", "The identifier is missing")
        try:
            return domain_of(found[0], self.authorities).uri, found[0].get()
        except Rejection as rejection:
            raise refused("204", "QPD-3[1].4", str(rejection)) from None

    def known(self, asked: Pair) -> list[Stored]:
        """The records of the person that was asked for. Raises Rejection for an identifier of nobody."""
        found = self.records_of(one for one in self.records_with(asked) if is_in_use(one.resource))
        if not found:
            raise refused("204", "QPD-3[1].1", f"{asked[1]} is not known here")
        return found

    def records_with(self, asked: Pair) -> list[Stored]:
        """The records that have an identifier themselves, in use or not."""
        return self.with_identifier(*asked)

    def references_of(self, asked: Pair, wanted: Sequence[Domain], records: Sequence[Stored]) -> list[Pair]:
        """The identifiers in `records`, in the domains that are wanted, without the one that was asked with."""
        systems = {one.uri for one in wanted}
        pairs = [one for one in self.pairs_of(records) if not systems or one[0] in systems]
        return [one for one in pairs if one != asked or self.rules.speech.repeats_queried]

    def reference_pid(self, pairs: Sequence[Pair]) -> Segment:
        """A PID with nothing but identifiers, and a name that says so (3.9.4.2.2.6)."""
        return pid(1, self.cx_list(pairs), {1: "", 5: ["", ("", "", "", "", "", "", "S")]})
