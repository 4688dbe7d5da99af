"""Answers cross-reference queries, ``Patient/$ihe-pix`` (ITI-83, IHE PIXm 2:3.83). Knows identifiers, not linking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from harness.mocks.client_registry.identities import Identities
from harness.mocks.client_registry.records import identifiers, is_in_use
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.rest.writing import parsed_body
from harness.mocks.store import Stored

Pair = tuple[str, str]


class CrossReferences(Identities):
    """The query side of a Patient Identifier Cross-reference Manager."""

    def cross_reference(self, request: Request) -> Answer:
        """By which other identifiers is this patient known?"""
        asked = self.pix_parameters(request)
        source = self.source_identifier([value for name, value in asked if name == "sourceIdentifier"])
        targets = self.targets([value for name, value in asked if name == "targetSystem" and value])
        self.check_source_domain(request, source)
        self.check_targets(targets)
        records = self.records_of(self.source_records(request, source))
        if not records:
            raise Refusal(404, "not-found", "sourceIdentifier Patient Identifier not found")
        parameters = self.references(request, source, targets, records)
        return Answer(200, {"resourceType": "Parameters", **({"parameter": parameters} if parameters else {})})

    def pix_parameters(self, request: Request) -> list[tuple[str, str]]:
        """Names and values, from the address, or from the Parameters in the body of a POST."""
        if request.method != "POST" or not request.body:
            return list(request.parameters)
        body = parsed_body(request)
        if body["resourceType"] != "Parameters":
            raise Refusal(400, "invalid", f"Parameters are wanted here, not {body['resourceType'][:60]}")
        inner = body.get("parameter", [])
        if not isinstance(inner, list):
            raise Refusal(400, "structure", "Parameters.parameter is a list")
        return [pair for one in inner if isinstance(one, dict) for pair in _pairs(one)]

    def source_identifier(self, given: Sequence[str]) -> Pair:
        """System and value of the one source identifier. Raises Refusal (400)."""
        if len(given) != 1:
            raise Refusal(400, "required", f"Exactly one sourceIdentifier is wanted, found {len(given)}")
        system, bar, value = given[0].partition("|")
        if not (system and bar and value):
            raise Refusal(400, "invalid", "A sourceIdentifier is system|value")
        return system, value

    def targets(self, given: Sequence[str]) -> list[str]:
        """The domains that are wanted, as they were asked for; none for all."""
        return list(given)

    def check_source_domain(self, request: Request, source: Pair) -> None:
        """400 for a source domain that is not served here."""
        if self.authorities.domain(source[0]) is None and source[0].rstrip("/") != request.base:
            raise Refusal(400, "code-invalid", "sourceIdentifier Assigning Authority not found")

    def check_targets(self, targets: Sequence[str]) -> None:
        """403 for a target domain that is not served here."""
        if any(self.authorities.domain(one) is None for one in targets):
            raise Refusal(403, "code-invalid", "targetSystem not found")

    def source_records(self, request: Request, source: Pair) -> list[Stored]:
        """The records in use that have the source identifier: a business identifier, or our URL of a Patient."""
        if source[0].rstrip("/") == request.base:
            stored = self.store.read("Patient", source[1].removeprefix("Patient/"))
            return [stored] if stored and not stored.deleted and is_in_use(stored.resource) else []
        return [one for one in self.with_identifier(*source) if is_in_use(one.resource)]

    def references(
        self, request: Request, source: Pair, targets: Sequence[str], records: Sequence[Stored]
    ) -> list[dict[str, Any]]:
        """The parameters of an answer: each identifier once, without the source's, and the records they stand in."""
        wanted = {self.authorities.canonical(one): one for one in targets}
        known: dict[Pair, dict[str, Any]] = {}
        reached: list[Stored] = []
        for record in records:
            pairs = [(self.authorities.canonical(system), value) for system, value in identifiers(record.resource)]
            pairs = [pair for pair in pairs if not wanted or pair[0] in wanted]
            known.update((pair, self.target_identifier(wanted.get(pair[0], pair[0]), pair[1])) for pair in pairs)
            reached += [record] if pairs else []
        if not self.gives_source_identifier():
            known.pop((self.authorities.canonical(source[0]), source[1]), None)
        urls = [f"{request.base}/Patient/{one.id}" for one in reached]
        return [*known.values(), *({"name": "targetId", "valueReference": {"reference": url}} for url in urls)]

    def gives_source_identifier(self) -> bool:
        """Whether the source identifier is in its own answer; PIXm leaves it out."""
        return False

    def target_identifier(self, system: str, value: str) -> dict[str, Any]:
        """One identifier of an answer, with the name of who issued it where that is known."""
        domain = self.authorities.domain(system)
        identifier: dict[str, Any] = {"system": system, "value": value}
        if domain and domain.namespace:
            identifier["assigner"] = {"display": domain.namespace}
        return {"name": "targetIdentifier", "valueIdentifier": identifier}


def _pairs(parameter: dict[str, Any]) -> Iterator[Pair]:
    """A parameter of a body as the name and value it would have in an address."""
    for name in ("valueString", "valueUri"):
        if isinstance(parameter.get(name), str):
            yield str(parameter.get("name")), parameter[name]
    identifier = parameter.get("valueIdentifier")
    if isinstance(identifier, dict):
        yield str(parameter.get("name")), f"{identifier.get('system', '')}|{identifier.get('value', '')}"
