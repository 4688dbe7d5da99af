"""Batches and transactions (FHIR R4 3.1.0.11): a batch does what it can, a transaction all or nothing."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from harness.messages.fhir import Resource
from harness.mocks.rest.addresses import if_none_exist, parsed_parameters
from harness.mocks.rest.entries import METHODS, Entry, entries_of, entry_of, pointing, told
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.rest.writing import Writing, parsed_body, several

MOST_ENTRIES = 5000
"""Entries that a Bundle may ask for."""
MOST_FOUND = 5000
"""Resources that all the entries of a Bundle may find together."""

_CONDITIONAL = re.compile(r"(?P<type>[A-Z][A-Za-z]+)\?(?P<query>.+)")


class Several(Writing):
    """Carries out Bundles, each entry as the request that it is."""

    def several(self, request: Request) -> Answer:
        """``POST`` of a Bundle to the base. Raises Refusal (405) for a kind that is not declared."""
        if not {"batch", "transaction"} & set(self.everywhere):
            raise Refusal(405, "not-supported", "A batch or a transaction is not supported here")
        bundle = parsed_body(request)
        entries, kind = entries_of(bundle), str(bundle["type"])
        if kind not in self.everywhere:
            raise Refusal(405, "not-supported", f"A {kind} is not supported here, only a {', '.join(self.everywhere)}")
        if len(entries) > MOST_ENTRIES:
            raise Refusal(413, "too-costly", f"A Bundle has at most {MOST_ENTRIES:,} entries here")
        answers = self.transaction(request, entries) if kind == "transaction" else self.batch(request, entries)
        made: Resource = {"resourceType": "Bundle", "type": f"{kind}-response"}
        return Answer(200, {**made, "entry": answers} if answers else made)

    def batch(self, request: Request, entries: Sequence[Any]) -> list[dict[str, Any]]:
        """Every entry by itself; what fails is told beside what does not."""
        answers, budget = [], _Budget()
        for place, entry in enumerate(entries):
            try:
                budget.check()
                answer = budget.spent(self.carried_out(self.entry(request, entry, place).request))
            except Refusal as refusal:
                answer = Answer(refusal.status, refusal.outcome)
            answers.append(told(answer, request.base))
        return answers

    def transaction(self, request: Request, entries: Sequence[Any]) -> list[dict[str, Any]]:
        """All entries, in the order that the standard gives their methods. Raises Refusal, and nothing is kept."""
        found, budget = dict[int, dict[str, Any]](), _Budget()
        with self.store.transaction():
            asked = [self.entry(request, entry, place) for place, entry in enumerate(entries)]
            for entry in self.joined(sorted(asked, key=lambda one: METHODS.index(one.request.method))):
                try:
                    budget.check()
                    found[entry.place] = told(budget.spent(self.carried_out(entry.request)), request.base)
                except Refusal as refusal:
                    raise _at(entry.place, refusal) from None
        return [answer for _, answer in sorted(found.items())]

    def entry(self, request: Request, entry: Any, place: int) -> Entry:
        """What an entry asks for. Raises Refusal."""
        return entry_of(entry, place, request, types=self.types, operations=self.operations)

    def carried_out(self, request: Request) -> Answer:
        """The answer to an entry. Raises Refusal."""
        self.admit(request)
        return self.perform(request)

    def joined(self, entries: Sequence[Entry]) -> Iterator[Entry]:
        """`entries`, each with its resource named, and with references that lead to the others.

        What is deleted is gone before anybody looks for a name.
        """
        going = [one for one in entries if one.request.method == "DELETE"]
        yield from going
        named = [self.with_id(one) for one in entries[len(going) :]]
        names = {one.url: _name(one.request) for one in named if one.is_named}
        written = [_name(one.request) for one in named if one.is_named or one.request.method in ("POST", "PUT")]
        if twice := {one for one, times in Counter(written).items() if one and times > 1}:
            raise Refusal(400, "duplicate", f"Two entries are about {min(twice)}")
        coming = frozenset(filter(None, written))
        for one in named:
            resource = self.found_by_search(pointing(one.request.resource, names), one.request, coming)
            yield replace(one, request=replace(one.request, resource=resource, beside=coming))

    def with_id(self, entry: Entry) -> Entry:
        """`entry` with the id that its resource has, or is to have. Raises Refusal (412) where it is not clear."""
        request = entry.request
        if request.interaction not in ("create", "conditional-update"):
            return entry
        criteria = if_none_exist(request) if request.interaction == "create" else request.parameters
        matches = [] if criteria is None else self.matching(request, criteria)
        if len(matches) > 1:
            raise _at(entry.place, several(matches))
        target = (matches[0].id if matches else str(uuid.uuid4()),)
        return replace(entry, request=replace(request, target=target))

    def found_by_search(self, resource: Any, request: Request, coming: frozenset[str]) -> Any:
        """`resource` with references that are searches (``Patient?identifier=…``) made what they find (3.1.0.11.3)."""
        if isinstance(resource, list):
            return [self.found_by_search(one, request, coming) for one in resource]
        if not isinstance(resource, dict):
            return resource
        walked = {name: self.found_by_search(one, request, coming) for name, one in resource.items()}
        reference = resource.get("reference")
        asked = _CONDITIONAL.fullmatch(reference) if isinstance(reference, str) else None
        if asked and asked["type"] in self.types:
            criteria = parsed_parameters(asked["query"].encode("utf-8"))
            matches = self.matching(replace(request, type=asked["type"]), criteria)
            if len(matches) != 1:
                raise Refusal(412, "multiple-matches", f"{str(reference)[:200]!r} does not find one")
            walked["reference"] = f"{matches[0].type}/{matches[0].id}"
        return walked


class _Budget:
    """What the entries of one Bundle may still find."""

    def __init__(self) -> None:
        self._left = MOST_FOUND

    def check(self) -> None:
        """Raises Refusal (422) where nothing is left."""
        if self._left <= 0:
            raise Refusal(422, "too-costly", f"The entries of a Bundle find at most {MOST_FOUND:,} resources together")

    def spent(self, answer: Answer) -> Answer:
        """`answer`, counted."""
        self._left -= len((answer.resource or {}).get("entry", ()))
        return answer


def _name(request: Request) -> str:
    return f"{request.type}/{request.target[0]}" if request.target else ""


def _at(place: int, refusal: Refusal) -> Refusal:
    """`refusal`, which says which entry it is about."""
    for issue in refusal.outcome["issue"]:
        issue["expression"] = [f"Bundle.entry[{place}]", *issue.get("expression", ())][:1]
        issue["diagnostics"] = f"Bundle.entry[{place}]: {issue.get('diagnostics', '')}"
    return refusal
