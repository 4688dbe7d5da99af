"""The OHIE-CR cases 01 to 18, by their meaning; the identifiers and people are those of the suite."""

from __future__ import annotations

import pytest

from harness.mocks.client_registry import Rules
from harness.mocks.client_registry.rules import Speech
from tests.mocks.client_registry.hl7v2.conftest import JONES, OIDS, OpenSpeaker, Speaker, cx, numbers, told, where

TEST = OIDS["TEST"]
OHIE = Rules(speech=Speech(repeats_queried=True))


@pytest.fixture
def ohie(open_speaker: OpenSpeaker) -> Speaker:
    return open_speaker(rules=OHIE)


BAD_IDENTIFIERS = {
    "01 no authority": ("RJ-438", "101"),
    "03 an empty OID": ("RJ-438^^^&&ISO", "204"),
    "03 an empty OID beside a namespace": ("RJ-438^^^TEST&&ISO", "204"),
    "03 an unknown namespace": ("RJ-438^^^TEST_BLOCK", "204"),
    "03 an unknown OID": ("RJ-438^^^&2.16.840.1.113883.3.72.5.9.4&ISO", "204"),
    "8-04 two that disagree": (f"RJ-438^^^TEST_A&{TEST}&ISO", "204"),
    "8-08 no number": ("^^^TEST", "101"),
    "8-08 nothing": ("", "101"),
}


@pytest.mark.parametrize(("identifier", "code"), BAD_IDENTIFIERS.values(), ids=BAD_IDENTIFIERS.keys())
def test_a_bad_identifier_is_refused_and_nobody_is_kept(speaker: Speaker, identifier: str, code: str) -> None:
    answer = speaker.feed(f"{identifier}||{JONES}||19840125|F")

    assert (told(answer), where(answer)[:7]) == (("AE", code), "PID^1^3")
    assert speaker.fhir.found(family="JONES") == []


def test_an_error_is_there_for_old_readers_and_for_new_ones(speaker: Speaker) -> None:
    answer = speaker.feed(f"RJ-438||{JONES}||19840125|F")

    assert answer.get("ERR-1.4.2") == "The assigning authority is missing"
    assert (answer.get("ERR-1.4"), where(answer), answer.get("ERR-4")) == ("101", "PID^1^3^1^4", "E")


@pytest.mark.parametrize("authority", [f"&{TEST}&ISO", "TEST", f"TEST&{TEST}&ISO", "&http://ohie.org/test/test&URI"])
def test_02_an_authority_is_completed(ohie: Speaker, authority: str) -> None:
    answer = ohie.feed(f"RJ-438^^^{authority}||{JONES}||19840125|F")
    found = ohie.pix(f"RJ-438^^^{authority}")

    assert (told(answer), answer.get("MSH-5"), answer.get("MSH-3")) == (("AA", ""), "TEST_HARNESS", "CR1")
    assert (found.raw("PID-3"), len(found.all("PID"))) == (f"RJ-438^^^TEST&{TEST}&ISO", 1)


def test_04_only_its_own_source_feeds_a_domain(speaker: Speaker) -> None:
    assert told(speaker.jones("NFD-1", "TEST_A", sender="TEST_HARNESS_A")) == ("AA", "")
    assert told(speaker.jones("NFD-2", "TEST_A", sender="TEST_HARNESS_B")) == ("AE", "204")
    assert told(speaker.pix(cx("NFD-2", "TEST_A"))) == ("AE", "AE")


def test_05_a_newborn_needs_no_name(ohie: Speaker) -> None:
    assert told(ohie.feed(f"{cx('RJ-441')}||||20141001|M")) == ("AA", "")
    assert numbers(ohie.pix(cx("RJ-441"))) == [["RJ-441"]]


@pytest.mark.parametrize("rest", ["|||19840125|F", "|||20141001|", "||||F"])
def test_8_08_everybody_else_needs_one(speaker: Speaker, rest: str) -> None:
    answer = speaker.feed(f"{cx('RJ-441')}|{rest}")

    assert (told(answer), where(answer)) == (("AE", "101"), "PID^1^5")


def test_06_a_national_identifier_links(ohie: Speaker) -> None:
    nid = cx("NID-000345435", "NID")
    ohie.feed(f"{nid}||SMITH^JOHN||1980|M", sender="NID_AUTH")
    ohie.feed(f"{cx('RJ-449', 'TEST_A')}~{nid}||SMITH^JON||198005|M", sender="TEST_HARNESS_A")

    assert sorted(numbers(ohie.pix(nid))[0]) == ["NID-000345435", "RJ-449"]


def test_07_a_newborn_is_known_by_the_mother(ohie: Speaker) -> None:
    ohie.jones()
    assert told(ohie.feed(f"{cx('RJ-440')}||JONES^BABY||20141001|M|||||||||||||{cx('RJ-439')}")) == ("AA", "")
    found = ohie.pdq("@PID.3.1^RJ-440", f"@PID.3.4.2^{TEST}")

    assert (found.get("PID-6"), found.get("PID-6.2"), found.get("PID-21")) == ("JONES", "JENNIFER", "RJ-439")
    for asked in (["@PID.21.1^RJ-439"], ["@PID.21^RJ-439", "@PID.21.4.1^TEST"], ["@PID.6.1^JONES", "@PID.6.2^J*"]):
        assert numbers(ohie.pdq(*asked)) == [["RJ-440"]]


def test_08_all_fields_come_back(speaker: Speaker) -> None:
    told_of = "FOSTER^FANNY^FULL|FOSTER^MARY|19700615|F|||123 W34 St^^FREMONT^CA^41203^USA^H||^PRN^PH^^^905^2359242"
    speaker.feed(f"{cx('RJ-442')}||{told_of}|^WPN^PH^^^905^2351234|EN|S^Single|CHR|ACC-1|325-33-1234||{cx('RJ-7')}")
    found = speaker.pdq("@PID.3.1^RJ-442", "@PID.3.4.1^TEST")

    places = ("PID-5.3", "PID-6.2", "PID-7", "PID-8", "PID-11.3", "PID-11.6", "PID-13.7", "PID-14.6")
    first = "FULL MARY 19700615 F FREMONT USA 2359242 905"
    assert " ".join(found.get(one) for one in places) == first
    more = " ".join(found.get(f"PID-{one}") for one in (15, 16, 17, 18, 19, 21))
    assert more == "en S CHR ACC-1 325-33-1234 RJ-7"


def test_09_whoever_is_not_known_is_said_to_be_that(speaker: Speaker) -> None:
    stranger, nowhere = speaker.pix(cx("RJ-443")), speaker.pix("RJ-443^^^RANDOM")

    assert (told(stranger), where(stranger), stranger.get("ERR-3")) == (("AE", "AE"), "QPD^1^3^1^1", "204")
    assert (told(nowhere), where(nowhere), nowhere.get("ERR-3")) == (("AE", "AE"), "QPD^1^3^1^4", "204")


def test_10_only_the_domains_that_are_wanted_are_told_of(ohie: Speaker) -> None:
    ohie.feed(f"{cx('RJ-444')}||BOOP^BETTY||1935|F")
    unknown = ohie.pix(cx("RJ-444"), "^^^TEST~^^^RANDOM")

    assert numbers(ohie.pix(cx("RJ-444"), "^^^TEST")) == [["RJ-444"]]
    assert (told(unknown), where(unknown)) == (("AE", "AE"), "QPD^1^4^2")
    assert told(ohie.pix(cx("RJ-444"), "^^^NID")) == ("AA", "NF")


BY_NUMBER = ("@PID.3.1^RJ-439", f"@PID.3.4.2^{TEST}")
BY_NAME = ("@PID.5.1^Jones", "@PID.5.2^Jennifer")
FOUND, NOBODY = ("AA", "OK"), ("AA", "NF")
QUERIES: dict[str, tuple[tuple[str, ...], str, tuple[str, str]]] = {
    "11-20 by number": (BY_NUMBER, "", FOUND),
    "11-20 by a whole CX": (("@PID.3^RJ-439", f"@PID.3.4^TEST&{TEST}&ISO"), "", FOUND),
    "11-30 a number of nobody": (("@PID.3.1^RJ-9483", "@PID.3.4.1^TEST"), "", NOBODY),
    "11-40 a part that is not there": (("@PID.3.4.99^x",), "", ("AE", "AE")),
    "11-50 with a domain": (BY_NUMBER, "^^^TEST", FOUND),
    "11-60 with another domain": (BY_NUMBER, "^^^NID", NOBODY),
    "11-70 with an unknown domain": (BY_NUMBER, "^^^RANDOM", ("AE", "AE")),
    "12-20 by name": (BY_NAME, "", FOUND),
    "12-30 another name": (("@PID.5.1^HOOD", "@PID.5.2^ROBIN"), "", NOBODY),
    "12-50 wildcards": (("@PID.5.1^JO*", "@PID.5.2^JEN*"), "", FOUND),
    "12-50 a wildcard in front": (("@PID.5.1^*NES",), "", FOUND),
    "12-60 by sound": (("@PID.5.1.1^JONEZ", "@PID.5.2^JENIPHER"), "", FOUND),
    "12-70 a short form": (("@PID.5.1^JONES", "@PID.5.2^JENN"), "", FOUND),
    "14-20 the year": (("@PID.7^1984",), "", FOUND),
    "14-30 the month": (("@PID.7.1^198401",), "", FOUND),
    "14-40 the day": (("@PID.7^19840125",), "", FOUND),
    "14-50 another year": (("@PID.7^1900",), "", NOBODY),
    "15-20 sex and name": (("@PID.8^F", "@PID.5.1^JONES"), "", FOUND),
    "15-40 sex and day": (("@PID.7^19840125", "@PID.8^F"), "", FOUND),
    "15-50 another sex": (("@PID.8^M", *BY_NAME), "", NOBODY),
    "15-60 another given name": (("@PID.7^1984", "@PID.5.1^JONES", "@PID.5.2^JASON"), "", NOBODY),
    "address": (("@PID.11.3^newark", "@PID.11.5^30293"), "", FOUND),
    "any part of an address": (("@PID.11^NJ",), "", FOUND),
    "another city": (("@PID.11.3^Trenton",), "", NOBODY),
    "21-10 a number without authority": (("@PID.3.1^RJ-439",), "", ("AE", "AE")),
    "nothing": ((), "", ("AE", "AE")),
    "no date": (("@PID.7^Monday",), "", ("AE", "AE")),
}


@pytest.mark.parametrize(("asked", "wanted", "answer"), QUERIES.values(), ids=QUERIES.keys())
def test_a_demographics_query(speaker: Speaker, asked: tuple[str, ...], wanted: str, answer: tuple[str, str]) -> None:
    speaker.jones()
    found = speaker.pdq(*asked, wanted=wanted)

    assert (told(found), found.get("QAK-1"), len(found.all("PID"))) == (answer, "TAG", int(answer == FOUND))
    assert found.get("QPD-1") == "Q22"


def test_12_a_similar_name_is_less_certain(speaker: Speaker) -> None:
    speaker.jones()

    assert speaker.pdq(*BY_NAME).get("QRI-1") == "100"
    assert 80 < int(speaker.pdq("@PID.5.1^JONEZ", "@PID.5.2^JENIPHER").get("QRI-1")) < 100


def test_16_a_merged_identifier_is_not_known_any_more(ohie: Speaker) -> None:
    ohie.jones()
    ohie.feed(f"{cx('RJ-999')}||JONES^JENN||198401|F")
    assert len(ohie.pdq("@PID.5.1^JONES").all("PID")) == 2

    assert told(ohie.merge(cx("RJ-999"), cx("RJ-439"))) == ("AA", "")

    assert (told(ohie.pix(cx("RJ-999"))), numbers(ohie.pix(cx("RJ-439")))) == (("AE", "AE"), [["RJ-439"]])
    assert numbers(ohie.pdq("@PID.5.1^JONES")) == [["RJ-439"]]


MERGES = {
    "17-30 by another source": (("A-1", "A-2"), "B", "204"),
    "17-40 across domains": (("A-1", "B-1"), "A", "204"),
    "17-50 of nobody": (("A-3", "A-1"), "A", "204"),
    "8-11 into nobody": (("A-1", "A-3"), "A", "204"),
    "8-12 into itself": (("A-1", "A-1"), "A", "205"),
}


@pytest.mark.parametrize(("pair", "sender", "code"), MERGES.values(), ids=MERGES.keys())
def test_17_a_merge_that_cannot_be_is_refused(speaker: Speaker, pair: tuple[str, str], sender: str, code: str) -> None:
    for number in ("A-1", "A-2", "B-1"):
        fed = f"{cx(number, f'TEST_{number[0]}')}||{JONES}||1984"
        speaker.feed(fed, sender=f"TEST_HARNESS_{number[0]}")
    old, new = (cx(number, f"TEST_{number[0]}") for number in pair)

    assert told(speaker.merge(old, new, sender=f"TEST_HARNESS_{sender}")) == ("AE", code)
    assert told(speaker.pix(cx("A-1", "TEST_A"))) == ("AA", "NF")


def test_18_a_social_security_number_links_across_domains(ohie: Speaker) -> None:
    ohie.feed(f"{cx('RJ-460', 'TEST_A')}||JONES^YANNICK||199004|M|||||||||||NID-000345439", sender="TEST_HARNESS_A")
    ohie.feed(f"{cx('RB-469', 'TEST_B')}||JONES^YAN||19900404|M|||||||||||NID-000345439", sender="TEST_HARNESS_B")

    assert "RJ-460" in numbers(ohie.pix(cx("RB-469", "TEST_B")))[0]
    assert numbers(ohie.pdq("@PID.19^NID-000345439"))[0][0] in ("RJ-460", "RB-469")
    assert ohie.pix(cx("RB-469", "TEST_B"), "^^^TEST_A").get("PID-3") == "RJ-460"
