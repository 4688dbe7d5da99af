"""Whatever a directory is asked, it answers in words, and what it keeps stays whole."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.mocks.rest.messages import Request
from tests.mocks.rest.conftest import Directory

BASE = "http://here/fhir"
NAMES = (
    *("_id", "_lastUpdated", "name", "name:exact", "name:contains", "identifier", "identifier:not", "near", "partof"),
    *("partof:missing", "partof:identifier", "partof.name", "organization.partof.name:contains", "status:text"),
    *("_has:PractitionerRole:location:role", "_has:Location:partof:_has:Location:partof:name", "_has:::", "partof."),
    *("_sort", "_count", "_total", "_summary", "_elements", "_include", "_revinclude", "_include:iterate", "_cursor"),
    *("_since", "_at", "_format", "", ":", ".", "a.b.c", "name:", "partof:Location.near"),
)
VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            *("-1.29|36.8|5|km", "|", "||||", ",", "\\", "\\,", "\\\\|", "true", "false", "*", "Location:*", "-name"),
            *(
                "Location:partof",
                "PractitionerRole:location:Location",
                "ge2020",
                "ge",
                "2020-02-30",
                "1-1",
                "MTI",
                "W10",
            ),
            *(
                "Location/a",
                f"{BASE}/Location/a",
                "a|b|c",
                "1e99",
                "9" * 400,
                "\u0000",
                "\U0010ffff",
                "%",
                "name,,-_id",
            ),
        ]
    ),
)


@pytest.fixture(scope="module")
def directory() -> Iterator[Directory]:
    kept = Directory()
    for id_, elements in {"a": {"name": "A"}, "b": {"name": "B", "partOf": {"reference": "Location/a"}}}.items():
        kept.store.add({"resourceType": "Location", **elements}, id_=id_)
    yield kept
    kept.store.close()


@settings(max_examples=500, deadline=None)
@given(pairs=st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=20)), VALUES), max_size=4))
def test_any_search_is_answered_or_refused(directory: Directory, pairs: list[tuple[str, str]]) -> None:
    for what, type_ in (("search", "Location"), ("history-type", "Location"), ("history-system", "")):
        answer = directory.answer(Request(what, type_, parameters=tuple(pairs), base=BASE))

        assert answer.status in (200, 400, 406)
        assert answer.resource is not None
        assert answer.resource["resourceType"] == ("Bundle" if answer.status == 200 else "OperationOutcome")


def cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


COSTLY: dict[str, list[tuple[str, str]]] = {
    "a thousand orders": [("_sort", ",".join(["name"] * 1000))],
    "a thousand orders, one by one": [("_sort", "name")] * 1000,
    "a thousand includes": [("_include:iterate", "*")] * 1000,
    "a thousand empty clauses": [("name", ",")] * 1000,
    "a thousand clauses": [("name", "x")] * 1000,
    "a very long uri": [("_profile:above", "x" + "/y" * 40_000)],
    "a very long chain": [(".".join(["partof"] * 900), "x")],
    "as long a chain the other way": [("_has:Location:partof:" * 900 + "name", "x")],
    "a cursor beyond numbers": [("_sort", "name"), ("_cursor", cursor(1, 1, 10**30))],
    "a cursor beyond Unicode": [("_sort", "name"), ("_cursor", cursor(1, 1, "\ud800"))],
    "a cursor of lists": [("_sort", "name"), ("_cursor", cursor(1, 1, []))],
    "a cursor of truth": [("_sort", "name"), ("_cursor", cursor(True, 1, "a"))],
    "a cursor that is not one": [("_sort", "name"), ("_cursor", cursor())],
    "a cursor of another order": [("_sort", "-_lastUpdated"), ("_cursor", cursor(1, 9, "a"))],
    "a cursor without a value": [("_sort", "name"), ("_cursor", cursor(0, 9, None))],
    "a deep cursor": [("_sort", "name"), ("_cursor", base64.b64encode(b"[" * 50_000).decode())],
}


@pytest.mark.parametrize("pairs", COSTLY.values(), ids=COSTLY.keys())
def test_what_would_cost_too_much_is_refused_at_once(directory: Directory, pairs: list[tuple[str, str]]) -> None:
    begin = time.process_time()
    answer = directory.answer(Request("search", "Location", parameters=tuple(pairs), base=BASE))

    assert answer.status in (200, 400)
    assert time.process_time() - begin < 1


def test_a_large_transaction_is_carried_out_in_time(directory: Directory) -> None:
    asked_for = [{"request": {"method": "GET", "url": "Location/a"}}] * 5_000
    body = json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": asked_for}).encode()
    headers, begin = {"content-type": "application/fhir+json"}, time.process_time()
    answer = directory.answer(Request("several", "", method="POST", headers=headers, body=body, base=BASE))

    assert answer.status == 200
    assert time.process_time() - begin < 5


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.sampled_from(["Location", "POST", "", "urn:uuid:x"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["resourceType", "id"]), inner)
    ),
    max_leaves=5,
)
methods = st.sampled_from(["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"])
urls = st.one_of(
    st.sampled_from(
        ["Location", "Location/z", "Location?name=x", "Location/z/_history/1", "_history", "metadata", "/", ""]
    ),
    st.text(max_size=20),
)
asked = st.fixed_dictionaries(
    {"method": st.one_of(methods, json_values), "url": st.one_of(urls, json_values)},
    optional={"ifMatch": json_values, "ifNoneExist": st.one_of(st.just("name=x"), json_values)},
)
written = st.one_of(st.just({"resourceType": "Location", "id": "z", "name": "x"}), json_values)
entries = st.fixed_dictionaries(
    {}, optional={"request": st.one_of(asked, json_values), "resource": written, "fullUrl": json_values}
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(["batch", "transaction"]), parts=st.lists(st.one_of(entries, json_values), max_size=3))
def test_any_bundle_is_carried_out_or_refused(directory: Directory, kind: str, parts: list[Any]) -> None:
    body = json.dumps({"resourceType": "Bundle", "type": kind, "entry": parts}).encode()
    headers = {"content-type": "application/fhir+json"}
    answer = directory.answer(Request("several", "", method="POST", headers=headers, body=body, base=BASE))

    assert answer.status == 200 or 400 <= answer.status < 500
    if answer.status == 200 and answer.resource:
        assert len(answer.resource.get("entry", ())) == len(parts)


def test_a_poller_misses_nothing_while_many_write() -> None:
    directory, seen = Directory(), set[tuple[str, str]]()
    writers = [threading.Thread(target=_write, args=(directory, str(number))) for number in range(4)]
    for one in writers:
        one.start()
    since = ""
    while any(one.is_alive() for one in writers) or since != (since := _poll(directory, since, seen)):
        since = _poll(directory, since, seen)

    assert seen == {(f"{writer}-{place}", "1") for writer in "0123" for place in range(40)}
    directory.store.close()


def _write(directory: Directory, writer: str) -> None:
    for place in range(40):
        body = json.dumps({"resourceType": "Location", "id": f"{writer}-{place}", "name": "x"}).encode()
        headers = {"content-type": "application/fhir+json"}
        directory.answer(Request("update", "Location", (f"{writer}-{place}",), "PUT", headers=headers, body=body))


def _poll(directory: Directory, since: str, seen: set[tuple[str, str]]) -> str:
    """Reads all pages of what is new, seven on a page; the moment from which the next poll asks."""
    asked: tuple[tuple[str, str], ...] = (("_since", since), ("_count", "7"))
    first = bundle = directory.answer(Request("history-type", "Location", parameters=asked, base=BASE)).resource or {}
    while True:
        seen.update((one["resource"]["id"], one["resource"]["meta"]["versionId"]) for one in bundle.get("entry", ()))
        if len(bundle["link"]) < 2:
            return str(first["meta"]["lastUpdated"])
        cursor = bundle["link"][1]["url"].partition("_cursor=")[2]
        parameters = (*asked, ("_cursor", cursor))
        bundle = directory.answer(Request("history-type", "Location", parameters=parameters, base=BASE)).resource or {}
