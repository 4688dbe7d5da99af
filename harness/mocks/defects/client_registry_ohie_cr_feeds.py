"""Faults of a client registry that is fed over HL7 v2 (ITI-8; OHIE-CR cases 01 to 05)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from typing_extensions import override

from harness.messages.hl7v2 import Message, Place
from harness.messages.hl7v2.building import Part
from harness.mocks.client_registry.hl7v2.assigners import by_namespace
from harness.mocks.client_registry.hl7v2.feeds import Named
from harness.mocks.client_registry.hl7v2.fields import Rejection, Value, refused, values
from harness.mocks.client_registry.hl7v2.pid_written import identifier
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.store import Stored
from harness.openhie.domains import Domain

defect = partial(declare, mock="client-registry")


@defect(
    "takes-an-identifier-of-no-authority",
    breaks=["OHIE-CR-01", "8-02", "8-11a"],
    where="MSA-1",
    text="An identifier that does not say who issued it is taken for one of the first domain.",
)
class _TakesAnIdentifierOfNoAuthority(Registry):
    @override
    def authority_in(self, cx: Value) -> Domain:
        if not any(cx.get(4, number) for number in (1, 2, 3)):
            return self.authorities.domains[0]
        return super().authority_in(cx)


@defect(
    "does-not-know-authorities-by-their-oid",
    breaks=["OHIE-CR-02"],
    also=["8-03"],
    where="MSA-1",
    text="In a feed only the namespace of an assigning authority is looked at.",
)
class _DoesNotKnowAuthoritiesByTheirOid(Registry):
    @override
    def authority_in(self, cx: Value) -> Domain:
        if cx.get(4, 2) and not cx.get(4, 1):
            raise refused("204", cx.where.at(4), "The assigning authority is not known here")
        return super().authority_in(cx)


@defect(
    "does-not-complete-an-authority",
    breaks=["8-03"],
    where="PID-3.4.1",
    text="An identifier whose authority came as an OID alone is given back so.",
)
class _DoesNotCompleteAnAuthority(Registry):
    _by_oid: frozenset[str] = frozenset()

    @override
    def named(self, request: Message, cx: Value) -> Named:
        if cx.get(4, 2) and not cx.get(4, 1):
            self._by_oid |= {cx.get()}
        return super().named(request, cx)

    @override
    def cx(self, pair: tuple[str, str]) -> Part:
        domain = self.authorities.domain(pair[0])
        if pair[1] in self._by_oid and domain is not None:
            return identifier(pair[1], ("", domain.oid, "ISO"))
        return super().cx(pair)


@defect(
    "takes-any-authority",
    breaks=["OHIE-CR-03", "8-04a", "8-04b"],
    where="MSA-1",
    text="An assigning authority that is not known is taken for the first domain.",
)
class _TakesAnyAuthority(Registry):
    @override
    def authority_in(self, cx: Value) -> Domain:
        try:
            return super().authority_in(cx)
        except Rejection as rejection:
            if rejection.faults[0].code != "204":
                raise
            return self.authorities.domains[0]


@defect(
    "believes-the-namespace-alone",
    breaks=["8-04a"],
    where="MSA-1",
    text="Where an authority has a namespace, nobody looks at its OID.",
)
class _BelievesTheNamespaceAlone(Registry):
    @override
    def authority_in(self, cx: Value) -> Domain:
        return by_namespace(cx.get(4, 1), self.authorities) or super().authority_in(cx)


@defect(
    "lets-anybody-feed-any-domain",
    breaks=["OHIE-CR-04", "8-05"],
    where="MSA-1",
    text="Nobody looks whether the sender issues the identifiers that it feeds.",
)
class _LetsAnybodyFeedAnyDomain(Registry):
    @override
    def check_sender(self, request: Message, named: Sequence[Named]) -> None:
        pass

    @override
    def own_identifier(self, request: Message, named: Sequence[Named]) -> Named:
        return named[0]


@defect(
    "wants-a-name-of-every-newborn",
    breaks=["OHIE-CR-05", "8-06"],
    where="MSA-1",
    text="A newborn is registered only once it has a name.",
)
class _WantsANameOfEveryNewborn(Registry):
    @override
    def check_person(self, request: Message, pid: Place, before: Stored | None) -> None:
        if not request.get("PID-5.1"):
            raise refused("101", "PID-5", "PID-5 is missing")


@defect(
    "mints-an-identifier-where-none-came",
    breaks=["8-08a"],
    where="MSA-1",
    text="A feed without an identifier is taken in under one that the registry makes up.",
)
class _MintsAnIdentifierWhereNoneCame(Registry):
    @override
    def identifiers_in(self, request: Message, where: Place) -> list[Named]:
        own = self.domain_of_sender(request)
        if own is not None and not values(request, where):
            return [Named(own, self.control_id(), "", where)]
        return super().identifiers_in(request, where)


@defect(
    "takes-a-patient-of-whom-nothing-is-known",
    breaks=["8-08b"],
    where="MSA-1",
    text="A feed with an identifier and nothing else is taken in.",
)
class _TakesAPatientOfWhomNothingIsKnown(Registry):
    @override
    def check_person(self, request: Message, pid: Place, before: Stored | None) -> None:
        pass
