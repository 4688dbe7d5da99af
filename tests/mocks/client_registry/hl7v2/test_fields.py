"""Fields of a PID on their way into a record and back, and those that can be searched by."""

from __future__ import annotations

import pytest

from tests.mocks.client_registry.conftest import targets
from tests.mocks.client_registry.hl7v2.conftest import JONES, Speaker, cx, numbers, told, where

BY_NAME = "@PID.5.1^JONES"
MOTHER = cx("M-1", "NID")


def fed(speaker: Speaker, **fields: str) -> None:
    """Jennifer Jones with `fields` by number: ``pid_13="…"``."""
    numbered = {int(name.removeprefix("pid_")): text for name, text in fields.items()}
    known = {3: cx("1"), 5: JONES, 7: "19840125", 8: "F"} | numbered
    answer = speaker.feed("|".join(known.get(field, "") for field in range(3, max(known) + 1)))
    assert told(answer) == ("AA", "")


BACK = {
    "an e-mail address": (13, "^NET^Internet^j@example.org"),
    "a mobile phone": (13, "0722^PRN^CP"),
    "a fax at work": (14, "0733^WPN^FX"),
    "a marital status without a code": (16, "^LIVING TOGETHER"),
    "a language in words": (15, "^Dholuo (spoken)"),
    "a religion": (17, "CHR^Christian^HL70006"),
    "a licence": (20, "D123^KE&x"),
    "one of twins": (25, "2"),
    "no twin": (24, "N"),
    "a death": (30, "N"),
    "the day of a death": (29, "20200101"),
    "two addresses": (11, "1 Main St^^Kisumu^^^KE^H~Box 7^^Kisumu^^^KE^M"),
    "several names": (5, "JONES^JENNIFER^ANN MARY^JR^DR^^L~SMITH^^^^^^M"),
    "a birth by month": (7, "198401"),
}


@pytest.mark.parametrize(("field", "text"), BACK.values(), ids=BACK.keys())
def test_a_field_comes_back_as_it_was_sent(speaker: Speaker, field: int, text: str) -> None:
    fed(speaker, **{f"pid_{field}": text})

    assert speaker.pdq("@PID.3.1^1", "@PID.3.4.1^TEST").raw(f"PID-{field}") == text


FORGOTTEN = {13: "0722^PRN^PH", 14: "0733^WPN^PH", 6: "SMITH", 11: "^^Kisumu", 16: "S", 18: "ACC-1", 21: MOTHER}


@pytest.mark.parametrize(("field", "text"), FORGOTTEN.items())
def test_a_null_forgets_one_field_alone(speaker: Speaker, field: int, text: str) -> None:
    fed(speaker, **{f"pid_{field}": text, "pid_15": "en"})
    fed(speaker, **{f"pid_{field}": '""'})
    found = speaker.pdq(BY_NAME)

    assert (found.get(f"PID-{field}"), found.get("PID-15")) == ("", "en")


@pytest.mark.parametrize(("later", "known"), [("", ["N-1"]), ("N-2", ["N-2"]), ('""', [])])
def test_a_later_social_security_number_replaces_the_earlier(speaker: Speaker, later: str, known: list[str]) -> None:
    fed(speaker, pid_19="N-1")
    fed(speaker, pid_19=later)

    assert targets(speaker.fhir.pix("1")) == known


WRONG = {"no date": (7, "Monday", "102"), "no such day": (7, "19840230", "102"), "no sex": (8, "X", "103")}


@pytest.mark.parametrize(("field", "text", "code"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_is_refused_at_its_place(speaker: Speaker, field: int, text: str, code: str) -> None:
    known = {3: cx("1"), 5: JONES, field: text}
    answer = speaker.feed("|".join(known.get(number, "") for number in range(3, 9)))

    assert (told(answer), where(answer)) == (("AE", code), f"PID^1^{field}^1")


FOUND: dict[str, tuple[tuple[str, ...], bool]] = {
    "a phone at home": (("@PID.13^+254 (722) 1",), True),
    "a phone at work": (("@PID.14.1^0733",), True),
    "another phone": (("@PID.13^0799", BY_NAME), False),
    "an account": (("@PID.18^ACC-1",), True),
    "another account": (("@PID.18.1^ACC-2", BY_NAME), False),
    "a whole street": (("@PID.11.1^14 harbour road",), True),
    "a sex that there is not": (("@PID.8^X", BY_NAME), False),
    "a mother's number in its domain": (("@PID.21.1^M-1", "@PID.21.4.1^NID"), True),
    "a mother's number in another": (("@PID.21.1^M-1", "@PID.21.4.1^TEST"), False),
    "a mother's number in none": (("@PID.21.1^M-1", "@PID.21.4.1^RANDOM"), False),
    "a mother's names": (("@PID.6.1^sm*", "@PID.6.2^mary"), True),
    "another mother": (("@PID.6.1^SMITH", "@PID.6.2^JANE"), False),
    "everybody in a domain": (("@PID.3.4.1^TEST",), True),
    "a second given name": (("@PID.5.3^ANN",), True),
    "an empty field beside another": (("@PID.8^", BY_NAME), True),
}


@pytest.mark.parametrize(("asked", "is_found"), FOUND.values(), ids=FOUND.keys())
def test_patients_are_searched_by_it(speaker: Speaker, asked: tuple[str, ...], is_found: bool) -> None:
    phones = {"pid_13": "+254 722 1^PRN^PH", "pid_14": "0733^WPN^PH"}
    mother = {"pid_6": "SMITH^MARY", "pid_21": MOTHER}
    fed(speaker, pid_5="JONES^JENNIFER^ANN", pid_11="14 Harbour Road^^Kisumu", pid_18="ACC-1", **phones, **mother)

    assert numbers(speaker.pdq(*asked)) == ([["1"]] if is_found else [])


def test_what_cannot_be_searched_by_is_named(speaker: Speaker) -> None:
    answer = speaker.pdq("@PID.5.1^JONES", "@PID.30^Y")

    assert (told(answer), where(answer), answer.get("ERR-3")) == (("AE", "AE"), "QPD^1^3^2^1", "103")


@pytest.mark.parametrize(("query", "code"), [("QPD||T|@PID.8^F", "101"), ("QPD|Q||@PID.8^F", "101"), ("ZZZ|1", "100")])
def test_a_query_has_a_name_and_a_tag(speaker: Speaker, query: str, code: str) -> None:
    answer = speaker.say(query, "RCP|I", kind="QBP^Q22^QBP_Q21", version="2.5")

    assert (told(answer), answer.get("ERR-3")) == (("AE", "AE"), code)


def test_a_query_that_can_wait_is_refused(speaker: Speaker) -> None:
    answer = speaker.say("QPD|Q|T|@PID.8^F", "RCP|D", kind="QBP^Q22^QBP_Q21", version="2.5")

    assert (told(answer), answer.get("ERR-3")) == (("AE", "AE"), "103")
