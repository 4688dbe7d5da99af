"""XML in which too much piles up is refused at once, wherever it is read."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from harness.errors import MalformedMessage
from harness.messages import adx
from harness.messages.adx.schema import Schema
from harness.messages.fhir import xml_reading
from harness.messages.fhir.xml_parsing import parsed_tree
from harness.report.decoded_xml import xml_lines

MANY = " ".join(f'a{number}="1"' for number in range(60_000))
NAMESPACES = " ".join(f'xmlns:a{number}="urn:{number}"' for number in range(60_000))
LOCATION = '<Location xmlns="http://hl7.org/fhir"><name value="x" {}/></Location>'
ADX = (
    '<adx xmlns="urn:ihe:qrph:adx:2015" exported="2026-01-01T00:00:00Z"><group orgUnit="OU" period="2026-01-01/P1M">'
    '<dataValue dataElement="D" value="3" {}/></group></adx>'
)
READERS: dict[str, tuple[Callable[[bytes], object], str]] = {
    "FHIR": (xml_reading.xml_resource, LOCATION.format(MANY)),
    "namespaces": (parsed_tree, LOCATION.format(NAMESPACES)),
    "ADX": (adx.read, ADX.format(MANY)),
    "ADX by its schema": (
        Schema(b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>', {}).faults,
        ADX.format(MANY),
    ),
}


@pytest.mark.parametrize(("read", "text"), READERS.values(), ids=READERS)
def test_what_piles_up_is_refused_at_once(read: Callable[[bytes], object], text: str) -> None:
    began = time.process_time()
    with pytest.raises(MalformedMessage, match="at most 100"):
        read(text.encode())
    assert time.process_time() - began < 1


def test_what_piles_up_is_not_drawn() -> None:
    assert xml_lines(LOCATION.format(MANY).encode()) == ()


def test_a_hundred_of_each_are_read() -> None:
    spaces = " ".join(f'xmlns:a{number}="urn:{number}"' for number in range(99))
    root = parsed_tree(f'<a xmlns="urn:a" {spaces}>{"<b/>" * 5}</a>'.encode())
    assert len(root) == 5


def test_namespaces_count_only_where_they_are_known() -> None:
    one = '<div xmlns="http://www.w3.org/1999/xhtml"/>'
    assert len(parsed_tree(f"<a>{one * 500}</a>".encode())) == 500
