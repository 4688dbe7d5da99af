"""A service in SOAP answers whatever it is sent: rightly, or with a fault that says why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from lxml import etree
from starlette.applications import Starlette
from typing_extensions import override

from harness.messages import soap
from harness.mocks.soap_service import LARGEST_BODY, Operation, SoapService, soap_route
from harness.transport.http_client import Exchange, HttpClient, Request
from harness.transport.http_server import HttpServer

ADDRESSED = soap.Addressing("urn:echo", "urn:uuid:1")
QUESTION = etree.Element("{urn:e}Question")


class _Echo(SoapService):
    """Gives back what it is sent."""

    @override
    def operations(self) -> Mapping[str, Operation]:
        return {"urn:echo": Operation("urn:echoed", lambda asked: asked), "urn:break": Operation("", _broken)}

    @override
    def wsdl(self, location: str) -> bytes:
        return f"<definitions at='{location}'/>".encode()


def _broken(asked: etree._Element) -> etree._Element:
    raise ZeroDivisionError(asked.tag)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with HttpServer(Starlette(routes=[soap_route("/soap", _Echo())])) as server:
        yield f"{server.url}/soap"


def sent(url: str, body: bytes, content_type: str = soap.MEDIA_TYPE, method: str = "POST") -> Exchange:
    with HttpClient() as client:
        return client.send(Request(method, url, (("Content-Type", content_type),), body))


def told(exchange: Exchange) -> tuple[int, soap.Envelope, soap.Fault]:
    assert exchange.response is not None
    envelope = soap.parse(exchange.response.body)
    return exchange.response.status, envelope, soap.fault_in(envelope.content) or soap.Fault("", "")


def test_what_is_asked_is_answered_and_related_to_the_question(url: str) -> None:
    status, envelope, _ = told(sent(url, soap.serialise(QUESTION, ADDRESSED)))
    assert (status, envelope.addressing.action, envelope.addressing.relates_to) == (200, "urn:echoed", "urn:uuid:1")


@pytest.mark.parametrize(
    ("action", "content_type", "subcode"),
    [
        ("", soap.MEDIA_TYPE, "MessageAddressingHeaderRequired"),
        ("urn:sing", soap.MEDIA_TYPE, "ActionNotSupported"),
        ("urn:echo", soap.content_type("urn:sing"), "ActionMismatch"),
        ("urn:echo", "text/xml", ""),
    ],
)
def test_a_question_that_is_addressed_wrongly_is_a_fault_of_its_sender(
    url: str, action: str, content_type: str, subcode: str
) -> None:
    status, _, fault = told(sent(url, soap.serialise(QUESTION, soap.Addressing(action)), content_type))
    assert (status, fault.code, fault.subcode) == (400, "Sender", subcode)


EMPTY = soap.serialise(QUESTION, ADDRESSED).replace(b"<ns0:Question", b"<!--").replace(b'xmlns:ns0="urn:e"/>', b"-->")
BOMB = b"<!DOCTYPE a [<!ENTITY b 'bbbb'>]><a>&b;</a>"


@pytest.mark.parametrize("body", [EMPTY, BOMB, b"", b"<a/>"])
def test_what_is_no_envelope_with_a_question_is_a_fault_of_its_sender(url: str, body: bytes) -> None:
    status, _, fault = told(sent(url, body))
    assert (status, fault.code) == (400, "Sender")


def test_a_header_block_that_has_to_be_understood_and_is_not_is_a_fault(url: str) -> None:
    block = b"<x:Lock xmlns:x='urn:x' soap:mustUnderstand='true'/></soap:Header>"
    status, _, fault = told(sent(url, soap.serialise(QUESTION, ADDRESSED).replace(b"</soap:Header>", block)))
    assert (status, fault.code) == (500, "MustUnderstand")


def test_a_fault_of_the_service_is_a_fault_of_the_receiver(url: str) -> None:
    status, _, fault = told(sent(url, soap.serialise(QUESTION, soap.Addressing("urn:break"))))
    assert (status, fault.code) == (500, "Receiver")


def test_an_envelope_without_end_is_refused(url: str) -> None:
    response = sent(url, b" " * (LARGEST_BODY + 1)).response
    assert response is not None
    assert response.status == 413


@pytest.mark.parametrize(("query", "status"), [("?wsdl", 200), ("?WSDL", 200), ("", 405)])
def test_the_service_describes_itself(url: str, query: str, status: int) -> None:
    response = sent(f"{url}{query}", b"", method="GET").response
    assert response is not None
    assert (response.status, url.encode() in response.body) == (status, status == 200)
