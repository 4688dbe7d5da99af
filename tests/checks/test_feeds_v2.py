from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from harness.checks import feeds_v2 as checks
from harness.checks.check import NothingToJudge
from harness.evidence.exchange import Message
from tests.checks.resources import Told, finding
from tests.checks.wire_v2 import NID, TEST, feed, query


def pid(identifiers: str, name: str = "JONES") -> Message:
    return feed("EVN|", f"PID|||{identifiers}||{name}", "PV1||O")


def merge(survivor: str, subsumed: str, kind: str = "ADT^A40^ADT_A39") -> Message:
    return feed("EVN|", f"PID|||{survivor}||J", f"MRG|{subsumed}", kind=kind)


def qpd(field: str, wanted: str = "") -> Message:
    return query(f"QPD|Q|TAG|{field}|{wanted}", "RCP|I")


@pytest.mark.parametrize("field", ["1^^^TEST", "1^^^&1.2.1&ISO", "1^^^TEST&1.2.1&ISO~2^^^NID"])
def test_identifiers_with_their_authorities_pass(field: str) -> None:
    assert checks.names_authorities(pid(field)) is None


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("", ("PID-3", "an identifier", "nothing")),
        ("1^^^TEST~^^^NID", ("PID-3[2].1", "an identifier", "nothing")),
        ("1", ("PID-3[1].4", "a namespace, or an OID and its type", "nothing")),
        ("1^^^&1.2.1", ("PID-3[1].4", "a namespace, or an OID and its type", "&1.2.1")),
    ],
)
def test_identifiers_without_authority_are_told(field: str, told: Told) -> None:
    assert finding(checks.names_authorities, pid(field)) == told


@pytest.mark.parametrize("field", ["1^^^TEST", "9^^^NID~1^^^&1.2.1&ISO"])
def test_an_identifier_of_its_own_domain_passes(field: str) -> None:
    assert checks.is_of_its_own_domain(pid(field), domain=TEST) is None


def test_only_identifiers_of_others_are_told() -> None:
    told = finding(checks.is_of_its_own_domain, pid("1^^^TEST"), domain=NID)
    assert told == ("PID-3.4", "NID&1.2.9", "1^^^TEST")


def test_a_name_passes_and_none_is_told() -> None:
    assert checks.names_the_patient(pid("1")) is None
    assert finding(checks.names_the_patient, pid("1", "")) == ("PID-5", "a name", "nothing")


@pytest.mark.parametrize(("survivor", "subsumed"), [("1^^^TEST", "2^^^TEST&1.2.1&ISO"), ("1^^^&1.2&ISO", "2^^^X&1.2")])
def test_a_merge_within_one_domain_passes(survivor: str, subsumed: str) -> None:
    assert checks.merges_within_one_domain(merge(survivor, subsumed)) is None


@pytest.mark.parametrize(
    ("survivor", "subsumed", "told"),
    [
        ("1", "2^^^TEST", ("PID-3.4", "an assigning authority", "nothing")),
        ("1^^^TEST", "2", ("MRG-1.4", "an assigning authority", "nothing")),
        ("1^^^TEST", "2^^^NID", ("MRG-1.4", "TEST", "NID")),
    ],
)
def test_a_merge_of_no_one_domain_is_told(survivor: str, subsumed: str, told: Told) -> None:
    assert finding(checks.merges_within_one_domain, merge(survivor, subsumed)) == told


def test_a_merge_is_written_as_ihe_has_it() -> None:
    assert checks.is_written_as_adt_a39(merge("1", "2")) is None
    told = finding(checks.is_written_as_adt_a39, merge("1", "2", "ADT^A40^ADT_A40"))
    assert told == ("MSH-9.3", "ADT_A39", "ADT_A40")


def test_a_question_about_one_identifier_passes() -> None:
    assert checks.asks_about_one(qpd("1^^^TEST")) is None


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("1^^^TEST~2^^^TEST", ("QPD-3", "one identifier", "1^^^TEST~2^^^TEST")),
        ("", ("QPD-3", "an identifier", "nothing")),
    ],
)
def test_a_question_about_none_or_two_is_told(field: str, told: Told) -> None:
    assert finding(checks.asks_about_one, qpd(field)) == told


def test_domains_by_their_authority_alone_pass() -> None:
    assert checks.names_domains_only(qpd("1", "^^^TEST~^^^&1.2.9&ISO")) is None


def test_domains_with_something_else_are_told() -> None:
    told = finding(checks.names_domains_only, qpd("1", "^^^TEST~1^^^NID"))
    assert told == ("QPD-4[2]", "^^^ and an assigning authority", "1^^^NID")


@pytest.mark.parametrize("field", ["@PID.5.1^JONES", "@PID.3.1^1~@PID.3.4.2^1.2.1"])
def test_a_query_by_fields_passes(field: str) -> None:
    assert checks.asks_by_fields(qpd(field)) is None


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("", ("QPD-3", "@PID.field^value", "nothing")),
        ("PID.5^JONES", ("QPD-3[1].1", "@PID.field", "PID.5")),
        ("@PID.8^F~@PID.5.1", ("QPD-3[2].2", "a value", "nothing")),
    ],
)
def test_a_query_by_something_else_is_told(field: str, told: Told) -> None:
    assert finding(checks.asks_by_fields, qpd(field)) == told


@pytest.mark.parametrize(
    ("check", "one"),
    [(checks.is_written_as_adt_a39, merge("1", "2", "ADT^A40")), (checks.names_domains_only, qpd("1"))],
)
def test_what_may_be_left_out_shows_nothing(check: Callable[[Message], None], one: Message) -> None:
    with pytest.raises(NothingToJudge):
        check(one)


def managed(evn: str = "EVN||2026", pv1: str = "PV1||N", *more: str, kind: str = "ADT^A28^ADT_A05") -> Message:
    return feed(evn, "PID|||1^^^TEST||J", pv1, *more, kind=kind)


MANAGED: list[Callable[[Message], None]] = [
    checks.tells_when_alone,
    checks.visits_nobody,
    checks.says_whole_what_it_is,
]


@pytest.mark.parametrize("check", MANAGED)
def test_a_patient_managed_as_iti_30_has_it_passes(check: Callable[[Message], None]) -> None:
    assert check(managed()) is None


@pytest.mark.parametrize(
    ("check", "one", "told"),
    [
        (checks.tells_when_alone, managed("EVN|A28|2026"), ("EVN-1", "nothing", "A28")),
        (checks.tells_when_alone, managed("EVN|"), ("EVN-2", "when it happened", "nothing")),
        (checks.visits_nobody, managed(pv1="PV1||I"), ("PV1", "PV1||N", "PV1||I")),
        (checks.visits_nobody, managed(pv1="PV1||N|W^389"), ("PV1", "PV1||N", "PV1||N|W^389")),
        (checks.visits_nobody, managed(pv1="NK1|1"), ("PV1", "PV1||N", "nothing")),
        (checks.visits_nobody, managed("EVN||2026", "PV1||N", "PV2|1"), ("PV2", "nothing", "PV2|1")),
        (checks.says_whole_what_it_is, managed(kind="ADT^A28"), ("MSH-9.3", "the structure", "nothing")),
    ],
)
def test_what_iti_30_does_not_allow_is_told(check: Callable[[Message], None], one: Message, told: Told) -> None:
    assert finding(check, one) == told


def test_another_version_than_2_5_is_told() -> None:
    old = dataclasses.replace(managed(), body=managed().body.replace(b"|P|2.5", b"|P|2.3.1"))
    assert finding(checks.says_whole_what_it_is, old) == ("MSH-12", "2.5", "2.3.1")
