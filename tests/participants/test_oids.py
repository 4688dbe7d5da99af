"""A domain whose URI is an OID has that OID in HL7 v2 too."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.participants import load


@pytest.mark.parametrize(
    ("uri", "more", "oid"),
    [("urn:oid:1.2.3", "", "1.2.3"), ("urn:oid:1.2.3", 'oid = "1.2.4"', "1.2.4"), ("http://a", "", "")],
)
def test_an_oid_in_the_uri_is_the_oid_of_the_domain(tmp_path: Path, uri: str, more: str, oid: str) -> None:
    domain = f'[[participants.domains]]\nuri = "{uri}"\n{more}\n'
    file = tmp_path / "event.toml"
    file.write_text(f'[[participants]]\nname = "A"\nactors = ["point_of_service"]\n{domain}')
    (one,) = load(file)
    assert one.domains[0].oid == oid
