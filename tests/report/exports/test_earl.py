from __future__ import annotations

from collections import Counter

import pytest
from rdflib import DCTERMS, RDF, Graph, Literal, Namespace

from harness.report.exports.earl import earl
from harness.report.model import Run

# rdflib reads JSON-LD by a class of its own that it is leaving behind.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

EARL = Namespace("http://www.w3.org/ns/earl#")


def graph(run: Run) -> Graph:
    return Graph().parse(data=earl(run), format="json-ld")


@pytest.fixture(scope="module")
def told(event: Run) -> Graph:
    return graph(event)


def test_every_finding_and_every_unjudged_play_is_an_assertion(told: Graph, event: Run) -> None:
    wanted = sum(len(play.findings) or len(play.participants) for play in event.plays)
    assert len(set(told.subjects(RDF.type, EARL.Assertion))) == wanted


@pytest.mark.parametrize("one", [EARL.assertedBy, EARL.subject, EARL.test, EARL.result, EARL.mode])
def test_an_assertion_has_all_that_earl_asks_for_once(told: Graph, one: str) -> None:
    assert {len(list(told.objects(each, one))) for each in told.subjects(RDF.type, EARL.Assertion)} == {1}


def test_outcomes_are_those_of_earl(told: Graph, event: Run) -> None:
    fails = sum(each.verdict == "FAIL" for play in event.plays for each in play.findings)
    outcomes = Counter(str(one).rpartition("#")[2] for one in told.objects(None, EARL.outcome))
    assert set(outcomes) == {"passed", "failed", "cantTell", "inapplicable"}
    assert outcomes["failed"] == fails


def test_a_person_asserts_beside_the_harness(reviewed: Run) -> None:
    told = graph(reviewed)
    by_hand = list(told.subjects(EARL.mode, EARL.manual))
    outcomes = {told.value(told.value(one, EARL.result), EARL.outcome) for one in by_hand}
    assert (len(by_hand), outcomes) == (2, {EARL.passed})


def test_an_override_is_about_the_test_that_it_overrides(reviewed: Run) -> None:
    told = graph(reviewed)
    tests = [told.value(one, EARL.test) for one in told.subjects(EARL.mode, EARL.manual)]
    modes = [sorted(str(told.value(one, EARL.mode)) for one in told.subjects(EARL.test, each)) for each in tests]
    assert [str(EARL.automatic), str(EARL.manual)] in [sorted({*one}) for one in modes]


def test_a_requirement_leads_to_its_standard(told: Graph) -> None:
    (requirement,) = told.subjects(DCTERMS.identifier, Literal("104-01"))
    assert "ihe.net" in str(told.value(requirement, DCTERMS.source))
