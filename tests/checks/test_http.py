from __future__ import annotations

import pytest

from harness.checks import http
from harness.messages import fhir
from tests.checks.resources import finding
from tests.seen import answer


@pytest.mark.parametrize("statuses", [(201,), (200, 201)])
def test_one_of_the_wanted_statuses_will_do(statuses: tuple[int, ...]) -> None:
    assert http.answered(answer(status=201), *statuses) is None


def test_another_status_is_told() -> None:
    assert finding(http.answered, answer(status=500), 200, 404) == ("HTTP status", "200 or 404", "500")


@pytest.mark.parametrize("status", [400, 404, 422, 499])
def test_the_sender_s_own_mistake_is_a_refusal(status: int) -> None:
    assert http.refused(answer(status=status)) is None


@pytest.mark.parametrize("status", [200, 399, 500])
def test_what_is_no_refusal_is_told(status: int) -> None:
    assert finding(http.refused, answer(status=status)) == ("HTTP status", "400 to 499: a refusal", str(status))


@pytest.mark.parametrize("content_type", ["application/fhir+xml; charset=utf-8", "text/xml"])
def test_every_name_of_the_format_will_do(content_type: str) -> None:
    assert http.written_as(answer(b"<Patient/>", content_type=content_type), fhir.XML) is None


@pytest.mark.parametrize(("content_type", "found"), [(fhir.JSON, fhir.JSON), ("", "no Content-Type")])
def test_another_format_is_told(content_type: str, found: str) -> None:
    message = answer(b"x", content_type=content_type)

    assert finding(http.written_as, message, fhir.XML) == ("Content-Type", fhir.XML, found)
