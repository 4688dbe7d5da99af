from __future__ import annotations

from dataclasses import replace

import pytest

from tests.seen import answer, request


def test_a_header_is_found_in_any_case() -> None:
    assert answer(headers=(("ETag", "1"), ("etag", "2"))).header("ETAG") == "1"


def test_a_header_that_is_not_there_is_none() -> None:
    assert answer().header("Location") is None


@pytest.mark.parametrize(
    ("start", "status"),
    [
        ("HTTP/1.1 404 Not Found", 404),
        ("HTTP/1.0 204", 204),
        ("HTTP/1.1", 0),
        ("HTTP/1.1 \u00b2\u00b2\u00b2 digits that are none", 0),
        ("HTTP/1.1 20 two digits", 0),
        ("HTTP/1.1 OK", 0),
        ("PUT /Patient HTTP/1.1", 0),
        ("", 0),
    ],
)
def test_the_status_is_the_number_in_the_start_line(start: str, status: int) -> None:
    assert replace(answer(), start=start).status == status


def test_a_request_tells_its_method_and_its_target() -> None:
    message = request("PUT", "/fhir/Patient?identifier=a%7C1")

    assert (message.method, message.target) == ("PUT", "/fhir/Patient?identifier=a%7C1")


def test_a_start_line_that_is_none_has_no_target() -> None:
    assert replace(request("GET", "/"), start="junk").target == ""
