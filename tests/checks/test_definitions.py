"""What is found in searches for definitions, and in how a terminology service is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from harness.checks import definitions as checks
from harness.checks.check import NothingToJudge
from harness.messages.parameters import FORM
from tests.checks.resources import Told, entry, finding, outcome, searchset
from tests.seen import answer, crossed, request

URL = "http://here/ValueSet/a"


def value_set(url: str = URL, version: str = "1", **more: Any) -> dict[str, Any]:
    return {"resourceType": "ValueSet", "url": url, "version": version, **more}


FOUND = answer(searchset(entry(value_set()), entry(value_set(version="2"))))
NOTHING, REFUSED = answer(searchset()), answer(outcome(), status=404)
COLLECTION = answer({"resourceType": "Bundle", "type": "collection"})
OTHERS = answer(searchset(entry(value_set()), entry(value_set("http://b"))))

RIGHT: list[tuple[Callable[..., None], tuple[Any, ...]]] = [
    (checks.finds, (FOUND, "ValueSet", URL)),
    (checks.finds, (FOUND, "ValueSet", URL, "2")),
    (checks.finds_only, (FOUND, "ValueSet", URL)),
    (checks.finds_nothing, (NOTHING, "ValueSet")),
    (checks.leaves_out, (FOUND, "ValueSet", f"{URL}-not")),
    (checks.leaves_out, (COLLECTION, "ValueSet", URL)),
    (checks.names, (answer(value_set()), URL, "1")),
    (checks.is_whole, (answer(value_set(meta={"versionId": "1"}, text={})), value_set(id="x"))),
]


@pytest.mark.parametrize(("check", "arguments"), RIGHT)
def test_what_is_right_passes(check: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    assert check(*arguments) is None


STATUS = ("HTTP status", "200", "404")
WRONG: list[tuple[Callable[..., None], tuple[Any, ...], Told]] = [
    (checks.finds, (FOUND, "ValueSet", URL, "3"), ("Bundle.entry", f"ValueSet {URL} 3", f"{URL}, {URL}")),
    (checks.finds, (REFUSED, "ValueSet", URL), STATUS),
    (checks.finds_only, (NOTHING, "ValueSet", URL), ("Bundle.entry", f"ValueSet {URL}", "none")),
    (checks.finds_only, (OTHERS, "ValueSet", URL), ("Bundle.entry[1].resource.url", URL, "http://b")),
    (checks.finds_nothing, (FOUND, "ValueSet"), ("Bundle.entry", "none", "2 of type ValueSet")),
    (checks.finds_nothing, (COLLECTION, "ValueSet"), ("Bundle.type", "searchset", "collection")),
    (
        checks.leaves_out,
        (FOUND, "ValueSet", URL),
        ("Bundle.entry", f"no ValueSet {URL}", "it, among 2 of type ValueSet"),
    ),
    (checks.leaves_out, (REFUSED, "ValueSet", URL), STATUS),
    (checks.names, (answer(value_set(version="2")), URL, "1"), ("ValueSet.version", "1", "2")),
    (checks.names, (REFUSED, URL), STATUS),
    (checks.is_whole, (answer(value_set()), value_set(date="2026")), ("ValueSet.date", "2026", "nothing")),
    (checks.is_whole, (REFUSED, value_set()), STATUS),
]


@pytest.mark.parametrize(("check", "arguments", "told"), WRONG)
def test_what_is_wrong_is_told_with_its_place(check: Callable[..., None], arguments: Any, told: Told) -> None:
    assert finding(check, *arguments) == told


def asked(target: str, **body: Any) -> Any:
    """An exchange in which `target` is asked for, with Parameters where there is a `body`."""
    parameters = [
        {"name": name, **({"valueUri": value} if isinstance(value, str) else value)} for name, value in body.items()
    ]
    content = {"resourceType": "Parameters", "parameter": parameters} if body else b""
    return crossed(request("POST" if body else "GET", f"/fhir/{target}", content), answer())


TRANSLATED = "ConceptMap/$translate?url=a&source=b&code=c&system=d&target=e"
RIGHTLY = [
    (checks.searches_as_agreed, asked("ValueSet?url=a&title:contains=b&_count=3")),
    (checks.searches_as_agreed, asked("ConceptMap?target-uri=a")),
    (checks.asks_with_all_it_needs, asked("ValueSet/%24expand?url=a")),
    (checks.asks_with_all_it_needs, asked("ValueSet/$expand", url="a")),
    (checks.asks_with_all_it_needs, asked(TRANSLATED)),
    (checks.asks_with_nothing_else, asked(TRANSLATED)),
]


@pytest.mark.parametrize(("check", "exchange"), RIGHTLY)
def test_who_asks_rightly_passes(check: Callable[..., None], exchange: Any) -> None:
    assert check(exchange) is None


CODING = {"valueCoding": {"code": "a"}}
WRONGLY = [
    (checks.searches_as_agreed, asked("CodeSystem?publisher=a"), "publisher"),
    (checks.asks_with_all_it_needs, asked("ValueSet/$expand?filter=a"), "0 of them"),
    (checks.asks_with_all_it_needs, asked("ValueSet/$expand?url=a&url=b"), "2 of them"),
    (checks.asks_with_all_it_needs, asked("CodeSystem/$lookup?code=&system=b"), "no value"),
    (checks.asks_with_nothing_else, asked("CodeSystem/$lookup", coding=CODING), "coding"),
    (checks.asks_with_nothing_else, asked("ValueSet/$validate-code?url=a&context=b"), "context"),
]


@pytest.mark.parametrize(("check", "exchange", "found"), WRONGLY)
def test_who_asks_wrongly_is_told(check: Callable[..., None], exchange: Any, found: str) -> None:
    assert finding(check, exchange)[::2] == ("request parameters", found)


def test_a_form_is_read_too() -> None:
    sent = request("POST", "/fhir/ValueSet/_search", b"publisher=a", content_type=FORM)
    assert finding(checks.searches_as_agreed, crossed(sent))[2] == "publisher"


def test_of_an_operation_on_one_resource_svcm_says_nothing() -> None:
    with pytest.raises(NothingToJudge):
        checks.asks_with_all_it_needs(asked("ValueSet/17/$expand"))
