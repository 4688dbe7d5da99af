"""What a history tells, and how it is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from harness.checks import updates as checks
from harness.evidence.exchange import Message
from tests.checks.resources import finding, searchset
from tests.seen import answer, crossed, request

NOON, LATER = "2026-11-26T12:00:00Z", "2026-11-26T12:00:01Z"


def change(method: str, number: int, at: str = NOON, **more: Any) -> dict[str, Any]:
    """An entry of a history of Locations."""
    url = f"http://fr/fhir/Location/{number}"
    asked = {"method": method, "url": "Location" if method == "POST" else f"Location/{number}"}
    told = {"fullUrl": url, "request": asked, "response": {"status": "200", "lastModified": at, "etag": 'W/"1"'}}
    shown = {"resource": {"resourceType": "Location", "id": str(number)}} if method != "DELETE" else {}
    return {**told, **shown, **more}


def history(*entries: dict[str, Any], **elements: Any) -> Message:
    """A page of a history, at 12:00 by the server's clock."""
    bundle = {"resourceType": "Bundle", "type": "history", "entry": list(entries), **elements}
    date = ("Date", "Thu, 26 Nov 2026 12:00:00 GMT")
    return answer({name: value for name, value in bundle.items() if value != []}, headers=(date,))


PAGES = [history(change("PUT", 1, LATER)), history(change("POST", 2), change("DELETE", 3))]
NAMELESS = [history({"request": {"method": "DELETE", "url": "Location/9"}, "response": {"status": "204"}})]


def asked(query: str) -> Message:
    return request("GET", f"/fhir/Location/_history{query}")


RIGHT: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {
    "tells": (checks.tells_of, (PAGES, "POST", "Location/2"), {}),
    "tells by its request alone": (checks.tells_of, (NAMELESS, "DELETE", "Location/9"), {}),
    "tells nothing": (checks.tells_nothing_of, (PAGES, "Location/7"), {"since": NOON}),
    "tells what is not before": (checks.tells_nothing_of, (PAGES, "Location/1"), {"since": NOON}),
    "without resource": (checks.tells_without_resource, (PAGES, "Location/3"), {}),
    "empty": (checks.is_empty, (history(),), {}),
    "newest first": (checks.comes_newest_first, ([*PAGES, *NAMELESS],), {}),
    "each once": (checks.tells_each_once, (PAGES, 3), {}),
    "from the date": (checks.asks_from, (asked(f"?_since={NOON}"), history()), {}),
    "from whenever": (checks.asks_from, (asked(f"?_since={NOON}"), answer({"resourceType": "Bundle"})), {}),
}
TWICE = [history(change("PUT", 1)), history(change("PUT", 1))]
WRONG: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any], str]] = {
    "refused": (checks.tells_of, ([answer(status=404)], "PUT", "Location/1"), {}, "HTTP status"),
    "a searchset": (checks.tells_of, ([answer(searchset())], "PUT", "Location/1"), {}, "Bundle.type"),
    "not told": (checks.tells_of, (PAGES, "PUT", "Location/2"), {}, "Bundle.entry.request.method"),
    "nothing of it": (checks.tells_of, (PAGES, "PUT", "Location/8"), {}, "Bundle.entry.request.method"),
    "from before": (checks.tells_nothing_of, (PAGES, "Location/7"), {"since": LATER}, "Bundle.entry[0]"),
    "of it, timeless": (checks.tells_nothing_of, (NAMELESS, "Location/9"), {"since": NOON}, "Bundle.entry[0]"),
    "not deleted": (checks.tells_without_resource, (PAGES, "Location/1"), {}, "Bundle.entry.request.method"),
    "something": (checks.is_empty, (PAGES[0],), {}, "Bundle.entry"),
    "oldest first": (checks.comes_newest_first, (PAGES[::-1],), {}, "Bundle.entry[0]"),
    "one page": (checks.tells_each_once, (PAGES[:1], 1), {}, "Bundle.link"),
    "twice": (checks.tells_each_once, (TWICE, 1), {}, "Bundle.entry[0]"),
    "too few": (checks.tells_each_once, (PAGES, 4), {}, "Bundle.entry"),
    "no since": (checks.asks_from, (asked(""), history()), {}, "_since"),
    "a date alone": (checks.asks_from, (asked("?_since=2026-11-26"), history()), {}, "_since"),
    "too late": (checks.asks_from, (asked("?_since=2026-11-26T13:00:00Z"), history()), {}, "_since"),
}
SHELL = [history(change("DELETE", 3, resource={"resourceType": "Location", "id": "3"}))]


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_passes(name: str) -> None:
    check, told, named = RIGHT[name]
    assert check(*told, **named) is None


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_at_its_place(name: str) -> None:
    check, told, named, where = WRONG[name]
    assert finding(check, *told, **named)[0] == where


def test_a_resource_beside_a_deletion_is_told() -> None:
    assert finding(checks.tells_without_resource, SHELL, "Location/3")[0] == "Bundle.entry[0].resource"


def test_a_parameter_that_a_history_does_not_have_is_told() -> None:
    told = finding(checks.asks_by_history, crossed(asked("?_since=2026-11-26T12:00:00Z&active=true")))
    assert told == ("query parameters", "_since and _count", "active")
