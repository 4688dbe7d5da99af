"""What is found in envelopes, and in how they are addressed."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from harness.checks import soap as checks
from harness.checks.check import NothingToJudge
from harness.messages import soap
from tests.checks.resources import finding
from tests.seen import answer, crossed, request

ADDRESSED = soap.Addressing("urn:ask", "urn:uuid:1", to="http://there")


def asked(addressing: soap.Addressing = ADDRESSED) -> Any:
    return request("POST", "/soap", enveloped(addressing), content_type=soap.content_type())


def answered(addressing: soap.Addressing) -> Any:
    return answer(enveloped(addressing), content_type=soap.content_type())


def enveloped(addressing: soap.Addressing) -> bytes:
    return soap.serialise(etree.Element("a"), addressing)


def test_an_envelope_is_one() -> None:
    assert checks.is_an_envelope(asked()) is None


@pytest.mark.parametrize(
    ("message", "where"),
    [
        (answer(enveloped(ADDRESSED), content_type="text/xml"), "Content-Type"),
        (answer(b"", content_type=""), "Content-Type"),
        (answer(b"<a/>", content_type=soap.content_type()), "Envelope"),
    ],
)
def test_what_is_no_envelope_is_told(message: Any, where: str) -> None:
    assert finding(checks.is_an_envelope, message)[0] == where


@pytest.mark.parametrize("message", [asked(), answered(soap.Addressing("urn:said"))])
def test_a_message_is_addressed(message: Any) -> None:
    assert checks.is_addressed(message) is None


@pytest.mark.parametrize(
    ("message", "where"),
    [
        (answered(soap.Addressing()), "Action"),
        (asked(soap.Addressing("urn:ask")), "MessageID"),
        (asked(soap.Addressing("urn:ask", "urn:uuid:1")), "To"),
    ],
)
def test_a_message_that_is_not_addressed_is_told(message: Any, where: str) -> None:
    assert finding(checks.is_addressed, message)[0] == f"Envelope.Header.{where}"


def test_an_answer_relates_to_its_question() -> None:
    related = answered(soap.Addressing("urn:said", relates_to="urn:uuid:1"))
    assert checks.relates_to_its_request(crossed(asked(), related)) is None


def test_an_answer_that_relates_to_nothing_is_told() -> None:
    told = finding(checks.relates_to_its_request, crossed(asked(), answered(soap.Addressing("urn:said"))))
    assert told == ("Envelope.Header.RelatesTo", "urn:uuid:1", "none")


def test_silence_relates_to_nothing() -> None:
    with pytest.raises(NothingToJudge):
        checks.relates_to_its_request(crossed(asked()))


def test_an_answer_has_the_action_of_an_answer() -> None:
    assert checks.answers_the_action(answered(soap.Addressing("urn:said")), "urn:said") is None


def test_another_action_is_told() -> None:
    told = finding(checks.answers_the_action, answered(soap.Addressing()), "urn:said")
    assert told == ("Envelope.Header.Action", "urn:said", "none")
