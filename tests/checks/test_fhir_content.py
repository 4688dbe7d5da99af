"""Checks on what stands in the resources of an answer, and on its pages."""

from __future__ import annotations

from typing import Any

import pytest

from harness.checks import fhir as checks
from harness.messages import fhir
from harness.openhie.domains import Domain
from tests.checks.resources import MINE, OTHER, Told, entry, finding, outcome, patient, patients, searchset
from tests.seen import OHIE, answer

HERE, THERE = Domain(OHIE, "1.2.3"), Domain(f"{OHIE}_a", "1.2.4")


def test_only_identifiers_of_the_wanted_domains_pass_in_either_form() -> None:
    by_oid = patient(identifier=[{"system": "urn:oid:1.2.3", "value": "H1"}])
    assert checks.returns_identifiers_of(answer(searchset(entry(by_oid), entry(patient(OTHER)))), HERE, THERE) is None


NOT_OF_THE_DOMAIN: dict[str, tuple[dict[str, object], Told]] = {
    "nobody": (patients(0), ("Bundle.entry", "the patient", "0 patients")),
    "another domain": (
        searchset(entry(patient(MINE, OTHER))),
        ("Bundle.entry[0].resource.identifier[1].system", OHIE, OTHER.system),
    ),
    "no domain": (
        searchset(entry(patient(identifier=[{"value": "H1"}]))),
        ("Bundle.entry[0].resource.identifier[0].system", OHIE, "nothing"),
    ),
    "no identifier": (
        searchset(entry(patient(identifier=None))),
        ("Bundle.entry[0].resource.identifier", "the one of that domain", "none"),
    ),
}


@pytest.mark.parametrize(("bundle", "told"), NOT_OF_THE_DOMAIN.values(), ids=NOT_OF_THE_DOMAIN.keys())
def test_identifiers_of_other_domains_are_told(bundle: dict[str, object], told: Told) -> None:
    assert finding(checks.returns_identifiers_of, answer(bundle), HERE) == told


@pytest.mark.parametrize(
    ("resource", "path", "value"),
    [
        (patient(), "Patient.name.family", "Achieng"),
        (searchset(entry(outcome()), entry(patient(gender="female"))), "Patient.gender", "female"),
        (patients(2), "Bundle.total", 2),
        (patient(multipleBirthInteger=2), "Patient.multipleBirthInteger", 2),
    ],
)
def test_a_value_that_is_there_passes(resource: dict[str, object], path: str, value: object) -> None:
    assert checks.has_value(answer(resource), path, value) is None


@pytest.mark.parametrize(
    ("resource", "found"),
    [
        (patient(), "Achieng"),
        (searchset(entry(patient(name=[{"family": "A"}, {"family": "B"}, {"text": "C"}, "D"]))), "A, B"),
        (patient(name=None), "nothing"),
        (outcome(), "nothing"),
        (searchset(entry(patient(), mode="include")), "nothing"),
        (patient(name=[{"family": "x" * 200}]), "x" * 117 + "…"),
    ],
)
def test_a_value_that_is_not_there_is_told(resource: dict[str, object], found: str) -> None:
    told = finding(checks.has_value, answer(resource), "Patient.name.family", "Juma")

    assert told == ("Patient.name.family", "Juma", found)


def test_two_answers_that_differ_only_in_form_say_the_same() -> None:
    narrative = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">A</div>'}
    told = patient(id="1", meta={"versionId": "1"}, text=narrative)
    one = searchset(entry(told, 1), id="a", timestamp="2026-11-22T14:05:11Z", link=[{"relation": "self", "url": "a"}])
    other = searchset(entry(patient(id="2"), 2), timestamp="2026-11-22T14:05:12Z")

    assert checks.says_the_same(answer(one), answer(other, content_type=fhir.XML, exchange="x0002")) is None


def changed(**elements: Any) -> dict[str, Any]:
    return searchset(entry(patient(**elements)))


DIFFERENT: dict[str, tuple[dict[str, object], Told]] = {
    "a value": (changed(gender="male"), ("Bundle.entry[0].resource.gender", "female", "male")),
    "a value less": (changed(), ("Bundle.entry[0].resource.gender", "female", "nothing")),
    "a value more": (
        changed(gender="female", birthDate="1982-01-01"),
        ("Bundle.entry[0].resource.birthDate", "nothing", "1982-01-01"),
    ),
    "another kind": (outcome(), ("Bundle.resourceType", "Bundle", "OperationOutcome")),
}


@pytest.mark.parametrize(("other", "told"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_two_answers_that_differ_are_told(other: dict[str, object], told: Told) -> None:
    first, second = answer(changed(gender="female")), answer(other, exchange="x0002")

    assert finding(checks.says_the_same, first, second, exchange="x0002") == told


def test_lists_of_different_length_are_told_whole() -> None:
    first, second = answer(changed()), answer(changed(name=None), exchange="x0002")
    where, expected, found = finding(checks.says_the_same, first, second, exchange="x0002")

    assert (where, expected, found) == ("Bundle.entry[0].resource.name", '[{"family": "Achieng"}]', "nothing")


@pytest.mark.parametrize("broken", ["x0001", "x0002"])
def test_the_answer_that_cannot_be_read_is_the_one_that_is_named(broken: str) -> None:
    one, other = (
        answer(b"<html>" if name == broken else patient(), exchange=name, content_type=fhir.JSON)
        for name in ("x0001", "x0002")
    )

    assert finding(checks.says_the_same, one, other, exchange=broken)[1] == "JSON"


@pytest.mark.parametrize("count", [1, 2])
def test_a_page_that_is_full_or_less_passes(count: int) -> None:
    assert checks.holds_at_most(answer(patients(count)), 2) is None


@pytest.mark.parametrize(("count", "found"), [(0, "0 patients"), (3, "3 patients")])
def test_a_page_that_holds_too_many_or_nobody_is_told(count: int, found: str) -> None:
    assert finding(checks.holds_at_most, answer(patients(count)), 2) == ("Bundle.entry", "1 to 2 patients", found)


def test_what_was_asked_for_besides_is_found_as_included() -> None:
    mother = {"resourceType": "RelatedPerson"}
    assert checks.includes(answer(searchset(entry(patient()), entry(mother, mode="include"))), "RelatedPerson") is None


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([entry(patient())], "no RelatedPerson"),
        ([entry({"resourceType": "RelatedPerson"})], "search.mode match"),
        ([entry({"resourceType": "RelatedPerson"}, mode=None)], "search.mode missing"),
    ],
)
def test_what_was_not_included_is_told(entries: list[dict[str, object]], found: str) -> None:
    told = ("Bundle.entry", "a RelatedPerson with search.mode include", found)
    assert finding(checks.includes, answer(searchset(*entries)), "RelatedPerson") == told


def page(first: int, *, exchange: str, total: object = 4) -> Any:
    return answer({**patients(2, first), "total": total}, exchange=exchange)


def test_pages_that_hold_everybody_once_pass() -> None:
    assert checks.pages_hold([page(1, exchange="x1"), page(3, exchange="x2")], count=4) is None


def test_a_patient_who_stands_on_two_pages_is_counted_once() -> None:
    pages = [page(1, exchange="x1"), page(2, exchange="x2")]

    assert finding(checks.pages_hold, pages, count=4, exchange="x2") == ("Bundle.entry", "4 in all", "3 (pages: 2)")


@pytest.mark.parametrize(("total", "found"), [(2, "2"), (None, "nothing")])
def test_a_total_that_counts_one_page_only_is_told(total: object, found: str) -> None:
    bundle = {name: value for name, value in {**patients(2), "total": total}.items() if value is not None}
    pages = [answer(bundle, exchange="x1"), page(3, exchange="x2")]

    assert finding(checks.pages_hold, pages, count=4, exchange="x1") == ("Bundle.total", "4", found)


def test_a_page_that_is_none_is_the_one_that_is_named() -> None:
    pages = [page(1, exchange="x1"), answer(outcome(), status=500, exchange="x2"), page(3, exchange="x3")]

    assert finding(checks.pages_hold, pages, count=4, exchange="x2") == ("HTTP status", "200", "500")


def test_a_patient_without_address_counts_by_what_she_says() -> None:
    bundle = searchset({"resource": patient(MINE)}, {"resource": patient(OTHER)})
    assert checks.pages_hold([answer(bundle)], count=2) is None
