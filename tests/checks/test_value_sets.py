"""What is found in value sets that are shared, over HTTP and in SOAP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from harness.checks import value_sets as checks
from harness.checks.check import NothingToJudge
from harness.messages import soap
from tests.checks.resources import Told, finding
from tests.seen import answer, crossed, request

SVS, XML = "urn:ihe:iti:svs:2008", "text/xml"
CONCEPT = '<Concept code="a" codeSystem="http://here" displayName="A"/>'
LIST = f'<ConceptList xml:lang="en">{CONCEPT}</ConceptList>'
FRENCH = LIST.replace('"en"', '"fr"').replace('"A"', '"Ah"')
ONE = f'<ValueSet id="1.2" displayName="Set" version="2">{LIST}{FRENCH}</ValueSet>'
SEVERAL = f'<DescribedValueSet id="1.2" displayName="Set" version="2">{LIST}<Type>Expanded</Type></DescribedValueSet>'


def element(name: str, content: str, more: str = "") -> bytes:
    return f'<{name} xmlns="{SVS}"{more}>{content}</{name}>'.encode()


def shared(content: str = ONE, more: str = "", name: str = "RetrieveValueSetResponse", **told: Any) -> Any:
    return answer(element(name, content, more), content_type=XML, **told)


def described(content: str = SEVERAL) -> Any:
    return shared(content, name="RetrieveMultipleValueSetsResponse")


def in_soap(content: bytes, status: int = 200) -> Any:
    body = soap.serialise(etree.fromstring(content), soap.Addressing("urn:a"))
    return answer(body, status=status, content_type=soap.content_type())


def faulty(code: str = "", subcode: str = "") -> Any:
    return in_soap(etree.tostring(soap.Fault(code or "Sender", "no", subcode).element()), 400)


def refused(warning: str = "", status: int = 404) -> Any:
    return answer(status=status, content_type="", headers=(("Warning", warning),) if warning else ())


HINT = ' cacheExpirationHint="2026-11-27"'
EXPIRES = (("Expires", "Fri, 27 Nov 2026 00:00:00 GMT"),)
RIGHT: list[tuple[Callable[..., None], tuple[Any, ...]]] = [
    (checks.shares, (shared(), "1.2")),
    (checks.shares, (in_soap(element("RetrieveValueSetResponse", ONE)), "1.2")),
    (checks.is_in_languages, (shared(), ["fr", "en"])),
    (checks.is_not_in, (shared(), "de")),
    (checks.is_not_in, (refused(), "en")),
    (checks.calls, (shared(), "a", "Ah")),
    (checks.describes, (described(), ["1.2"])),
    (checks.describes_only, (described(), ["1.2"])),
    (checks.describes_only, (described(""), [])),
    (checks.warns, (refused('111 here "NAV: no"'), 111, "NAV")),
    (checks.faults_with, (faulty(subcode="NAV"), "NAV")),
    (checks.faults_with, (faulty("Receiver"), "Receiver")),
    (checks.expires_with_its_hint, (shared(more=HINT, headers=EXPIRES),)),
]


@pytest.mark.parametrize(("check", "arguments"), RIGHT)
def test_what_is_right_passes(check: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    assert check(*arguments) is None


ANSWER = ("the answer", "an answer of SVS")
NO_XML = ("line 1, column 1", "well-formed XML", "a fault: Start tag expected, '<' not found")
WRONG: list[tuple[Callable[..., None], tuple[Any, ...], tuple[str, ...]]] = [
    (checks.shares, (shared(""), "1.2"), ("ValueSet", "the value set 1.2", "0 value sets")),
    (checks.shares, (shared(), "1.3"), ("ValueSet/@id", "1.3", "1.2")),
    (checks.shares, (refused(), "1.2"), ("HTTP status", "200", "404")),
    (checks.shares, (answer(b"<a/>", content_type=XML), "1.2"), (*ANSWER, "a")),
    (checks.shares, (answer(b"nothing", content_type=XML), "1.2"), NO_XML),
    (checks.is_in_languages, (shared(), ["fr"]), ("ConceptList/@xml:lang", "fr", '["en", "fr"]')),
    (checks.is_not_in, (shared(), "en"), ("ConceptList/@xml:lang", "another language than en", "en")),
    (checks.calls, (shared(), "a", "B"), ("Concept/@displayName", "B", "A, Ah")),
    (checks.calls, (shared(), "b", "B"), ("Concept/@displayName", "B", "not that code")),
    (checks.describes, (described(""), ["1.2"]), ("DescribedValueSet", "1.2", "none")),
    (checks.describes_only, (described(), []), ("DescribedValueSet", "none", "1.2")),
    (checks.warns, (refused(status=500), 111, "NAV"), ("HTTP status", "404", "500")),
    (checks.warns, (refused('112 here "VERUNK: no"'), 111, "NAV"), ("Warning",)),
    (checks.warns, (refused(), 111, "NAV"), ("Warning", '111 … "NAV: …"', "no Warning")),
    (checks.faults_with, (in_soap(element("A", "")), "NAV"), ("Envelope.Body", "a fault NAV", "no fault")),
    (checks.faults_with, (faulty(), "NAV"), ("Envelope.Body.Fault.Code", "NAV", "Sender no")),
    (checks.faults_with, (shared(), "NAV"), ("Envelope",)),
    (checks.expires_with_its_hint, (shared(more=HINT),), ("Expires",)),
]


@pytest.mark.parametrize(("check", "arguments", "told"), WRONG)
def test_what_is_wrong_is_told_with_its_place(check: Callable[..., None], arguments: Any, told: Told) -> None:
    assert finding(check, *arguments)[: len(told)] == told


def test_a_list_that_lacks_a_code_is_told() -> None:
    assert finding(checks.shares, shared(), "1.2", version="2", codes=["b"]) == ("ConceptList", "the code b", "a")


def test_an_envelope_without_an_answer_is_told() -> None:
    empty = soap.serialise(etree.Element("a"), soap.Addressing("urn:a")).replace(b"<a/>", b"")
    told = finding(checks.shares, answer(empty, content_type=soap.content_type()), "1.2")
    assert told == (*ANSWER, "nothing")


def test_where_there_is_no_hint_nothing_has_to_expire() -> None:
    with pytest.raises(NothingToJudge):
        checks.expires_with_its_hint(shared())


ASKED = request("GET", "/svs/RetrieveValueSet?id=1.2", content_type=XML)


@pytest.mark.parametrize("answered", [shared(), described(), in_soap(element("RetrieveValueSetResponse", ONE))])
def test_what_is_built_by_the_schema_passes(answered: Any) -> None:
    assert checks.is_built_by_the_schema(crossed(ASKED, answered)) is None


BROKEN = [
    (shared(ONE.replace('displayName="A"', "")), "Concept"),
    (shared(ONE.replace('id="1.2"', 'id="urn:oid:1.2"')), "ValueSet"),
    (described(SEVERAL.replace("Expanded", "Some")), "Type"),
    (described(SEVERAL.replace('version="2"', "")), "DescribedValueSet"),
]


@pytest.mark.parametrize(("answered", "where"), BROKEN)
def test_what_is_not_built_by_the_schema_is_told(answered: Any, where: str) -> None:
    assert finding(checks.is_built_by_the_schema, crossed(ASKED, answered))[0] == where


@pytest.mark.parametrize("answered", [None, refused()])
def test_what_is_not_shared_is_not_held_against_the_schema(answered: Any) -> None:
    with pytest.raises(NothingToJudge):
        checks.is_built_by_the_schema(crossed(ASKED, answered))


def question(content: bytes, transaction: str) -> Any:
    body = soap.serialise(etree.fromstring(content), soap.Addressing("urn:a"))
    return crossed(request("POST", "/soap", body, content_type=soap.content_type()), transaction=transaction)


WORDS = element("RetrieveMultipleValueSetsRequest", "<ID>1.2</ID>")
RIGHTLY = [
    crossed(ASKED, transaction="ITI-48"),
    question(element("RetrieveValueSetRequest", '<ValueSet id="1.2"/>'), "ITI-48"),
    question(WORDS, "ITI-60"),
]


@pytest.mark.parametrize("exchange", RIGHTLY)
def test_who_asks_rightly_passes(exchange: Any) -> None:
    assert checks.asks_by_oid(exchange) is None


BY_URN = request("GET", "/svs/RetrieveValueSet?id=urn:oid:1.2", content_type=XML)
EMPTY = question(element("RetrieveValueSetRequest", ""), "ITI-60")
BARE = soap.serialise(etree.Element("a"), soap.Addressing("urn:a")).replace(b"<a/>", b"")
WRONGLY = [
    (crossed(BY_URN, transaction="ITI-48"), "urn:oid:1.2"),
    (crossed(request("GET", "/svs/RetrieveMultipleValueSets"), transaction="ITI-60"), "none"),
    (EMPTY, "none"),
    (crossed(request("POST", "/soap", BARE, content_type=soap.content_type()), transaction="ITI-60"), "none"),
]


@pytest.mark.parametrize(("exchange", "found"), WRONGLY)
def test_who_asks_wrongly_is_told(exchange: Any, found: str) -> None:
    assert finding(checks.asks_by_oid, exchange)[::2] == ("request parameters", found)
