"""Which URLs can be a base, and which lead to this machine."""

from __future__ import annotations

import socket

import pytest

from harness.participants import is_local
from harness.participants.naming import slug_of
from harness.participants.urls import base_url


@pytest.mark.parametrize("url", ["http://localhost:8080/fhir", "https://[::1]:8443", "http://10.0.0.7/a%20b/fhir"])
def test_a_base_is_kept_as_it_is(url: str) -> None:
    assert base_url(f" {url}/ ") == url


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "has to begin with http:// or https://"),
        ("ftp://host/fhir", "has to begin with http:// or https://"),
        ("http:/host/fhir", "has to begin with http:// or https://"),
        ("http://", "names no host"),
        ("http://a b/fhir", "has a space in it"),
        ("http://host:99999/fhir", "expected a port from 1 to 65535, found http://host:99999/fhir"),
        ("http://host:0/fhir", "expected a port from 1 to 65535, found http://host:0/fhir"),
        ("http://host:fhir", "expected a port from 1 to 65535, found http://host:fhir"),
        ("http://me:se/cret@host", "expected a port from 1 to 65535, found http://…@host"),
        ("http://[::1/fhir", r"expected a URL, as in https://cr.example.org/fhir, found http://\[::1/fhir"),
        ("http://me@host/fhir", "a user or password stands inside the URL"),
        ("http://host/fhir?x=1", r"has a \? or # in it"),
        ("http://host/fhir/Patient/", "ends in /Patient; give the base alone"),
    ],
)
def test_what_cannot_be_a_base_is_refused_with_the_reason(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        base_url(url)


LOCAL = ["localhost", "LOCALHOST.", "127.0.0.1", "127.8.9.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "emr.localhost"]


@pytest.mark.parametrize("host", [*LOCAL, socket.gethostname()])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert is_local(f"http://{host}:8080/fhir")


@pytest.mark.parametrize("host", ["amani.example.org", "10.0.0.7", "128.0.0.1", "[fe80::1]", "localhost.example.org"])
def test_another_machine_is_not_this_one(host: str) -> None:
    assert not is_local(f"https://{host}/fhir")


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Kijani EMR", "kijani-emr"), (" Éma & Søn (v2.1) ", "ema-sn-v2-1"), ("ስርዓት", "participant-5f0fe0")],
)
def test_a_name_becomes_what_can_stand_in_an_address(name: str, slug: str) -> None:
    assert slug_of(name) == slug
