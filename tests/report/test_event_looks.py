"""How the pages of an event read: nothing empty, nothing run together, nothing left in English."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.event import rules
from harness.report.event_pages import EventSite
from harness.report.event_reading import read_event
from tests.report.demo_event import two_runs


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> EventSite:
    reports: Path = two_runs(tmp_path_factory.mktemp("reports"))
    return EventSite(read_event(reports, "nakuru"), rules.load(), reports / "nakuru")


def test_where_nobody_needs_a_partner_there_is_no_table_of_them(site: EventSite) -> None:
    page = site.text("event_partners.html", path="partners.html", root="", title="Partners", needs=(), pairs=())
    assert "Nobody needs a partner." in page
    assert "<table" not in page
