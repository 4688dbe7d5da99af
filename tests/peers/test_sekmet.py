"""sekmet-fhir 0.1.1, a general FHIR server, in the role of a client registry: what it fails, it really does not do.

Each FAIL was tried by hand with curl and compared with the standard. It has no ``$ihe-pix`` and no ``$match``, so it
shows nothing of ITI-83 and ITI-119 but that they are missed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.peers.conftest import Judged, harness, judge

pytestmark = pytest.mark.peer

NO_PIX = "404 not-supported: Operation $ihe-pix is not supported on Patient"
NO_MATCH = "404 not-supported: Operation $match is not supported on Patient"
FAILS = {
    "104-03a": "PUT of a Patient without identifier is answered 200 or 201",
    "104-03b": "PUT of a Patient without name is answered 200 or 201",
    "104-04": "any identifier system is taken with 201",
    "119-11": NO_MATCH,
    "78-02": "identifier=system| selects patients, and all their identifiers are shown",
    "78-04a": "identifier=unknown-system| is answered 200 without an OperationOutcome",
    "78-14d": "a read in an unknown format is answered 406; ITI-78 wants 400",
    "78-15": "mothersMaidenName is ignored: everybody of the family name is returned",
    "83-10": NO_PIX,
    "FHIR-01": "the OperationOutcome beside the matches, which tells of an ignored parameter, has no fullUrl",
    "OHIE-FHIR-01a": "an identifier without system is taken with 200 or 201",
    "OHIE-FHIR-03": "any identifier system is taken with 201",
    "Z-03": "the CapabilityStatement lacks address-state and mothersMaidenName",
    "Z-04": "the next link leads to http://localhost:8090, where it does not listen",
}
NOT_SHOWN = {
    "104-01": NO_PIX,
    "104-05": NO_PIX,
    "104-06": NO_PIX,
    "119-01": NO_MATCH,
    "119-02": NO_MATCH,
    "119-03": NO_MATCH,
    "119-04": NO_MATCH,
    "119-05": NO_MATCH,
    "119-06": NO_MATCH,
    "119-07": NO_MATCH,
    "119-09": NO_MATCH,
    "119-10": NO_MATCH,
    "119-12": NO_MATCH,
    "83-01": NO_PIX,
    "83-02": NO_PIX,
    "83-03": NO_PIX,
    "83-04": NO_PIX,
    "83-05": NO_PIX,
    "83-06": NO_PIX,
    "83-07": NO_PIX,
    "83-08": NO_PIX,
    "83-11": NO_PIX,
    "83-12": NO_PIX,
    "OHIE-FHIR-06": NO_PIX,
}
NOTED = {
    "78-04b": "200 where 404 is preferred",
    "OHIE-FHIR-01b": "a managingOrganization that does not exist is taken",
    "OHIE-FHIR-02": "OID and URI of a domain are two systems to it",
    "OHIE-FHIR-08": "the replaced identifier leads to the inactive record, not to the survivor",
    "OHIE-FHIR-09": "a link to a survivor of another domain is taken",
}


def test_it_fails_what_it_does_not_do(sekmet_judged: Judged) -> None:
    assert sekmet_judged.requirements("FAIL") == set(FAILS)


def test_what_it_could_not_be_asked_is_inconclusive(sekmet_judged: Judged) -> None:
    assert sekmet_judged.requirements("INCONCLUSIVE") == set(NOT_SHOWN)


def test_what_it_should_do_and_does_not_is_noted(sekmet_judged: Judged) -> None:
    assert sekmet_judged.requirements("NOTED") == set(NOTED)


def test_nothing_of_it_is_a_fault_of_the_harness(sekmet_judged: Judged) -> None:
    assert sekmet_judged.results["summary"]["ERROR"] == 0
    assert sekmet_judged.exit == 1


def test_it_passes_what_it_does(sekmet_judged: Judged) -> None:
    done = {"CRWF-2", "CRWF-3", "CRWF-4", "104-07", "78-01", "78-08a", "78-08b", "78-09b", "78-10b", "Z-01", "Z-02"}
    assert done <= sekmet_judged.requirements("PASS")


def test_doctor_says_where_its_links_lead(sekmet_as_it_comes: str) -> None:
    done = harness("doctor", "--against", f"client_registry={sekmet_as_it_comes}")
    assert "http://localhost:8090/fhir" in done.stdout
    assert f"Set the system's own base URL to {sekmet_as_it_comes}" in " ".join(done.stdout.split())


def test_told_its_address_it_leads_through_every_page(sekmet_told_its_address: str, tmp_path: Path) -> None:
    judged = judge(sekmet_told_its_address, "Sekmet", tmp_path, "Z-04")
    assert judged.exit == 0
    assert "Z-04" in judged.requirements("PASS")


def test_what_a_run_made_there_is_removed(sekmet_told_its_address: str, tmp_path: Path) -> None:
    judge(sekmet_told_its_address, "Sekmet", tmp_path, "Z-04")
    run = next(one.parent for one in tmp_path.glob("*/results.json"))
    done = harness("clean", str(run), "--against", f"client_registry={sekmet_told_its_address}", "--as", "Sekmet")
    assert (done.returncode, "Nothing of the run is left." in done.stdout) == (0, True)
