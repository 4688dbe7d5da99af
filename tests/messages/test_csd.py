"""Documents and questions of CSD as XML: what is written is read again, and what is none is said to be none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from harness.errors import MalformedMessage
from harness.messages import csd

PAIRS = (
    ("id", "urn:uuid:1"),
    ("otherID", "urn:a|b|F1"),
    ("otherID", "F2"),
    ("codedType", "urn:codes|hospital"),
    ("primaryName", "Amani & Söhne"),
    ("organizations", "urn:uuid:2"),
    ("addressLine", "Kisumu"),
    ("record", "2026-11-26T03:00:00Z"),
    ("start", "1"),
)
FACILITY = '<facility entityID="urn:1"><record updated="2026-11-26T03:00:00Z"/></facility>'


def wrapped(name: str, inside: str) -> Any:
    return etree.fromstring(f'<{name} xmlns="{csd.NAMESPACE}">{inside}</{name}>')


def test_a_question_is_read_as_it_was_written() -> None:
    asked = csd.Question(f"{csd.STORED}facility-search", PAIRS)
    assert csd.question_in(csd.question(asked)) == asked


def test_a_parameter_that_nobody_filled_in_is_none() -> None:
    names = ("id", "otherID", "primaryName", "organizations", "address")
    empty = "".join(f"<{name}/>" for name in names)
    body = wrapped("careServicesRequest", f'<function urn="urn:f"><requestParams>{empty}</requestParams></function>')
    assert csd.question_in(etree.tostring(body)) == csd.Question("urn:f")


@pytest.mark.parametrize(
    "body",
    [
        b"<careServicesRequest/>",
        b'<careServicesRequest xmlns="urn:ihe:iti:csd:2013"/>',
        b'<careServicesRequest xmlns="urn:ihe:iti:csd:2013"><function/></careServicesRequest>',
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"nothing",
        b"",
    ],
)
def test_what_asks_no_function_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedMessage):
        csd.question_in(body)


def test_a_document_has_all_four_directories_in_their_order() -> None:
    made = csd.document([etree.fromstring(FACILITY.replace("<facility", f'<facility xmlns="{csd.NAMESPACE}"'))])
    assert [etree.QName(one).localname for one in made] == list(csd.DIRECTORIES.values())
    assert [csd.kind_of(one) for one in csd.entities_in(made)] == ["facility"]


@pytest.mark.parametrize(
    "answer",
    [
        wrapped("CSD", ""),
        wrapped("getModificationsResponse", "<CSD/>"),
        wrapped("careServicesResponse", "<result><CSD/></result>"),
    ],
)
def test_a_document_is_found_wherever_an_answer_holds_it(answer: Any) -> None:
    found = csd.document_in(answer)
    assert found is not None
    assert found.tag == csd.named("CSD")


def test_what_holds_no_document_has_none() -> None:
    assert csd.document_in(etree.fromstring("<html/>")) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-11-26T03:00:00Z", datetime(2026, 11, 26, 3, tzinfo=UTC)),
        ("2026-11-26T06:00:00+03:00", datetime(2026, 11, 26, 3, tzinfo=UTC)),
        ("2026-11-26T03:00:00", datetime(2026, 11, 26, 3, tzinfo=UTC)),
        ("2026-11-26", None),
        ("Tomorrow", None),
        ("", None),
    ],
)
def test_an_instant_is_read_in_its_zone(text: str, told: datetime | None) -> None:
    assert csd.instant(text) == told


def test_an_entity_without_a_record_does_not_say_when_it_changed() -> None:
    assert csd.updated(wrapped("facility", "")) is None
