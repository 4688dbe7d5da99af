"""sekmet-fhir 0.1.1 in the role of a terminology service: it keeps definitions, and has none of the operations.

It knows neither url, version, status nor the other parameters of these three types, and answers a search by what it
does not know with everything, and with an OperationOutcome that has no fullUrl (FHIR-01).
"""

from __future__ import annotations

import json

import pytest

from tests.peers.conftest import Judged, harness

pytestmark = pytest.mark.peer

SEARCHES = ("95", "96", "100")
FAILS = {f"{search}-{number}" for search in SEARCHES for number in ("01a", "01c", "01d", "07")}
WORKFLOWS = {"TSWF-4", "TSWF-5", "TSWF-6"}
MET = {f"{search}-{number}" for search in SEARCHES for number in ("01b", "02", "04", "05", "06", "08", "09")}


@pytest.fixture(scope="module")
def judged(sekmet_told_its_address: str, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    reports = tmp_path_factory.mktemp("sekmet")
    against = f"terminology_repository={sekmet_told_its_address}"
    done = harness("run", *sorted(WORKFLOWS), "--against", against, "--as", "Sekmet", "--reports", str(reports))
    results = sorted(reports.glob("*/results.json"))
    assert results, done.stdout + done.stderr
    return Judged(done.returncode, json.loads(results[-1].read_text("utf-8")))


def test_what_sekmet_does_not_know_of_searches_is_found(judged: Judged) -> None:
    assert judged.requirements("FAIL") == FAILS | WORKFLOWS | {"FHIR-01"}


def test_what_sekmet_keeps_and_gives_back_is_found_too(judged: Judged) -> None:
    assert judged.requirements("PASS") >= MET | {f"TSF-{number}" for number in (1, 2, 5, 6, 9, 10)}


def test_a_run_in_which_something_failed_says_so(judged: Judged) -> None:
    assert judged.exit == 1
