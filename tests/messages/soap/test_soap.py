"""SOAP 1.2 as bytes: what is written is read again, and what is no SOAP is said to be none."""

from __future__ import annotations

import pytest
from lxml import etree

from harness.errors import MalformedMessage
from harness.messages import soap

QUESTION = "{urn:ihe:iti:svs:2008}RetrieveValueSetRequest"
ADDRESSED = soap.Addressing("urn:ask", "urn:uuid:1", "urn:uuid:0", "http://there", soap.ANONYMOUS)


def envelope(header: str = "", body: str = "<a xmlns='urn:a'/>", namespace: str = soap.SOAP) -> bytes:
    wsa = f"xmlns:wsa='{soap.ADDRESSING}'"
    return f"<s:Envelope xmlns:s='{namespace}' {wsa}>{header}<s:Body>{body}</s:Body></s:Envelope>".encode()


def test_an_envelope_is_read_as_it_was_written() -> None:
    read = soap.parse(soap.serialise(etree.Element(QUESTION), ADDRESSED))
    assert read.addressing == ADDRESSED
    assert getattr(read.content, "tag", None) == QUESTION


def test_the_action_has_to_be_understood() -> None:
    assert b'soap:mustUnderstand="true">urn:ask' in soap.serialise(etree.Element(QUESTION), ADDRESSED)


def test_an_empty_header_block_is_left_out() -> None:
    written = soap.serialise(etree.Element(QUESTION), soap.Addressing("urn:ask"))
    assert [name for name in (b"MessageID", b"RelatesTo", b"To>", b"ReplyTo") if name in written] == []


def test_an_envelope_without_header_or_content_is_read() -> None:
    assert soap.parse(envelope(body="")) == soap.Envelope(soap.Addressing())


def test_what_has_to_be_understood_and_is_not_is_named() -> None:
    header = "<s:Header><x:Lock xmlns:x='urn:x' s:mustUnderstand='1'/><x:Note xmlns:x='urn:x'/></s:Header>"
    assert soap.parse(envelope(header)).not_understood == ("{urn:x}Lock",)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (envelope(namespace="http://schemas.xmlsoap.org/soap/envelope/"), "Envelope"),
        (envelope(body="<a/><b/>"), "Envelope.Body"),
        (f"<s:Envelope xmlns:s='{soap.SOAP}'/>".encode(), "Envelope.Body"),
        (b"<Envelope/>", "Envelope"),
        (b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "line 1"),
        (b"nothing", "line 1, column 1"),
    ],
)
def test_what_is_no_soap_is_said_to_be_none(body: bytes, where: str) -> None:
    with pytest.raises(MalformedMessage) as told:
        soap.parse(body)
    assert told.value.where == where


def test_a_fault_is_read_as_it_was_written() -> None:
    fault = soap.Fault("Sender", "Unknown value set", "NAV", "urn:ihe:iti:svs:2008")
    read = soap.parse(soap.serialise(fault.element(), soap.Addressing("urn:fault")))
    assert soap.fault_in(read.content) == fault


def test_a_fault_without_subcode_is_read() -> None:
    assert soap.fault_in(soap.Fault("Receiver", "Broken").element()) == soap.Fault("Receiver", "Broken", "", "")


@pytest.mark.parametrize("content", [None, etree.Element(QUESTION)])
def test_what_is_no_fault_is_none(content: etree._Element | None) -> None:
    assert soap.fault_in(content) is None


def test_a_fault_of_the_sender_is_a_400() -> None:
    assert [soap.Fault(code, "").status for code in ("Sender", "Receiver", "MustUnderstand")] == [400, 500, 500]


@pytest.mark.parametrize(
    ("content_type", "action"),
    [
        (soap.content_type("urn:ask"), "urn:ask"),
        (soap.content_type(), ""),
        ("application/soap+xml;action=urn:ask", "urn:ask"),
    ],
)
def test_a_content_type_names_its_action(content_type: str, action: str) -> None:
    assert soap.action_in(content_type) == action
