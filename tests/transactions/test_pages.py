from __future__ import annotations

import json
from typing import Any

import pytest

from harness.errors import NonConformance
from harness.messages import fhir
from harness.transactions import Call, MobilePatientDemographicsQuery, NextPage
from harness.transactions.fhir_search import below
from tests.transactions.people import SOURCE

BASE = "http://cr.example.org/fhir"
WHERE = "Bundle.link[1].url"

BELOW = {
    "absolute": (f"{BASE}/Patient?page=2", "Patient?page=2"),
    "absolute, at the base": (f"{BASE}?_getpages=a%7Cb&x=1", "?_getpages=a%7Cb&x=1"),
    "the default port": ("http://cr.example.org:80/fhir/Patient?page=2", "Patient?page=2"),
    "in capitals": ("HTTP://CR.example.org/fhir/Patient?page=2", "Patient?page=2"),
    "relative": ("Patient?page=2", "Patient?page=2"),
    "relative, by the query alone": ("?page=2", "?page=2"),
    "relative, from the root": ("/fhir/Patient?page=2", "Patient?page=2"),
    "a path of its own": (f"{BASE}/Patient/page/2", "Patient/page/2"),
}


@pytest.mark.parametrize("base", [BASE, f"{BASE}/"])
@pytest.mark.parametrize(("url", "path"), BELOW.values(), ids=BELOW.keys())
def test_a_link_below_the_base_is_followed(base: str, url: str, path: str) -> None:
    assert below(base, url, WHERE) == path


ASTRAY = {
    "another host": "http://inside:8080/fhir/Patient?page=2",
    "another port": "http://cr.example.org:8080/fhir/Patient?page=2",
    "another scheme": "https://cr.example.org/fhir/Patient?page=2",
    "another path": "http://cr.example.org/other/Patient?page=2",
    "a path that only begins so": "http://cr.example.org/fhirish/Patient",
    "another path from the root": "/Patient?page=2",
    "a path from the root that only begins so": "/fhirish/Patient",
    "a host without scheme": "//cr.example.org.evil/fhir/Patient",
    "up and away": "../admin?page=2",
    "up and away within": f"{BASE}/../admin?page=2",
    "up and away, escaped": f"{BASE}/%2e%2e/admin?page=2",
    "no address": "urn:uuid:7",
    "the base itself": BASE,
    "a port that is none": "http://cr.example.org:http/fhir/Patient",
    "half an address": "http://[::1/fhir",
}


@pytest.mark.parametrize("url", ASTRAY.values(), ids=ASTRAY.keys())
def test_a_link_that_leads_away_is_told(url: str) -> None:
    with pytest.raises(NonConformance) as raised:
        below(BASE, url, WHERE)

    assert (raised.value.where, raised.value.expected, raised.value.found) == (WHERE, f"a URL below {BASE}", url)


def page(*links: Any) -> bytes:
    return json.dumps({"resourceType": "Bundle", "type": "searchset", "link": list(links)}).encode()


NEXT = page({"relation": "self", "url": BASE}, {"relation": "next", "url": f"{BASE}/Patient?page=2"})
PAGEWISE = MobilePatientDemographicsQuery("family=A", accept=fhir.XML, page_by_page=True)


@pytest.mark.parametrize("one", [PAGEWISE, NextPage("Patient?page=1", fhir.XML)])
def test_the_next_page_is_asked_for_as_the_first_was(one: Any) -> None:
    following = one.following(NEXT, fhir.JSON, BASE)

    assert following == NextPage("Patient?page=2", fhir.XML)
    assert following.call(SOURCE) == Call("GET", "Patient?page=2", (("Accept", fhir.XML),))


def test_pages_are_followed_only_on_request() -> None:
    assert MobilePatientDemographicsQuery("family=A").following(NEXT, fhir.JSON, BASE) is None


LAST = {
    "no link": page(),
    "other links": page({"relation": "self", "url": BASE}, {"relation": "previous", "url": f"{BASE}/Patient?page=1"}),
    "links of an odd shape": page(7, "next", None),
    "links that are none": b'{"resourceType":"Bundle","link":7}',
    "no resource": b"<html>",
}


@pytest.mark.parametrize("body", LAST.values(), ids=LAST.keys())
def test_after_the_last_page_comes_nothing(body: bytes) -> None:
    assert PAGEWISE.following(body, fhir.JSON, BASE) is None


def test_a_next_link_without_address_is_told() -> None:
    with pytest.raises(NonConformance) as raised:
        PAGEWISE.following(page({"relation": "next"}), fhir.JSON, BASE)

    assert (raised.value.where, raised.value.found) == ("Bundle.link[0].url", "nothing")
