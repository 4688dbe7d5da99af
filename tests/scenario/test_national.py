"""A scenario keeps the standard's words, and counts as the country has them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from harness import event
from harness.event import National
from harness.evidence.ledger import Ledger
from harness.openhie.domains import DEFAULT_DOMAINS, Domain
from harness.openhie.requirements import Catalogue
from harness.participants import Participants
from harness.scenario.casting import REHEARSAL
from harness.scenario.library import scenarios
from harness.scenario.national import asked, number, required
from harness.scenario.operator import Operator
from harness.scenario.play import Play
from harness.scenario.proof import Nobody
from harness.scenario.script import Script
from harness.scenario.served import served
from harness.scenario.stage import Stage
from harness.transactions import (
    Call,
    FaultyPatientIdentityFeed,
    FaultyPatientIdentityFeedV2,
    Identifier,
    PatientIdentityFeed,
    PatientIdentityFeedV2,
    PatientIdentityManagementV2,
    Person,
    Source,
)
from tests.scenario.conftest import HEAD

GRACE = Person("p", "Achieng", "Grace", "1990-01-01", "female")
NATIONAL = Domain.of("urn:oid:2.16.404.1")
KENYA = event.catalogue(National(title="Kenya", identifiers=(NATIONAL.uri,)))
NUMBER = Identifier(NATIONAL.uri, "p of urn")


def number_of(person: Person, domain: Domain) -> Identifier:
    return Identifier(domain.uri, f"{person.key} of {domain.uri}")


TEXT = """
@verifies("104-01", "104-02")
def test_one(point_of_service, client_registry):
    with when("a patient is fed"):
        feed = point_of_service.sends(PatientIdentityFeed(patients.unseen()), to=client_registry)
    with then(client_registry).shall("create her", "104-01"):
        http.answered(feed.response, 201)
    with then(client_registry).shall("update her", "104-02"):
        http.answered(feed.response, 200)
"""


def read(folder: Path, *, left_out: str, level: str = "SHALL") -> Script:
    """The scenario where a country leaves one requirement out and changes the level of 104-02."""
    (folder / "test_one.py").write_text(HEAD + TEXT, encoding="utf-8")
    levels = {"104-02": (level, "so")} if level != "SHALL" else {}
    identifiers = ("urn:oid:2.16.404.1",)
    rules = National(title="Kenya", levels=levels, left_out={left_out: "so"}, identifiers=identifiers)
    (one,) = scenarios(event.catalogue(rules), folder)
    return one.script


def test_shall_is_no_mistake_where_the_country_says_should(tmp_path: Path) -> None:
    script = read(tmp_path, left_out="104-10", level="SHOULD")
    assert (script.mistakes, [one.level for one in script.judgements]) == ((), ["SHALL", "SHOULD"])


def test_what_is_left_out_is_neither_declared_nor_judged(tmp_path: Path) -> None:
    script = read(tmp_path, left_out="104-01")
    assert (script.verifies, [one.requirement for one in script.judgements]) == (("104-02",), ["104-02"])


@pytest.mark.parametrize("left_out", ["104-10", "104-11"])
def test_a_feed_is_judged_unasked_by_what_the_country_asks_for(tmp_path: Path, left_out: str) -> None:
    unasked = read(tmp_path, left_out=left_out).unasked
    assert ("NATIONAL-ID-1" in unasked, left_out in unasked) == (True, False)


def test_a_person_and_a_machine_are_told_of_the_country_s_identifiers() -> None:
    feed = PatientIdentityFeed(Person("p", "Achieng", "Grace", "1990-01-01", "female"))
    words, task = asked(feed, event.catalogue(National(title="Kenya", identifiers=("urn:oid:2.16.404.1",))))
    assert (words.endswith("(with a number of urn:oid:2.16.404.1 too)"), task["also"]) == (True, ["urn:oid:2.16.404.1"])


@pytest.mark.parametrize(
    ("feed", "told"),
    [
        (PatientIdentityFeed(GRACE), b'"value":"p of urn:oid:2.16.404.1"'),
        (FaultyPatientIdentityFeed(GRACE, "no name"), b'"value":"p of urn:oid:2.16.404.1"'),
        (PatientIdentityFeedV2(GRACE), b"p of urn:oid:2.16.404.1^^^&2.16.404.1&ISO"),
        (PatientIdentityManagementV2(GRACE), b"p of urn:oid:2.16.404.1^^^&2.16.404.1&ISO"),
        (FaultyPatientIdentityFeedV2(GRACE, fault="no name"), b"p of urn:oid:2.16.404.1^^^&2.16.404.1&ISO"),
        (
            FaultyPatientIdentityFeedV2(GRACE, fault="a domain of another source", other=DEFAULT_DOMAINS[1]),
            b"p of urn:oid:2.16.404.1^^^&2.16.404.1&ISO",
        ),
    ],
)
def test_whom_we_feed_has_the_country_s_number(feed: Any, told: bytes) -> None:
    call = feed.call(Source(DEFAULT_DOMAINS[0], number_of, required=required(KENYA, ())))
    assert told in (call.body if isinstance(call, Call) else call.message.encode())


@pytest.mark.parametrize(
    "feed", [PatientIdentityFeed(GRACE, also=[NATIONAL]), PatientIdentityFeedV2(GRACE, national=NUMBER)]
)
def test_who_has_the_country_s_number_gets_no_second_one(feed: Any) -> None:
    source = Source(DEFAULT_DOMAINS[0], number_of, required=[NATIONAL])
    call = feed.call(source)
    assert (call.body if isinstance(call, Call) else call.message.encode()).count(b"p of urn") == 1


def test_a_number_looks_as_the_country_s_do() -> None:
    made = [number("[1-9][0-9]{7}", random.Random(seed)) for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]
    assert all(re.fullmatch("[1-9][0-9]{7}", one) for one in made)


@pytest.mark.parametrize("uri", DEFAULT_DOMAINS[3].systems)
@pytest.mark.parametrize("domain", [DEFAULT_DOMAINS[3], *map(Domain.of, DEFAULT_DOMAINS[3].systems)])
def test_numbers_are_made_up_as_the_country_says_by_any_name_of_its_domain(
    uri: str, domain: Domain, script: Callable[[str], Script], tmp_path: Path
) -> None:
    rules = National(title="Imara", identifiers=(uri,), numbers={uri: "[1-9][0-9]{7}"})
    shared: dict[str, Any] = {"catalogue": event.catalogue(rules), "participants": Participants(everyone=())}
    with closing(Ledger(tmp_path / "run")) as ledger:
        stage = Stage(run="r", seed="s", ledger=ledger, operator=Operator(), watcher=Nobody(), **shared)
        told = Play(script("@verifies()\ndef test_it(): ...\n"), REHEARSAL, stage).identifier_of(GRACE, domain)
        stage.close()
    assert re.fullmatch("[1-9][0-9]{7}", told.value)


def test_the_names_of_a_country_s_domain_are_those_that_somebody_gave() -> None:
    known = Domain("urn:oid:2.16.404.1", "2.16.404.1", "KE")
    assert required(KENYA, [known]) == (known,)


def test_our_registry_takes_the_country_s_numbers_from_anybody() -> None:
    domains = {one.uri: one for one in served([], [NATIONAL, DEFAULT_DOMAINS[3]])}
    assert domains[NATIONAL.uri] == NATIONAL
    assert (domains[DEFAULT_DOMAINS[3].uri].application, domains[DEFAULT_DOMAINS[3].uri].namespace) == ("", "NID")


def test_where_no_country_asks_nobody_is_told_of_any() -> None:
    feed = PatientIdentityFeed(Person("p", "Achieng", "Grace", "1990-01-01", "female"))
    assert asked(feed, Catalogue.load()) == (feed.instruction(), feed.task())
