"""ITI-104 Patient Identity Feed FHIR (IHE PIXm 2:3.104): add, revise, resolve duplicate, remove. Sends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar, Literal
from urllib.parse import quote

from typing_extensions import override

from harness.errors import MalformedMessage
from harness.messages import fhir
from harness.messages.fhir import JSON, Resource
from harness.openhie.domains import Domain
from harness.transactions.patient_resource import patient_resource
from harness.transactions.person import Identifier, PatientOnTheWire, Person
from harness.transactions.transaction import Call, OursAlone, Source, Transaction, tagged


def conditional(identifier: Identifier) -> str:
    """The conditional reference that a feed is addressed to: ``Patient?identifier=system|value``, escaped."""
    return f"Patient?identifier={quote(identifier.token, safe='')}"


def shown_patient(call: Call) -> PatientOnTheWire | None:
    """The Patient in a feed, known by the identifier in the request's address, or by her first one."""
    try:
        resource = fhir.read(call.body, call.header("content-type") or JSON)
    except MalformedMessage:
        return None
    token = next((value for name, value in call.parameters if name == "identifier"), "")
    system, _, value = token.partition("|")
    shown = PatientOnTheWire(resource, Identifier(system, value))
    return shown if value else PatientOnTheWire(resource, next(iter(shown.identifiers), Identifier("", "")))


class _Feed(Transaction):
    id: ClassVar[str] = "ITI-104"
    title: ClassVar[str] = "Patient Identity Feed FHIR"
    initiator_role: ClassVar[str] = "patient_identity_source"
    responder_role: ClassVar[str] = "patient_identifier_cross_reference_manager"
    answering: ClassVar[str] = "104-10"
    shape: ClassVar[str] = "PUT [base]/Patient?identifier=system|value with the Patient"
    writes: ClassVar[bool] = True

    @override
    def recognises(self, call: Call) -> bool:
        kind, _, name = call.route.partition("/")
        creates, updates = call.method == "POST" and not name, call.method == "PUT" and not name.startswith(("$", "_"))
        return kind == "Patient" and bool(call.body) and (creates or updates)  # neither $match nor _search

    @override
    def patient(self, call: Call) -> PatientOnTheWire | None:
        return shown_patient(call)


@dataclass(frozen=True, slots=True)
class PatientIdentityFeed(_Feed):
    """Add or revise a patient: a conditional update by the source's own identifier.

    `also` are further domains that she is known in; `by_oid` names every domain by its OID.
    """

    feeds: ClassVar[bool] = True
    unasked: ClassVar[tuple[str, ...]] = ("104-11",)

    person: Person
    also: Sequence[Domain] = ()
    content_type: str = JSON
    by_oid: bool = False

    @override
    def call(self, source: Source) -> Call:
        domains = (source.domain, *self.also)
        identifiers = [source.identifier_of(self.person, domain) for domain in domains]
        if self.by_oid:
            pairs = zip(identifiers, domains, strict=True)
            identifiers = [Identifier(f"urn:oid:{domain.oid}", one.value) for one, domain in pairs]
        known = source.also_known(self.person, identifiers)
        resource = patient_resource(self.person, known, tags=source.tags)
        return _put(identifiers[0], resource, self.content_type)

    @override
    def instruction(self) -> str:
        do = "Register this patient, unless you have her already"
        if self.person.formerly:
            do = f"Correct the record of {self.person.formerly}"
        also = "".join(f" (if you keep foreign numbers: with one of {domain.uri} too)" for domain in self.also)
        by_oid = " (if you can: name your own domain by its OID, urn:oid:…)" if self.by_oid else ""
        return f"{do}, and send her identity feed: {self.person.in_words}{also}{by_oid}"

    @override
    def task(self) -> dict[str, Any]:
        also = [domain.uri for domain in self.also]
        told = {"person": as_task(self.person), "also": also, "by_oid": self.by_oid}
        return {"action": "feed", "content_type": self.content_type, **told}

    @override
    def marks(self) -> tuple[str, ...]:
        return (self.person.family, self.person.mothers_maiden_name)


class OnePersonTwice(Transaction):
    """Word that two records are one person, over any protocol: `subsumed` is replaced by `survivor`."""

    deed: ClassVar[str] = "resolve the duplicate"
    """What the person at the keyboard does about it."""

    subsumed: PatientOnTheWire
    survivor: PatientOnTheWire

    @override
    def instruction(self) -> str:
        return (
            f"The records {self.subsumed.identifier.value} and {self.survivor.identifier.value} are the same person: "
            f"{self.deed}, {self.survivor.identifier.value} survives"
        )

    @override
    def task(self) -> dict[str, Any]:
        return {
            "action": "resolve duplicate",
            "subsumed": self.subsumed.identifier.token,
            "survivor": self.survivor.identifier.token,
        }

    @override
    def marks(self) -> tuple[str, ...]:
        return (self.subsumed.identifier.value,)


@dataclass(frozen=True, slots=True)
class ResolveDuplicate(OnePersonTwice, _Feed):
    """Two records are one person: the `subsumed` one is replaced by the `survivor` (2:3.104.4.3)."""

    unasked: ClassVar[tuple[str, ...]] = ("104-11",)

    subsumed: PatientOnTheWire
    survivor: PatientOnTheWire

    @override
    def call(self, source: Source) -> Call:
        resource: Resource = {
            **{key: value for key, value in self.subsumed.resource.items() if key not in ("id", "meta")},
            **tagged(source),
            "active": False,
            "link": [{"other": {"identifier": _as_resource(self.survivor.identifier)}, "type": "replaced-by"}],
        }
        return _put(self.subsumed.identifier, resource)

    @override
    def recognises(self, call: Call) -> bool:
        shown = shown_patient(call)
        about = shown.identifier.value if shown else ""
        return _Feed.recognises(self, call) and about in ("", self.subsumed.identifier.value)  # not the survivor's own


@dataclass(frozen=True, slots=True)
class ResolveDuplicateAcrossDomains(ResolveDuplicate):
    """Names a survivor of another domain, `domain`, as the source of this one must not."""

    wrong: ClassVar[bool] = True

    domain: Domain | None = None

    @override
    def call(self, source: Source) -> Call:
        assert self.domain is not None
        elsewhere = Identifier(self.domain.uri, self.survivor.identifier.value)
        return ResolveDuplicate(self.subsumed, PatientOnTheWire(self.survivor.resource, elsewhere)).call(source)


@dataclass(frozen=True, slots=True)
class RemovePatient(_Feed):
    """Remove Patient option (2:3.104.4.4): a conditional delete by the source's identifier."""

    option: ClassVar[str] = "remove-patient"
    shape: ClassVar[str] = "DELETE [base]/Patient?identifier=system|value"

    identifier: Identifier

    @override
    def call(self, source: Source) -> Call:
        return Call("DELETE", conditional(self.identifier))

    @override
    def instruction(self) -> str:
        return f"Remove the patient {self.identifier.value} from your index, so that the client registry is told"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "remove", "identifier": self.identifier.token}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "DELETE" and call.route.split("/")[0] == "Patient"

    @override
    def marks(self) -> tuple[str, ...]:
        return (self.identifier.value,)

    @override
    def patient(self, call: Call) -> PatientOnTheWire | None:
        return None


Fault = Literal[
    "no identifier",
    "no name",
    "no identifier system",
    "unknown domain",
    "domain of another source",
    "unknown reference",
]


@dataclass(frozen=True, slots=True)
class FaultyPatientIdentityFeed(OursAlone, _Feed):
    """A feed with one named fault and nothing else wrong: what a client registry has to refuse.

    `domain` is the one to use where the fault is its domain. The conditional address names a right identifier wherever
    the fault allows it.
    """

    wrong: ClassVar[bool] = True

    person: Person
    fault: Fault
    domain: Domain | None = None

    @override
    def call(self, source: Source) -> Call:
        identifier = source.identifier_of(self.person, self.domain or source.domain)
        known = source.also_known(self.person, [identifier])
        resource = patient_resource(self.person, known, tags=source.tags)
        if self.fault == "no identifier":
            del resource["identifier"]
        elif self.fault == "no name":
            del resource["name"]
        elif self.fault == "no identifier system":
            del resource["identifier"][0]["system"]
        elif self.fault == "unknown reference":
            nobody = sha256(self.person.key.encode()).hexdigest()[:32]  # a key may hold what no FHIR id may
            resource["managingOrganization"] = {"reference": f"Organization/{nobody}"}
        return _put(identifier, resource)

    @property
    @override
    def what(self) -> str:
        return f"a feed with {self.fault}"


def as_task(person: Person) -> dict[str, str]:
    """A person as the JSON of an instruction."""
    return {
        "family": person.family,
        "given": person.given,
        "birth_date": person.birth_date,
        "gender": person.gender,
        "mothers_maiden_name": person.mothers_maiden_name,
        "phone": person.phone,
        "city": person.city,
        "country": person.country,
        "formerly": person.formerly,
    }


def _as_resource(identifier: Identifier) -> dict[str, str]:
    return {"system": identifier.system, "value": identifier.value}


def _put(identifier: Identifier, resource: Resource, content_type: str = JSON) -> Call:
    headers = (("Content-Type", content_type), ("Accept", content_type))
    return Call("PUT", conditional(identifier), headers, fhir.serialise(resource, content_type))
