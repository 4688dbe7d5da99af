"""What a country asks for decides what is a FAIL, what is noted and what nobody is judged by; every report tells it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from harness.openhie.domains import DEFAULT_DOMAINS
from tests.commands.conftest import Ran
from tests.commands.test_event import BEGIN, registry
from tests.commands.test_initiator import OWN, Clerk, played

Harness = Callable[..., Ran]
Mock = Callable[..., str]

NATIONAL = """
[national]
title = "Kenya"
identifiers = ["urn:oid:2.16.404.1"]
levels."104-02" = { level = "SHOULD", because = "not before 2028" }
levels."78-11" = { level = "SHALL", because = "other ministries search too" }
left_out."104-01" = "another office does it"
"""


def words(ran: Ran, requirement: str) -> set[tuple[str, str]]:
    """The level and verdict of each finding on a requirement."""
    return {(one["level"], one["verdict"]) for one in ran.findings if one["requirement"] == requirement}


def kenyan(mock: Mock, folder: Path, more: str = "", *options: str) -> str:
    """A registry that serves the country's domain beside its own."""
    own = "".join(f'[[domains]]\nuri = "{one.uri}"\n' for one in DEFAULT_DOMAINS)
    (folder / "registry.toml").write_text(f'{own}[[domains]]\nuri = "urn:oid:2.16.404.1"\n{more}\n')
    return mock("client-registry", "--config", "registry.toml", *options)


def test_levels_count_as_the_country_has_them(harness: Harness, mock: Mock, tmp_path: Path) -> None:
    defects = ("--defect", "keeps-the-first-name", "--defect", "refuses-unknown-parameters")
    url = kenyan(mock, tmp_path, "", *defects)
    (tmp_path / "event.toml").write_text(BEGIN + NATIONAL + registry("Amani", url))
    ran = harness("run", "104-02", "78-11", "--event", "event.toml")
    assert words(ran, "104-02") == {("SHOULD", "NOTED"), ("SHOULD", "PASS")}, ran.out
    assert ("SHALL", "FAIL") in words(ran, "78-11")
    assert (ran.code, words(ran, "104-01")) == (1, set())
    tells_what_is_not_as_everywhere(ran.folder / "report")
    told = [(one["requirement"], one["level"], one["was"], one["left_out"]) for one in ran.results["national"]]
    assert told[1:3] == [("104-01", "SHALL", "SHALL", True), ("104-02", "SHOULD", "SHALL", False)]


def tells_what_is_not_as_everywhere(report: Path) -> None:
    """The page of a play and that of all requirements say what the country made of them."""
    pages = [page.read_text(encoding="utf-8") for page in (report / "plays").glob("*.html")]
    assert any("Kenya: SHOULD instead of SHALL, because not before 2028" in page for page in pages)
    assert "Kenya: left out, because another office does it" in (report / "coverage.html").read_text(encoding="utf-8")


def test_a_registry_that_insists_on_the_country_s_number_is_fed_with_it(
    harness: Harness, mock: Mock, tmp_path: Path
) -> None:
    url = kenyan(mock, tmp_path, "required = true")
    numbers = 'numbers = { "urn:oid:2.16.404.1" = "[1-9][0-9]{7}" }\n'
    told = NATIONAL.replace("levels", numbers + "levels", 1)
    (tmp_path / "event.toml").write_text(BEGIN + told + registry("Amani", url))
    ran = harness("run", "CRWF-1", "83-01", "83-02", "--event", "event.toml")
    assert (ran.failed, ran.code, words(ran, "83-02")) == (set(), 0, {("SHALL", "PASS")}), ran.out
    sent = b"".join(path.read_bytes() for path in (ran.folder / "bodies").iterdir())
    assert len(set(re.findall(rb'"urn:oid:2.16.404.1",\s*"value":\s*"([1-9][0-9]{7})"', sent))) > 3


def test_a_registry_that_does_not_serve_the_country_s_domain_is_told_before(
    harness: Harness, mock: Mock, tmp_path: Path
) -> None:
    (tmp_path / "event.toml").write_text(BEGIN + NATIONAL + registry("Amani", mock("client-registry")))
    ran = harness("doctor", "--event", "event.toml")
    assert "It does not know the identifier domain urn:oid:2.16.404.1" in " ".join(ran.out.split())


def clinic(more: str = "") -> str:
    """The table of a point of service."""
    return f'''
[[participants]]
name = "Clinic"
actors = ["point_of_service"]
{more}
[[participants.domains]]
uri = "{OWN}"
'''


def test_a_clinic_that_leaves_out_the_country_s_number_fails(tmp_path: Path) -> None:
    (tmp_path / "event.toml").write_text(BEGIN + NATIONAL + clinic())
    ran = played(tmp_path, Clerk(OWN), "--event", "event.toml")
    assert (ran.code, ran.failed) == (1, {"NATIONAL-ID-1"})
    assert "(with a number of urn:oid:2.16.404.1 too)" in ran.out


def test_a_clinic_that_sends_the_country_s_number_passes(harness: Harness, mock: Mock, tmp_path: Path) -> None:
    more = f'operator = "{mock("point-of-service").rstrip("/")}/instructions"\n'
    (tmp_path / "event.toml").write_text(BEGIN + NATIONAL + clinic(more))
    ran = harness("run", "104-09", "--event", "event.toml", "--listen-port", "0")
    assert words(ran, "NATIONAL-ID-1") == {("SHALL", "PASS")}, ran.out + ran.err
