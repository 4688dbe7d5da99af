from __future__ import annotations

import pytest

from harness.checks import identifiers_v2 as checks
from harness.checks.check import NothingToJudge
from harness.evidence.exchange import Message
from harness.openhie.domains import Domain
from harness.transactions import Identifier
from tests.checks.resources import Told, finding
from tests.checks.wire_v2 import NID, TEST, answer

MINE, SECOND = Identifier(TEST.uri, "RJ-1"), Identifier(TEST.uri, "RJ-2")
WHOLE, OTHER, NATIONAL = "RJ-1^^^TEST&1.2.1&ISO", "RJ-2^^^TEST&1.2.1&ISO", "77^^^NID&1.2.9&ISO"


def found(*fields: str) -> Message:
    return answer("AA", "OK", *(f"PID|||{field}||~^^^^^^S" for field in fields))


@pytest.mark.parametrize("fields", [(WHOLE,), (f"{NATIONAL}~{WHOLE}",), (NATIONAL, WHOLE)])
def test_a_whole_identifier_passes_wherever_it_stands(fields: tuple[str, ...]) -> None:
    assert checks.gives(found(*fields), MINE, domain=TEST) is None


@pytest.mark.parametrize(
    ("field", "told"),
    [
        (f"{NATIONAL}~RJ-1^^^TEST", ("PID-3[2].4.2", "1.2.1", "nothing")),
        ("RJ-1^^^&1.2.1&ISO", ("PID-3[1].4.1", "TEST", "nothing")),
        ("RJ-1^^^TEST&1.2.1", ("PID-3[1].4.3", "ISO", "nothing")),
        (OTHER, ("PID-3", "RJ-1^^^TEST&1.2.1", OTHER)),
        ("RJ-1^^^NID", ("PID-3", "RJ-1^^^TEST&1.2.1", "RJ-1^^^NID")),
        ("", ("PID-3", "RJ-1^^^TEST&1.2.1", "nothing")),
    ],
)
def test_an_identifier_that_lacks_something_is_told(field: str, told: Told) -> None:
    assert finding(checks.gives, found(field), MINE, domain=TEST) == told


def test_a_domain_without_an_oid_is_known_by_its_namespace() -> None:
    assert checks.gives(found("RJ-1^^^TEST"), MINE, domain=Domain("http://x", namespace="TEST")) is None
    unnamed = finding(checks.gives, found("RJ-1^^^TEST"), MINE, domain=Domain("http://x"))
    assert unnamed == ("PID-3", "RJ-1^^^http://x", "RJ-1^^^TEST")


def test_everybody_once_on_all_pages_passes() -> None:
    assert checks.hold_everybody([found(WHOLE), found(OTHER)], [MINE, SECOND], domain=TEST) is None


@pytest.mark.parametrize(("pages", "count"), [(("",), 0), ((WHOLE, WHOLE), 2)])
def test_somebody_who_is_missing_or_comes_twice_is_told(pages: tuple[str, ...], count: int) -> None:
    told = finding(checks.hold_everybody, [found(one) for one in pages], [MINE], domain=TEST)
    assert told == ("PID-3", f"RJ-1^^^TEST&1.2.1 once on {len(pages)} pages", f"{count} times")


def test_an_identifier_that_is_left_out_passes() -> None:
    assert checks.leaves_out(found(OTHER), MINE, domain=TEST) is None


def test_an_identifier_that_is_not_left_out_is_told() -> None:
    told = finding(checks.leaves_out, found(OTHER, f"{NATIONAL}~{WHOLE}"), MINE, domain=TEST)
    assert told == ("PID[2]-3[2]", "another than RJ-1^^^TEST&1.2.1", WHOLE)


@pytest.mark.parametrize("one", [found(OTHER), answer("AA", "NF")])
def test_an_identifier_that_is_not_given_passes(one: Message) -> None:
    assert checks.is_without(one, MINE, domain=TEST) is None


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (found(OTHER, WHOLE), ("PID[2]-3[1]", "another than RJ-1^^^TEST&1.2.1", WHOLE)),
        (answer("AE", "AE"), ("MSA-1", "AA", "AE")),
    ],
)
def test_an_identifier_that_is_given_is_told(one: Message, told: Told) -> None:
    assert finding(checks.is_without, one, MINE, domain=TEST) == told


def test_identifiers_of_the_wanted_domains_pass() -> None:
    assert checks.are_of_domains(found(f"{WHOLE}~{NATIONAL}"), TEST, NID) is None


def test_an_identifier_of_another_domain_is_told() -> None:
    told = finding(checks.are_of_domains, found(f"{WHOLE}~{NATIONAL}"), TEST)
    assert told == ("PID-3[2].4", "TEST&1.2.1", "NID&1.2.9&ISO")


@pytest.mark.parametrize("field", [f"{WHOLE}~{OTHER}~{NATIONAL}", f"{NATIONAL}~{OTHER}~{WHOLE}"])
def test_identifiers_of_one_domain_beside_each_other_pass(field: str) -> None:
    assert checks.are_grouped(found(field), [MINE, SECOND], domain=TEST) is None


@pytest.mark.parametrize(
    ("field", "told"),
    [
        (
            f"{WHOLE}~{NATIONAL}~{OTHER}",
            ("PID-3[2]", "those of TEST&1.2.1 one after another", f"{WHOLE}, {NATIONAL}, {OTHER}"),
        ),
        (f"{NATIONAL}~{OTHER}", ("PID-3", "RJ-1 of TEST&1.2.1 too", f"{NATIONAL}, {OTHER}")),
        ("", ("PID-3", "RJ-1, RJ-2 of TEST&1.2.1 too", "nothing")),
    ],
)
def test_identifiers_that_are_missing_or_mixed_are_told(field: str, told: Told) -> None:
    assert finding(checks.are_grouped, found(field), [MINE, SECOND], domain=TEST) == told


def test_whole_authorities_pass() -> None:
    assert checks.are_whole(found(f"{WHOLE}~{NATIONAL}", OTHER)) is None


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("1^^^&1.2.1&ISO", ("PID-3[1].4.1", "a namespace", "nothing")),
        (f"{WHOLE}~1^^^TEST", ("PID-3[2].4.2", "an OID", "nothing")),
        ("1^^^TEST&1.2.1", ("PID-3[1].4.3", "ISO", "nothing")),
    ],
)
def test_an_authority_in_parts_is_told(field: str, told: Told) -> None:
    assert finding(checks.are_whole, found(field)) == told


def test_a_pix_answer_without_a_name_passes() -> None:
    assert checks.hold_no_name(found(WHOLE)) is None


@pytest.mark.parametrize("name", ["JONES^JENNIFER", "~^^^^^^L", "", "~S", "^^^^^^S"])
def test_a_pix_answer_with_a_name_is_told(name: str) -> None:
    one = answer("AA", "OK", f"PID|||{WHOLE}||{name}")
    assert finding(checks.hold_no_name, one) == ("PID-5", "~^^^^^^S", name or "nothing")


def test_nobody_shown_shows_nothing() -> None:
    nobody = answer("AA", "NF")
    with pytest.raises(NothingToJudge):
        checks.hold_no_name(nobody)
    with pytest.raises(NothingToJudge):
        checks.are_whole(nobody)
    with pytest.raises(NothingToJudge):
        checks.leaves_out(nobody, MINE, domain=TEST)
