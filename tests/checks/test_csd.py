"""What is found in care services by CSD, in the body of HTTP and in SOAP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from harness.checks import csd as checks
from harness.checks.check import NothingToJudge
from harness.messages import csd, soap
from tests.checks.resources import Told, finding
from tests.seen import answer, crossed, request

XML = "text/xml"
SINCE = "2026-11-26T03:00:00Z"


def facility(code: str = "F1", updated: str = SINCE, name: str = "Amani", kind: str = "facility") -> str:
    record = f'<record updated="{updated}" status="106-001"/>'
    return f'<{kind} entityID="urn:{code}"><otherID code="{code}"/><primaryName>{name}</primaryName>{record}</{kind}>'


def document(*facilities: str, providers: str = "") -> bytes:
    inside = {"facilityDirectory": "".join(facilities), "providerDirectory": providers}
    told = "".join(f"<{name}>{inside.get(name, '')}</{name}>" for name in csd.DIRECTORIES.values())
    return f'<CSD xmlns="{csd.NAMESPACE}">{told}</CSD>'.encode()


def told(*facilities: str, status: int = 200, providers: str = "") -> Any:
    return answer(document(*facilities, providers=providers), status=status, content_type=XML)


def plain(body: bytes) -> Any:
    return answer(body, content_type=XML)


def in_soap(content: Any, asks: bool = False) -> Any:
    body = soap.serialise(content, soap.Addressing("urn:a"))
    said = soap.content_type()
    return request("POST", "/soap", body, content_type=said) if asks else answer(body, content_type=said)


def modified(*facilities: str) -> Any:
    return in_soap(csd.modifications_response(etree.fromstring(document(*facilities))))


def asked(since: str = SINCE) -> Any:
    return in_soap(csd.modifications_request(since), asks=True)


def posted(body: bytes, content_type: str = XML) -> Any:
    return crossed(request("POST", "/csd", body, content_type=content_type), told())


TWO = (told(facility("F1")), told(facility("F2")))
QUESTION = csd.question(csd.Question("urn:f"))
RIGHT: list[tuple[Callable[..., None], tuple[Any, ...]]] = [
    (checks.tells_of, (told(facility()), "facility", "F1")),
    (checks.tells_of, (modified(facility()), "facility", "F1")),
    (checks.tells_of_only, (told(facility("F2"), facility("F1")), "facility", ["F1", "F2"])),
    (checks.is_empty, (told(),)),
    (checks.changed_as_asked, (crossed(asked(), modified(facility())),)),
    (checks.shows, (told(facility()), "facility", "F1", "primaryName", "Amani")),
    (checks.shows, (told(facility("F2"), facility()), "facility", "F1", "record/@status", "106-001")),
    (checks.finds_pages, (TWO, "facility", ["F2", "F1"])),
    (checks.refused, (answer(status=404),)),
    (checks.refused, (answer(status=500),)),
    (checks.faults, (in_soap(soap.Fault("Sender", "no").element()),)),
    (checks.is_built_as_a_document, (crossed(asked(), modified(facility())),)),
    (checks.asks_since_an_instant, (crossed(asked()),)),
    (checks.asks_a_function, (posted(QUESTION),)),
]


@pytest.mark.parametrize(("check", "arguments"), RIGHT)
def test_what_is_right_passes(check: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    assert check(*arguments) is None


PLACE = "facilityDirectory"
WRONG: list[tuple[Callable[..., None], tuple[Any, ...], tuple[str, ...]]] = [
    (checks.tells_of, (told(), "facility", "F1"), (PLACE, "the facility F1", "none")),
    (checks.tells_of, (told(status=404), "facility", "F1"), ("HTTP status", "200", "404")),
    (checks.tells_of, (plain(b"<a/>"), "facility", "F1"), ("CSD", "a CSD document", "a")),
    (checks.tells_of, (plain(b"nothing"), "facility", "F1"), ("line 1, column 1", "well-formed XML")),
    (checks.tells_of_only, (told(facility(), facility("F2")), "facility", ["F1"]), (PLACE, "F1", "F1, F2")),
    (checks.tells_of_only, (told(providers=facility(kind="provider")), "facility", []), ("providerDirectory",)),
    (checks.is_empty, (told(facility()),), (PLACE, "nothing", "a facility")),
    (checks.is_empty, (plain(b'<CSD xmlns="urn:ihe:iti:csd:2013"/>'),), ("CSD",)),
    (
        checks.changed_as_asked,
        (crossed(asked(), modified(facility(updated="2025-01-01T00:00:00Z"))),),
        ("record/@updated", f"{SINCE} or later", "2025-01-01T00:00:00+00:00"),
    ),
    (checks.shows, (told(facility()), "facility", "F1", "primaryName", "Neema"), ("primaryName", "Neema", "Amani")),
    (checks.shows, (told(facility()), "facility", "F1", "record/@gone", "x"), ("record/@gone", "x", "nothing")),
    (checks.shows, (told(), "facility", "F1", "primaryName", "A"), (PLACE, "the facility F1", "it is not there")),
    (checks.finds_pages, ((told(facility(), facility("F2")),), "facility", []), (PLACE, "one entity", "2 on page 1")),
    (checks.finds_pages, ((TWO[0], TWO[0]), "facility", ["F1", "F2"]), (PLACE, "F1, F2", "F1, F1")),
    (checks.refused, (told(),), ("HTTP status", "4xx or 5xx", "200")),
    (checks.faults, (modified(),), ("Envelope.Body", "a fault", "getModificationsResponse")),
    (
        checks.is_built_as_a_document,
        (crossed(asked(), modified(facility().replace("entityID", "id"))),),
        ("facility/@entityID",),
    ),
    (checks.is_built_as_a_document, (crossed(asked(), modified(facility(updated=""))),), ("record/@updated",)),
    (checks.asks_since_an_instant, (crossed(asked("today")),), ("lastModified", "one xs:dateTime", "today")),
    (checks.asks_since_an_instant, (crossed(in_soap(csd.element("a"), asks=True)),), ("Envelope.Body",)),
    (checks.asks_a_function, (posted(QUESTION, "text/plain"),), ("Content-Type",)),
    (checks.asks_a_function, (posted(b"<a/>"),), ("a",)),
    (checks.id_of, (told(), "facility", "F1"), (PLACE, "the facility F1", "it is not there")),
]


@pytest.mark.parametrize(("check", "arguments", "expected"), WRONG)
def test_what_is_wrong_is_told_with_its_place(check: Callable[..., None], arguments: Any, expected: Told) -> None:
    exchange = "" if check is checks.id_of else "x0001"
    assert finding(check, *arguments, exchange=exchange)[: len(expected)] == expected


def test_an_entity_is_known_by_its_number() -> None:
    assert checks.id_of(told(facility("F2"), facility()), "facility", "F1") == "urn:F1"


def test_an_envelope_without_content_holds_no_document() -> None:
    empty = soap.serialise(etree.Element("a"), soap.Addressing("urn:a")).replace(b"<a/>", b"")
    assert finding(checks.is_empty, answer(empty, content_type=soap.content_type()))[2] == "nothing"


@pytest.mark.parametrize("exchange", [crossed(asked()), crossed(asked("today"), modified())])
def test_without_an_answer_or_an_instant_nothing_is_too_old(exchange: Any) -> None:
    with pytest.raises(NothingToJudge):
        checks.changed_as_asked(exchange)


@pytest.mark.parametrize("exchange", [crossed(asked()), crossed(asked(), told(status=500))])
def test_what_is_not_answered_is_no_document_to_judge(exchange: Any) -> None:
    with pytest.raises(NothingToJudge):
        checks.is_built_as_a_document(exchange)
