"""Every assertion that our notes draw from the aggregate transactions is in the catalogue (their section 7)."""

from __future__ import annotations

import pytest

from harness.openhie.requirements import Catalogue

DRAWN = ("53-01", "53-02", "53-03", "53-04", "53-05", "58-01", "58-02", "58-03", "58-04", "59-01", "59-02")
CATALOGUE = {each.requirement for each in Catalogue.load() if not each.not_tested}


@pytest.mark.parametrize("assertion", DRAWN)
def test_an_assertion_is_judged_by_a_scenario(assertion: str) -> None:
    assert any(one in CATALOGUE for one in (assertion, f"{assertion}a"))
