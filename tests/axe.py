"""axe-core, which finds what keeps people out of a page; it is loaded into Chromium, and is none of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.peers.peer import folder

AXE = folder() / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
NEEDS_AXE = pytest.mark.skipif(not AXE.exists(), reason=f"axe-core is not installed in {folder()}")
_RUN = "axe.run({resultTypes: ['violations']}).then((all) => JSON.stringify(all.violations))"


def faults(page: Any, address: str) -> list[str]:
    """What axe finds grave on the page at `address`, all its details open: rule, and the first element of it."""
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = [each for each in json.loads(page.evaluate(_RUN)) if each["impact"] in GRAVE]
    return [f"{address.rpartition('/')[2]} {each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]
