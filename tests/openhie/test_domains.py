from __future__ import annotations

import pytest

from harness.openhie.domains import DEFAULT_DOMAINS, UNKNOWN_DOMAIN, Domain, domain_of

TEST = DEFAULT_DOMAINS[0]


@pytest.mark.parametrize(
    "system",
    ["http://ohie.org/test/test", "urn:oid:2.16.840.1.113883.3.72.5.9.1", "2.16.840.1.113883.3.72.5.9.1"],
)
def test_every_name_of_a_domain_means_it(system: str) -> None:
    assert domain_of(system, DEFAULT_DOMAINS) == TEST


@pytest.mark.parametrize("system", ["", "http://ohie.org/test/test/", "urn:oid:1.2.3", UNKNOWN_DOMAIN.uri])
def test_anything_else_means_none(system: str) -> None:
    assert domain_of(system, DEFAULT_DOMAINS) is None


def test_a_domain_without_an_oid_has_one_system() -> None:
    assert Domain("http://x").systems == ("http://x",)


def test_a_domain_known_by_its_oid_alone_has_one_system() -> None:
    assert Domain("urn:oid:1.2.3", "1.2.3").systems == ("urn:oid:1.2.3",)
