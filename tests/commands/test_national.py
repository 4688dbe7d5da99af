"""What a country asks for decides what is a FAIL, what is noted and what nobody is judged by; every report tells it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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


def test_levels_count_as_the_country_has_them(harness: Harness, mock: Mock, tmp_path: Path) -> None:
    url = mock("client-registry", "--defect", "keeps-the-first-name", "--defect", "refuses-unknown-parameters")
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
