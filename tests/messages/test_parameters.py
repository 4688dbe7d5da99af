"""The parameters of a request, from its address and from a form."""

from __future__ import annotations

import pytest

from harness.messages.parameters import FORM, parameters


def test_those_of_the_address_come_first_and_keep_their_order() -> None:
    found = parameters("http://cr:1/fhir/Patient/_search?b=%26&a=", b"b=A+B", FORM)
    assert found == [("b", "&"), ("a", ""), ("b", "A B")]


@pytest.mark.parametrize("content_type", [FORM, f"{FORM}; charset=utf-8", FORM.title()])
def test_a_form_is_known_however_its_type_is_written(content_type: str) -> None:
    assert parameters("/Patient/_search", b"family=A", content_type) == [("family", "A")]


@pytest.mark.parametrize("content_type", ["", "application/fhir+json"])
def test_what_is_no_form_has_none(content_type: str) -> None:
    assert parameters("/Patient", b"family=A", content_type) == []


def test_bytes_that_are_no_text_stop_nobody() -> None:
    assert parameters("/", b"family=\xff", FORM) == [("family", "\ufffd")]


def test_an_address_that_is_none_stops_nobody() -> None:
    assert parameters("http://[?a=b") == [("a", "b")]
