from __future__ import annotations

from typing import Any

import pytest

from harness.mocks.rest.addresses import base_url, interaction, parsed_parameters
from harness.mocks.rest.messages import Refusal

OPERATIONS = {"Patient/$match": ("POST",), "$everything": ("GET",), "Patient/id/$look": ("GET",)}

ASKED = {
    ("GET", "/fhir/metadata"): ("capabilities", "", ()),
    ("GET", "/fhir/Patient"): ("search", "Patient", ()),
    ("GET", "/fhir/Patient/"): ("search", "Patient", ()),
    ("POST", "/fhir/Patient/_search"): ("search", "Patient", ()),
    ("POST", "/fhir/Patient"): ("create", "Patient", ()),
    ("PUT", "/fhir/Patient"): ("conditional-update", "Patient", ()),
    ("DELETE", "/fhir/Patient"): ("conditional-delete", "Patient", ()),
    ("HEAD", "/fhir/Patient/a"): ("read", "Patient", ("a",)),
    ("PUT", "/fhir/Patient/a"): ("update", "Patient", ("a",)),
    ("GET", "/fhir/Patient/a/_history"): ("history", "Patient", ("a",)),
    ("GET", "/fhir/Patient/a/_history/2"): ("vread", "Patient", ("a", "2")),
    ("POST", "/fhir/Patient/$match"): ("$match", "Patient", ()),
    ("GET", "/fhir/$everything"): ("$everything", "", ()),
    ("GET", "/fhir/Patient/a/$look"): ("$look", "Patient", ("a",)),
    ("POST", "/fhir"): ("several", "", ()),
    ("GET", "/fhir/_history"): ("history-system", "", ()),
    ("GET", "/fhir/Patient/_history"): ("history-type", "Patient", ()),
}


@pytest.mark.parametrize(("asked", "found"), ASKED.items())
def test_an_address_says_what_is_wanted(asked: tuple[str, str], found: tuple[Any, ...]) -> None:
    assert interaction(*asked, types=("Patient",), operations=OPERATIONS) == found


REFUSED = {
    ("GET", "/"): 404,
    ("GET", "/fhir"): 405,
    ("POST", "/fhir/metadata"): 405,
    ("GET", "/fhir/Observation"): 404,
    ("GET", "/fhir/Patient/$match"): 405,
    ("GET", "/fhir/Patient/$other"): 404,
    ("GET", "/fhir/Patient/$look"): 404,
    ("POST", "/fhir/$everything"): 405,
    ("PUT", "/fhir/_history"): 405,
    ("GET", "/fhir/Patient/a/b"): 404,
    ("DELETE", "/fhir/Patient/a/_history/1"): 405,
}


@pytest.mark.parametrize(("asked", "status"), REFUSED.items())
def test_an_address_that_leads_nowhere_is_refused(asked: tuple[str, str], status: int) -> None:
    with pytest.raises(Refusal) as refusal:
        interaction(*asked, types=("Patient",), operations=OPERATIONS)

    assert refusal.value.status == status


def test_parameters_are_unescaped_once() -> None:
    query = b"family=Ng%C5%A9g%C4%A9+wa&a=%2541&empty=&identifier=a|b&flag"

    assert parsed_parameters(query) == (
        ("family", "Ngũgĩ wa"),
        ("a", "%41"),
        ("empty", ""),
        ("identifier", "a|b"),
        ("flag", ""),
    )


HOSTS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "http://registry:81/fhir": ({}, {"host": "registry:81"}),
    "http://registry/clinic/client_registry/fhir": ({"root_path": "/clinic/client_registry"}, {"host": "registry"}),
    "https://hie/cr/fhir": (
        {},
        {"host": "x", "x-forwarded-host": "hie", "x-forwarded-proto": "https", "x-forwarded-prefix": "/cr"},
    ),
    "https://registry/fhir": ({"scheme": "https"}, {"host": "registry"}),
    "http://10.0.0.1:80/fhir": ({"server": ("10.0.0.1", 80)}, {}),
    "http://localhost/fhir": ({}, {}),
}


@pytest.mark.parametrize(("base", "request_"), HOSTS.items())
def test_the_base_is_the_one_the_caller_knows(base: str, request_: tuple[dict[str, Any], dict[str, str]]) -> None:
    assert base_url({"scheme": "http", **request_[0]}, request_[1]) == base
