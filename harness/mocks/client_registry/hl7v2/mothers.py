"""Who a patient's mother is: PID-6 and PID-21 as a RelatedPerson beside the Patient. Knows mothers, not feeds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from harness.messages.fhir import Resource
from harness.messages.hl7v2 import Message, Place
from harness.mocks.client_registry.hl7v2 import codes
from harness.mocks.client_registry.hl7v2.assigners import domain_of
from harness.mocks.client_registry.hl7v2.fields import is_null, values
from harness.mocks.client_registry.hl7v2.pid_read import names
from harness.mocks.client_registry.hl7v2.tongue import Tongue
from harness.mocks.search.query import Clause, Query, Token
from harness.mocks.store import Stored
from harness.openhie.domains import Domain


class Mothers(Tongue):
    """A mother is kept where more is known of her than her maiden name, which stands in the Patient itself."""

    def mother_identifiers(self, message: Message, pid: Place, own: Domain) -> list[Resource]:
        """PID-21, in the child's own domain where it names none. Raises Rejection."""
        found = values(message, replace(pid, field=21))
        told = [(domain_of(one, self.authorities) if one.get(4) or one.get(4, 2) else own, one.get()) for one in found]
        return [{"system": domain.uri, "value": value} for domain, value in told if value]

    def keep_mother(self, child: Stored, message: Message, pid: Place, identifiers: list[Resource]) -> None:
        """Keeps what the message says of the mother of `child`, beside what was known of her."""
        told = names(values(message, replace(pid, field=6)))
        named = [one for one in told if one.get("given")] or (told if identifiers else [])
        forgotten = is_null(message, replace(pid, field=21))
        if not (identifiers or named or forgotten):
            return
        before = next(iter(self.mothers_of(child)), None)
        known = before.resource if before else _mother_of(child)
        named = named or known.get("name") or self.names_of(identifiers)
        changes: Resource = {"name": named, **({"identifier": identifiers} if identifiers or forgotten else {})}
        resource = {name: one for name, one in {**known, **changes}.items() if one}
        self.store.replace(before, resource) if before else self.store.add(resource)

    def names_of(self, identifiers: list[Resource]) -> list[Resource]:
        """The names of whoever has one of `identifiers`, as far as she is registered here herself."""
        found = (one for each in identifiers for one in self.with_identifier(each["system"], each["value"]))
        return [name for one in found for name in one.resource.get("name", ()) if name.get("family")][:1]

    def mothers_of(self, child: Stored) -> list[Stored]:
        """The RelatedPerson records that say whose child `child` is."""
        pointing = self.store.table.of("RelatedPerson")["patient"]
        query = Query("RelatedPerson", (Clause(pointing, "", (f"Patient/{child.id}",)),), per_page=100)
        return [one for one in self.store.search(query).matches if is_mother(one.resource)]

    def children_of(self, system: str | None, value: str) -> Iterator[Stored]:
        """The patients whose mother has an identifier; in any domain where none is given."""
        by = self.store.table.of("RelatedPerson")["identifier"]
        query = Query("RelatedPerson", (Clause(by, "", (Token(system, value),)),), per_page=1000)
        for one in self.store.search(query).matches:
            child = self.store.read("Patient", str(one.resource.get("patient", {}).get("reference")).rpartition("/")[2])
            if is_mother(one.resource) and child is not None and not child.deleted:
                yield child


def is_mother(person: Resource) -> bool:
    """Whether a RelatedPerson says that it is a mother."""
    codings = (coding for one in person.get("relationship", ()) for coding in one.get("coding", ()))
    return any(coding.get("code") == codes.MOTHER for coding in codings)


def _mother_of(child: Stored) -> Resource:
    relationship = [{"coding": [{"system": codes.RELATIONSHIP, "code": codes.MOTHER}]}]
    patient = {"reference": f"Patient/{child.id}"}
    return {"resourceType": "RelatedPerson", "patient": patient, "relationship": relationship}
