"""Whatever a participant sends, a check finds or passes: it never breaks, for that would be charged to us."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.checks import alerts, candidates, capabilities, cross_references, definitions, feeds, fhir, terminology
from harness.checks.check import NothingToJudge
from harness.errors import NonConformance
from harness.openhie.domains import Domain
from tests.checks.resources import MINE, OTHER
from tests.seen import OHIE, answer, request

NAMES = st.sampled_from(
    [
        *("resourceType", "type", "total", "entry", "resource", "search", "mode", "score", "fullUrl", "link", "name"),
        *("identifier", "system", "value", "active", "extension", "url", "valueCode", "issue", "severity", "code"),
        *("parameter", "valueIdentifier", "valueReference", "reference", "rest", "searchParam", "given", "family"),
        *("expansion", "contains", "display", "designation", "part", "valueCoding", "valueBoolean", "concept"),
        *("basedOn", "status", "recipient", "contained", "id"),
    ]
)
WORDS = st.sampled_from(
    [
        *("Bundle", "Patient", "OperationOutcome", "Parameters", "CapabilityStatement", "searchset", "match", OHIE),
        *("result", "match", "property", "value", "equivalence", "display", "ValueSet", "http://a", "a"),
        *("Communication", "CommunicationRequest"),
        *("include", "outcome", "targetIdentifier", "targetId", "server", "replaced-by", "error", "certain", "H1"),
    ]
)
VALUES = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)
RESOURCES = st.builds(
    lambda kind, rest: {**rest, "resourceType": kind},
    st.sampled_from(["Bundle", "Patient", "OperationOutcome", "Parameters", "CapabilityStatement", "ValueSet"]),
    st.dictionaries(NAMES, VALUES, max_size=6),
)
SEARCHSETS = st.builds(
    lambda entry: {"resourceType": "Bundle", "type": "searchset", "total": 1, "entry": entry}, VALUES
)
HERE = Domain(OHIE)

Check = Callable[..., None]
OF_ANSWERS: dict[Check, tuple[Any, ...]] = {
    alerts.finds_the_alert: ("CommunicationRequest/1",),
    alerts.tells_nothing: (),
    alerts.tells_nothing_of: ("CommunicationRequest/1",),
    alerts.tells_the_status: ("CommunicationRequest/1",),
    candidates.come_best_first: (),
    candidates.are_none: (),
    candidates.hold_no_error: (),
    candidates.hold_nobody_replaced: (MINE, OTHER),
    candidates.name_the_patient: (MINE,),
    partial(candidates.name_first, before=OTHER): (MINE,),
    capabilities.declare_r4: (),
    capabilities.declare_search: ("Patient", ["family"]),
    cross_references.leads_to_a_record: (),
    cross_references.leaves_out: (MINE,),
    cross_references.lists: ([MINE],),
    cross_references.lists_nothing: (),
    cross_references.lists_only_domains: (HERE,),
    definitions.finds: ("ValueSet", "http://a"),
    definitions.finds_nothing: ("ValueSet",),
    definitions.finds_only: ("ValueSet", "http://a"),
    definitions.is_whole: ({"resourceType": "ValueSet", "url": "http://a"},),
    definitions.leaves_out: ("ValueSet", "http://a"),
    definitions.names: ("http://a",),
    fhir.explains: (),
    fhir.has_value: ("Patient.name.family", "Achieng"),
    fhir.holds_at_most: (2,),
    fhir.includes: ("RelatedPerson",),
    fhir.is_inactive_or_gone: (),
    fhir.returns_identifiers_of: (HERE,),
    fhir.returns_only_the_patients: ([MINE],),
    fhir.returns_the_patient: (MINE,),
    partial(fhir.shows_nobody_replaced, living=answer(status=404)): (MINE, OTHER),
    partial(terminology.translates_to, system="http://a", equivalence="equal"): ("a",),
    terminology.counts_only: (2,),
    terminology.describes_each: (),
    terminology.displays: ("a", "A"),
    terminology.expands_to: (["a"],),
    terminology.gives: ("display", "A"),
    terminology.has_designation: ("A",),
    terminology.has_property: ("doses", 1),
    terminology.is_flat: (),
    terminology.says: (True,),
    terminology.shows_designation: ("a", "A"),
    terminology.tells_of_itself: (),
    terminology.translates_to_nothing: (),
}
OF_REQUESTS: dict[Check, dict[str, Any]] = {
    alerts.is_addressed_to: {"record": "Patient/1", "identifiers": [MINE]},
    alerts.is_whole: {},
    feeds.asks_by_demographics: {},
    feeds.asks_by_identifier: {},
    feeds.replaces: {"survivor": OTHER},
    feeds.updates_by_identifier: {"domain": HERE},
}


@settings(max_examples=80, deadline=None)
@given(RESOURCES | SEARCHSETS)
def test_no_answer_breaks_a_check(resource: dict[str, Any]) -> None:
    message = answer(json.dumps(resource).encode())
    for check, arguments in OF_ANSWERS.items():
        with suppress(NonConformance, NothingToJudge):
            check(message, *arguments)


@settings(max_examples=50, deadline=None)
@given(SEARCHSETS | RESOURCES, SEARCHSETS | RESOURCES)
def test_no_two_answers_break_a_check(one: dict[str, Any], other: dict[str, Any]) -> None:
    first, second = answer(json.dumps(one).encode()), answer(json.dumps(other).encode())
    with suppress(NonConformance):
        fhir.says_the_same(first, second)
    with suppress(NonConformance):
        fhir.pages_hold([first, second], count=2)
    with suppress(NonConformance):
        feeds.refused_or_kept(first, second)
    with suppress(NonConformance, NothingToJudge):
        cross_references.are_over(first, living=second)


@settings(max_examples=50, deadline=None)
@given(RESOURCES, st.sampled_from(["PUT", "POST", "GET"]), st.text(max_size=20))
def test_no_request_breaks_a_check(resource: dict[str, Any], method: str, query: str) -> None:
    target = f"/Patient?identifier={query}".encode().decode("latin-1")
    message = request(method, target, json.dumps(resource).encode())
    for check, arguments in OF_REQUESTS.items():
        with suppress(NonConformance, NothingToJudge):
            check(message, **arguments)
