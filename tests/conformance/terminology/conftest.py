"""Terminology over small definitions: those of the corpus, and such as a test writes itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.conformance.packages.definitions import Definitions, definitions
from harness.conformance.terminology import Terminology
from harness.folders import fixtures

Known = Callable[..., Terminology]


@pytest.fixture(scope="session")
def rooms() -> Terminology:
    """The code systems and value sets of fixtures/conformance/terminology."""
    return Terminology(definitions((fixtures() / "conformance" / "terminology" / "definitions",)))


@pytest.fixture(scope="session")
def of_core(core: Definitions) -> Terminology:
    """All of R4."""
    return Terminology(core)


@pytest.fixture
def known(tmp_path: Path) -> Known:
    """Terminology of the resources it is given: (kind, last part of the canonical, everything else)."""

    def of(*resources: tuple[str, str, dict[str, Any]]) -> Terminology:
        for kind, name, more in resources:
            resource = {"resourceType": kind, "id": name, "url": f"http://example.org/{name}", **more}
            (tmp_path / f"{kind}-{name}.json").write_text(json.dumps(resource), encoding="utf-8")
        return Terminology(definitions((tmp_path,)))

    return of
