"""Takes in identity feeds (ITI-8 A01, A04, A05, A08; ITI-30 A28, A31). Knows whose identifiers, not who is linked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from harness.messages.fhir import Resource
from harness.messages.hl7v2 import Message, Place
from harness.mocks.client_registry.hl7v2 import codes
from harness.mocks.client_registry.hl7v2.assigners import domain_of
from harness.mocks.client_registry.hl7v2.fields import Value, refused, values
from harness.mocks.client_registry.hl7v2.mothers import Mothers
from harness.mocks.client_registry.hl7v2.notifications import Notifications
from harness.mocks.client_registry.hl7v2.pid_read import with_fields
from harness.mocks.client_registry.records import is_in_use, is_subsumed
from harness.mocks.store import Stored
from harness.openhie.domains import Domain

SSN = "SS"
"""The type of a social security number (table 0203)."""

GROWN_UP = 18
"""Years; whoever is older has a name."""


@dataclass(frozen=True, slots=True)
class Named:
    """An identifier of a message: its served domain, its value, its type (table 0203), and where it stands."""

    domain: Domain
    value: str
    type: str
    where: Place

    @property
    def resource(self) -> Resource:
        """As Identifier."""
        found: Resource = {"system": self.domain.uri, "value": self.value}
        coding = [{"system": codes.IDENTIFIER_TYPE, "code": self.type}]
        return {"type": {"coding": coding}, **found} if self.type else found


class Feeds(Mothers, Notifications):
    """A record belongs to the source whose identifier stands first in it; others mention theirs beside it."""

    def feed(self, request: Message) -> Message:
        """A01, A04, A05, A08, A28, A31: registers a patient, or updates the one who is there."""
        with self.store.transaction():
            self.take_in(request, Place("PID"))
        return self.acknowledged(request, "AA")

    def take_in(self, request: Message, pid: Place) -> Stored:
        """Keeps what the PID says. Raises Rejection, and nothing is kept then."""
        self.check_segment(request, pid)
        named = self.identifiers_in(request, replace(pid, field=3))
        self.check_sender(request, named)
        self.check_required(named, pid)
        own = self.own_identifier(request, named)
        before = self.record_of(own)
        mother = self.mother_identifiers(request, pid, own.domain)
        self.check_person(request, pid, before)
        with self.noticing(before) as touched:
            stored = self.write(self.fed(before, request, pid, own, named), before)
            touched.append(stored)
            self.keep_mother(stored, request, pid, mother)
        return stored

    def fed(self, before: Stored | None, request: Message, pid: Place, own: Named, named: Sequence[Named]) -> Resource:
        """The record after a feed."""
        known = before.resource if before else {"resourceType": "Patient", "active": True}
        patient = {**known, "identifier": self.identifiers_after(known, [own, *named])}
        return self.with_ssn(with_fields(patient, request, pid), request, pid)

    def write(self, patient: Resource, before: Stored | None) -> Stored:
        """Stores a record."""
        return self.store.replace(before, patient) if before else self.store.add(patient)

    def check_segment(self, request: Message, pid: Place) -> None:
        """There is a PID at all."""
        if not request.places(pid.segment) or pid.occurrence > len(request.all(pid.segment)):
            raise refused("100", pid, f"The segment {pid} is missing")

    def identifiers_in(self, request: Message, where: Place) -> list[Named]:
        """The identifiers in a field, one at least. Raises Rejection."""
        found = values(request, where)
        if not found:
            raise refused("101", where, f"{where} is missing")
        return [self.named(request, one) for one in found]

    def named(self, request: Message, cx: Value) -> Named:
        """One identifier. Raises Rejection: 101 for a part that is missing, 204 for an authority that is not known."""
        if not cx.get():
            raise refused("101", cx.where.at(1), "The identifier is missing")
        own = self.domain_of_sender(request)
        unsaid = not any(cx.get(4, number) for number in (1, 2, 3))
        completed = unsaid and self.rules.speech.completes_authority and own is not None
        domain = own if completed and own else self.authority_in(cx)
        return Named(domain, cx.get(), cx.get(5), cx.where)

    def authority_in(self, cx: Value) -> Domain:
        """The domain that a CX names. Raises Rejection."""
        return domain_of(cx, self.authorities)

    def domain_of_sender(self, request: Message) -> Domain | None:
        """The domain whose identifiers the sender assigns."""
        return next((one for one in self.authorities.domains if one.application and feeds(request, one)), None)

    def check_sender(self, request: Message, named: Sequence[Named]) -> None:
        """Who assigns in a domain feeds it; others mention what they know beside an identifier of their own.

        What they know is a national identifier, or one that was registered before.
        """
        own = [one for one in named if feeds(request, one.domain)]
        for one in named:
            known = one.domain.uri in self.rules.national or self.is_known(one)
            if one not in own and not (own and known):
                who = request.get("MSH-3")[:40] or "an unnamed sender"
                place = one.domain.namespace or one.domain.uri
                raise refused("204", one.where.at(4), f"{one.domain.application} assigns in {place}, not {who}")

    def check_required(self, named: Sequence[Named], pid: Place) -> None:
        """Where patients have to be known in certain domains, they are."""
        for uri in sorted(self.rules.required - {one.domain.uri for one in named}):
            raise refused("101", replace(pid, field=3), f"An identifier of {uri} is missing")

    def is_known(self, one: Named) -> bool:
        """Whether somebody in use has the identifier."""
        return any(is_in_use(each.resource) for each in self.with_identifier(one.domain.uri, one.value))

    def own_identifier(self, request: Message, named: Sequence[Named]) -> Named:
        """The one that the record is known by: the first of the sender's own."""
        return next(one for one in named if feeds(request, one.domain))

    def record_of(self, own: Named) -> Stored | None:
        """The record of an identifier, None where there is none yet. Raises Rejection for one that was replaced."""
        found = self.with_identifier(own.domain.uri, own.value)
        mine = [one for one in found if self.leads(one, own.domain)]
        if not mine:
            return None
        living = [one for one in mine if not is_subsumed(one.resource)]
        if not living:
            raise refused("204", own.where.at(1), f"{own.value} was replaced; it is not taken up again")
        return living[0]

    def leads(self, record: Stored, domain: Domain) -> bool:
        """Whether a record belongs to the source that feeds `domain`."""
        first: Resource = next(iter(record.resource.get("identifier", ())), {})
        return self.authorities.canonical(first.get("system", "")) == domain.uri

    def identifiers_after(self, known: Resource, named: Sequence[Named]) -> list[Resource]:
        """Those that were known, and those of the message that were not."""
        found = list(known.get("identifier", ()))
        for one in named:
            have = {(self.authorities.canonical(each.get("system", "")), each.get("value")) for each in found}
            if (one.domain.uri, one.value) not in have:
                found.append(one.resource)
        return found

    def check_person(self, request: Message, pid: Place, before: Stored | None) -> None:
        """A name; a newborn, whose sex and birth date are known, may have none yet (OHIE-CR-05)."""
        named = any(one.get() or one.get(2) for one in values(request, replace(pid, field=5)))
        if not named and before is None and not self.is_child(request, pid):
            raise refused("101", replace(pid, field=5), f"{replace(pid, field=5)} is missing")

    def is_child(self, request: Message, pid: Place) -> bool:
        """Whether sex and birth date are known, and the birth date is one of a child."""
        sex, born = (request.get(replace(pid, field=field)).strip() for field in (8, 7))
        youngest = datetime.now(UTC).year - GROWN_UP
        return bool(sex) and born[:4].isascii() and born[:4].isdigit() and int(born[:4]) >= youngest

    def with_ssn(self, patient: Resource, request: Message, pid: Place) -> Resource:
        """PID-19 as an identifier of the domain that the configuration gives it, in the place of an earlier one."""
        where = replace(pid, field=19)
        domain = self.authorities.domain(self.rules.ssn) if self.rules.ssn else None
        if not request.get(where).strip() or domain is None:
            return patient
        kept = {**patient, "identifier": [one for one in patient["identifier"] if not _is_ssn(one)]}
        found = [Named(domain, one.get(), SSN, where) for one in values(request, where) if one.get()]
        return {**kept, "identifier": self.identifiers_after(kept, found[:1])}


def _is_ssn(identifier: Resource) -> bool:
    codings = identifier.get("type", {}).get("coding", ())
    return any(one.get("code") == SSN for one in codings)


def feeds(request: Message, domain: Domain) -> bool:
    """Whether whoever sent `request` may assign identifiers in `domain`."""
    if not domain.application:
        return True
    sender = (request.get("MSH-3").strip(), request.get("MSH-4").strip())
    return sender[0] == domain.application and (not domain.facility or sender[1] == domain.facility)
