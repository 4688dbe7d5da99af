from __future__ import annotations

from dataclasses import replace

import pytest

from harness.evidence.exchange import Headers
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


CODED = {"nothing said": ((), None, ""), "as it is": ((("Content-Encoding", "identity"),), None, "")}
CODED |= {"did not come off": ((("Content-Encoding", "gzip"),), None, "gzip")}
CODED |= {"did not come off its chunks": ((("Content-Encoding", "br"),), b"5\r\nhello\r\n0\r\n\r\n", "br")}
CODED |= {"came off": ((("Content-Encoding", "gzip"),), b"\x1f\x8b packed", "")}


@pytest.mark.parametrize(("headers", "wire", "coding"), CODED.values(), ids=CODED)
def test_a_coding_that_did_not_come_off_is_known(headers: Headers, wire: bytes | None, coding: str) -> None:
    assert replace(answer(b"hello", headers=headers), wire=wire).coding == coding
