"""The reference HMIS takes ADX, all of a message or nothing, and says what became of it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from harness.messages import adx
from harness.messages.figures import numbers
from tests.messages.adx.malaria import report, written

ASKED = {"dataSet": "MAL01", "period": "202601", "orgUnit": report().org_unit}
BOMB = '<?xml version="1.0"?><!DOCTYPE adx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><adx exported="&b;"/>'


def posted(hmis: httpx.Client, text: str | bytes, media_type: str = adx.MEDIA_TYPE, to: str = "/adx") -> httpx.Response:
    return hmis.post(to, content=text, headers={"content-type": media_type})


def kept(hmis: httpx.Client) -> tuple[object, ...]:
    return adx.read(hmis.get("/adx", params=ASKED).content, may_be_empty=True)


@pytest.mark.parametrize("to", ["/adx", "/api/dataValueSets"])
def test_a_report_is_kept_as_it_was_sent(hmis: httpx.Client, to: str) -> None:
    answer = posted(hmis, written(), to=to)
    assert (answer.status_code, answer.json()["response"]["importCount"]["imported"]) == (200, 32)
    assert numbers(kept(hmis)) == numbers([report()])  # type: ignore[arg-type]


def test_a_report_that_comes_again_is_updated(hmis: httpx.Client) -> None:
    posted(hmis, written())
    counts = posted(hmis, written()).json()["response"]["importCount"]
    assert (counts["imported"], counts["updated"], numbers(kept(hmis))) == (0, 32, numbers([report()]))  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_changes_nothing(hmis: httpx.Client, encoding: str) -> None:
    text = written().replace("UTF-8", "UTF-16" if encoding == "utf-16" else "UTF-8")
    assert (posted(hmis, text.encode(encoding)).status_code, len(kept(hmis))) == (200, 1)


@pytest.mark.parametrize(
    ("right", "wrong", "status", "said"),
    [
        (' orgUnit="XjQ50fgEE7D"', "", 400, "orgUnit"),
        ("2026-01-01/P1M", "January 2026", 400, "January"),
        ("2026-01-31T10:00:00Z", "the last of January", 400, "exported"),
        ('value="5"', 'value="NaN"', 400, "NaN"),
        ('value="5"', 'value="1e5"', 400, "1e5"),
        ('value="5"', 'value="\u0663"', 400, "decimal"),
        ("2026-01-01/P1M", "\u0662\u0660\u0662\u0666-01-01/P1M", 400, "period"),
        ("2026-01-31T", "2026-01-\u0663\u0661T", 400, "exported"),
        ('value="5"', f'value="{"9" * 5000}"', 400, "5000 characters"),
        ("urn:ihe:qrph:adx:2015", "urn:ihe:qrph:adx:2099", 400, "2099"),
        ("XjQ50fgEE7D", "OU_9999", 422, "OU_9999"),
        ('"MAL01"', '"MAL99"', 422, "MAL99"),
        ('"MAL01-6"', '"MAL99-6"', 422, "MAL99-6"),
        ('sex="M"', 'shoe="42"', 422, "shoe"),
        ('sex="M"', 'sex="X"', 422, "no such code of sex"),
        (' sex="M"', "", 422, "nothing is said of it"),
        ('value="5" ageGroup="15-plus" sex="M"', 'value="6" ageGroup="15-plus" sex="F"', 422, "two numbers"),
    ],
)
def test_one_fault_has_nothing_kept(hmis: httpx.Client, right: str, wrong: str, status: int, said: str) -> None:
    answer = posted(hmis, written().replace(right, wrong, 1))
    assert (answer.status_code, said in answer.text, kept(hmis)) == (status, True, ())


def test_more_deaths_than_cases_are_refused(hmis: httpx.Client) -> None:
    deadly = written().replace('"MAL01-4" value="0"', '"MAL01-4" value="900"', 1)
    answer = posted(hmis, deadly)
    assert (answer.status_code, "more deaths than cases" in answer.text, kept(hmis)) == (422, True, ())


HALF = written()[:900].encode()


@pytest.mark.parametrize("text", [BOMB.encode(), BOMB.encode("utf-16"), b"", b"{}", b"\xff\xfe", HALF])
def test_what_is_no_xml_is_answered_400(hmis: httpx.Client, text: bytes) -> None:
    assert (posted(hmis, text).status_code, kept(hmis)) == (400, ())


def test_another_media_type_is_answered_415(hmis: httpx.Client) -> None:
    assert (posted(hmis, written(), "application/pdf").status_code, kept(hmis)) == (415, ())


def test_a_message_that_is_packed_is_answered_415(hmis: httpx.Client) -> None:
    packed = {"content-type": adx.MEDIA_TYPE, "content-encoding": "gzip"}
    assert (hmis.post("/adx", content=written(), headers=packed).status_code, kept(hmis)) == (415, ())


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("at", ["/adx", "/api/dataValueSets"])
def test_another_method_is_answered_405(hmis: httpx.Client, method: str, at: str) -> None:
    answer = hmis.request(method, at)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


def test_a_period_in_words_is_not_looked_up(hmis: httpx.Client) -> None:
    assert hmis.get("/adx", params={**ASKED, "period": "last month"}).status_code == 400


def test_a_message_of_more_than_20_megabytes_is_answered_413(hmis: httpx.Client) -> None:
    def pieces() -> Iterator[bytes]:
        yield written().partition("</group>")[0].encode()
        yield from (b'<dataValue dataElement="MAL01-1" value="32" ageGroup="0-4y" sex="M"/>' * 1000 for _ in range(300))

    answer = hmis.post("/adx", content=pieces(), headers={"content-type": adx.MEDIA_TYPE})
    assert (answer.status_code, kept(hmis)) == (413, ())
