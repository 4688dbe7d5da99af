"""sekmet-fhir 0.1.1 in the role of a facility registry and of a health worker registry.

It ignores what it does not search by, and says so in an OperationOutcome. That was tried by hand with curl for `near`
and for the parameters of OrganizationAffiliation, and read off a run for all else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.peers.conftest import Judged, harness, started
from tests.peers.sekmet import sekmet

pytestmark = pytest.mark.peer

AFFILIATIONS = "no search parameter of OrganizationAffiliation is known: every one of them is returned"
INCLUDES = "this _include or _revinclude is not known, and nothing comes along"
FAILS = {
    "90-01g": AFFILIATIONS,
    "90-03a": INCLUDES,
    "90-03c": INCLUDES,
    "90-03d": INCLUDES,
    "90-03g": INCLUDES,
    "90-08c": "a read in an unknown format is answered 406; ITI-90 wants 400",
    "90-09": "near is ignored: Location?near=0|0|1|km returns every Location",
    "90-14b": "near is ignored, whatever it says",
    "90-14c": "a modifier that nobody knows is ignored, and answered with 200",
    "91-08": "_since=yesterday is answered with 200 and a history",
    "FHIR-01": "the OperationOutcome beside the matches, which tells of an ignored parameter, has no fullUrl",
    "FRF-2": AFFILIATIONS,
}
PASSES = {"90-01a", "90-01b", "90-01e", "90-01f", "90-05", "91-01a", "91-01c", "91-01d", "91-02", "91-07", "130-04"}
"""Some of what it does, so that a run which judged nothing is seen."""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    yield from started(sekmet(told_its_address=True))


def judged(base: str, actor: str, reports: Path) -> Judged:
    """Play care services against it in the role of `actor`."""
    who = ("--against", f"{actor}={base}", "--as", "sekmet", "--reports", str(reports))
    done = harness("run", "HWWF-2", "HWWF-3", "HWWF-4", *who)
    results = sorted(reports.glob("*/results.json"))
    assert results, done.stdout + done.stderr
    return Judged(done.returncode, json.loads(results[-1].read_text("utf-8")))


def test_as_a_facility_registry_it_fails_what_it_does_not_do(base: str, tmp_path: Path) -> None:
    found = judged(base, "facility_registry", tmp_path)
    assert (found.requirements("FAIL"), found.requirements("INCONCLUSIVE")) == (set(FAILS), set())
    assert PASSES - found.requirements("PASS") == set()


def test_as_a_health_worker_registry_it_does_all_of_it(base: str, tmp_path: Path) -> None:
    found = judged(base, "health_worker_registry", tmp_path)
    assert (found.exit, found.requirements("FAIL")) == (0, set())
    assert {"90-01c", "90-01d", "90-03f", "HWWF-2", "HWWF-4"} - found.requirements("PASS") == set()
