"""Codes for scenarios: minted for a run, loaded where that is allowed, and FHIR's own where it is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.conformance.packages.definitions import definitions
from harness.errors import Inconclusive
from harness.evidence.ledger import Ledger
from harness.mocks.terminology_service import Settings, TerminologyService
from harness.participants import Listener, Participant, Participants
from harness.scenario.casting import Casting, decline
from harness.scenario.operator import Operator
from harness.scenario.play import Play
from harness.scenario.proof import Nobody
from harness.scenario.stage import Stage
from harness.scenario.terminology import GENDERS, _vaccines, inside, moments, searches, texts
from harness.transport.http_server import HttpServer
from tests import library
from tests.library import CATALOGUE
from tests.scenario.conftest import participant
from tests.valid import needs_definitions

LIBRARY = [one for one in library.LIBRARY if "/terminology_service/" in one.script.file]
OF_R4 = (
    ("CodeSystem", GENDERS.system),
    ("ValueSet", GENDERS.value_set),
    ("ConceptMap", GENDERS.concept_map),
)


def test_what_is_minted_is_the_same_in_a_run_and_another_in_the_next() -> None:
    one, same, other = (_vaccines(seed) for seed in ("a", "a", "b"))
    assert one == same
    assert {one.value_set, one.oid}.isdisjoint({other.value_set, other.oid})


def test_what_is_loaded_has_nothing_left_to_fill_in() -> None:
    assert [one["id"] for one in _vaccines("a").resources if "{" in json.dumps(one["url"]) or "{oid}" in str(one)] == []


def test_a_resource_is_found_by_all_that_it_shows() -> None:
    codes = _vaccines("a")
    asked = [[one.partition("=")[0] for one in searches(codes.resource(kind))] for kind, _ in OF_R4]
    common = ["url", "_id", "status", "version", "identifier"]
    ends = ["source-system", "source-uri", "target-system", "target-uri"]
    assert asked == [[*common, "system"], [*common, "reference"], [*common, *ends]]


def test_words_are_looked_for_where_they_stand() -> None:
    assert [*texts({"title": "Vaccines, $5|\\"})] == [("title", "Vaccines\\, \\$5\\|\\\\")]
    assert (inside("Vaccines"), inside("V")) == ("accines", "V")


def test_what_does_not_say_when_it_was_changed_is_not_looked_for_by_that() -> None:
    with pytest.raises(Inconclusive, match=r"meta\.lastUpdated"):
        moments({"url": "http://a"})


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Participant]:
    """A terminology service of ours that has what FHIR R4 has, and that nobody may write to."""
    folder = tmp_path / "of-r4"
    folder.mkdir()
    for kind, url in OF_R4:
        (folder / f"{kind}.json").write_text(json.dumps(definitions().find(kind, url)), encoding="utf-8")
    service = TerminologyService(settings=Settings(load=(folder,)))
    with HttpServer(service.app) as server:
        endpoints = {name: f"{server.url}/{name}" for name in ("fhir", "svs", "soap")}
        endpoints["hl7v2"] = "mllp://ts.example.org:2575"  # elsewhere, so that it may only be read from
        played = ("terminology_repository", "value_set_repository")
        yield participant("Codes", "terminology_service", ihe_actors=played, endpoints=endpoints)
    service.close()


@pytest.fixture
def stage(tmp_path: Path, read_only: Participant) -> Iterator[Stage]:
    nobody = Operator(say=lambda _: None, ask=lambda _: None)
    ledger = Ledger(tmp_path / "ledger")
    everyone = Participants(everyone=(read_only,), listener=Listener(port=0))
    made = Stage(
        run="r", seed="s", participants=everyone, catalogue=CATALOGUE, ledger=ledger, watcher=Nobody(), operator=nobody
    )
    yield made
    made.close()
    ledger.close()


@needs_definitions
def test_a_service_that_may_only_be_read_from_is_judged_by_what_comes_with_fhir(
    stage: Stage, read_only: Participant
) -> None:
    casting, judged = Casting({"terminology_service": read_only}), {}
    for scenario in LIBRARY:
        if decline(scenario.script, casting) is None:
            play = Play(scenario.script, casting, stage)
            play.perform(scenario.function)
            judged |= {one.requirement: one.verdict for one in play.findings if one.participant}
    assert {one for one, verdict in judged.items() if verdict == "FAIL"} == set()
    assert len([one for one, verdict in judged.items() if verdict == "PASS"]) > 80


@needs_definitions
def test_what_only_our_own_codes_show_is_not_asked_of_it(read_only: Participant) -> None:
    casting = Casting({"terminology_service": read_only})
    declined = {one.script.name for one in LIBRARY if decline(one.script, casting)}
    assert "expand_value_set.what_is_not_used_any_more_is_left_out" in declined
    assert "expand_value_set.a_value_set_is_expanded_whole" not in declined
